"""The rows of a comparison: each says where it stands, and what has become of it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from documents.comparing.words import (
    CHANGED,
    GAP,
    GONE,
    NEW,
    SAME,
    Block,
    Piece,
    alike,
    blocks,
    gone,
    marked,
    new,
    same,
)

# So many lines around a change are shown.
CONTEXT = 2
# Where so many lines were replaced by so many, each is held against the one in its place and not against all.
MOST_PAIRS = 2500

Pair = tuple[int | None, int | None]


@dataclass(frozen=True, slots=True)
class Row:
    """A row: `sign` is "gone", "new", "changed", "same", or "gap" for `count` rows that are the same and not shown.

    `where` is the number of a line, or the name of a cell.
    """

    sign: str
    where: str = ""
    pieces: list[Piece] = field(default_factory=list)
    count: int = 0


def rows_of_lines(before: Sequence[str], after: Sequence[str]) -> Iterator[Row]:
    """Yield how lines have changed, with what stands around; nothing for the very same lines."""
    found = blocks(before, after)
    for number, block in enumerate(found):
        if block.same:
            yield from _around(after, block, head=number > 0, tail=number < len(found) - 1)
        else:
            yield from _changed(before, after, block)


def _around(lines: Sequence[str], block: Block, *, head: bool, tail: bool) -> Iterator[Row]:
    """Yield the first lines of a block where a change stands before it, the last ones where one stands behind it."""
    first = block.left + (CONTEXT if head else 0)
    last = block.right - (CONTEXT if tail else 0)
    if not (head or tail):
        return
    if last - first <= 1:  # one line takes no more room than to say that it is left out
        first = last = block.right
    shown = [range(block.left, first), range(max(first, last), block.right)]
    yield from (_same(lines, at) for at in shown[0])
    if last > first:
        yield Row(GAP, count=last - first)
    yield from (_same(lines, at) for at in shown[1])


def _same(lines: Sequence[str], at: int) -> Row:
    return Row(SAME, str(at + 1), [same(lines[at])])


def _changed(before: Sequence[str], after: Sequence[str], block: Block) -> Iterator[Row]:
    def may_be(old: int, added: int) -> bool:
        return alike(before[old], after[added])

    for old, added in pairs(range(block.top, block.bottom), range(block.left, block.right), may_be):
        if old is not None and added is not None:
            yield Row(CHANGED, str(added + 1), marked(before[old], after[added]))
        elif old is not None:
            yield Row(GONE, str(old + 1), [gone(before[old])])
        elif added is not None:
            yield Row(NEW, str(added + 1), [new(after[added])])


def pairs(old: range, added: range, may_be: Callable[[int, int], Any]) -> Iterator[Pair]:
    """Yield which of the rows `old` has become which of the rows `added`, in their order; None stands for no row."""
    everywhere = len(old) * len(added) <= MOST_PAIRS
    at = added.start
    for offset, one in enumerate(old):
        in_its_place = added.start + offset
        places = range(at, added.stop) if everywhere else range(in_its_place, min(in_its_place + 1, added.stop))
        found = next((place for place in places if may_be(one, place)), None)
        if found is None:
            yield one, None
            continue
        yield from ((None, place) for place in range(at, found))
        yield one, found
        at = found + 1
    yield from ((None, place) for place in range(at, added.stop))
