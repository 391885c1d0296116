"""What two texts have in common: blocks of a sequence, and word by word within a line."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

# The longest common subsequence, worked out 64 elements at a time. difflib guesses well and fast as a rule, but takes
# minutes for files that are made to trouble it; this takes the same time for all of one length.
from rapidfuzz.distance import LCSseq

SAME, GONE, NEW, CHANGED, GAP = "same", "gone", "new", "changed", "gap"
TOKEN = re.compile(r"\w+|\s+|[^\w\s]")
# Lines of more words are not compared word by word, and less alike than this are two lines and not a changed one,
# by their first letters.
MOST_TOKENS = 2000
ALIKE = 0.4
LOOKED_AT = 800
# So many letters are shown of what is the same in a line, and of what is not.
LONGEST_SAME, LONGEST = 400, 4000


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a line: `sign` is "same", "gone" (only before) or "new" (only after)."""

    sign: str
    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of two sequences, before[top:bottom] and after[left:right], that is the same in both or not."""

    same: bool
    top: int
    bottom: int
    left: int
    right: int


def blocks(before: Sequence[str], after: Sequence[str]) -> list[Block]:
    """Return two sequences as blocks that are in turn the same and not; time grows with the product of both lengths."""
    found: list[Block] = []
    for code in LCSseq.opcodes(before, after):
        same = code.tag == "equal"
        if found and found[-1].same == same:
            found[-1] = replace(found[-1], bottom=code.src_end, right=code.dest_end)
        else:
            found.append(Block(same, code.src_start, code.src_end, code.dest_start, code.dest_end))
    return found


def tokens(text: str) -> list[str]:
    """Return the words of a text, and what stands between them."""
    return TOKEN.findall(text)


def alike(before: str, after: str) -> bool:
    """Return whether one line may have become the other: most of their words are the same."""
    one, other = ([token for token in tokens(text[:LOOKED_AT]) if not token.isspace()] for text in (before, after))
    if not one or not other:
        return False
    return 2 * LCSseq.similarity(one, other) >= ALIKE * (len(one) + len(other))


def marked(before: str, after: str) -> list[Piece]:
    """Return a changed line with its words marked; whole where it is too long to be compared word by word."""
    one, other = tokens(before), tokens(after)
    if max(len(one), len(other)) > MOST_TOKENS:
        return [gone(before), new(after)]
    pieces: list[Piece] = []
    for same, old, added in _joined(one, other):
        if same:
            pieces.append(Piece(SAME, _middle_left_out(old)))
        else:
            pieces += [gone(old)] * bool(old) + [new(added)] * bool(added)
    return pieces


def _joined(one: list[str], other: list[str]) -> Iterator[tuple[bool, str, str]]:
    """Yield stretches of text; a blank alone between two changes belongs to them, or a sentence falls into crumbs."""
    waiting = ["", ""]
    found = blocks(one, other)
    for number, block in enumerate(found):
        old, added = "".join(one[block.top : block.bottom]), "".join(other[block.left : block.right])
        between = 0 < number < len(found) - 1
        if block.same and not (between and old.isspace()):
            if any(waiting):
                yield False, waiting[0], waiting[1]
            waiting = ["", ""]
            yield True, old, added
        else:
            waiting = [waiting[0] + old, waiting[1] + added]
    if any(waiting):
        yield False, waiting[0], waiting[1]


def gone(text: str) -> Piece:
    """Return what was only before."""
    return Piece(GONE, _end_left_out(text))


def new(text: str) -> Piece:
    """Return what is only after."""
    return Piece(NEW, _end_left_out(text))


def same(text: str) -> Piece:
    """Return what is in both."""
    return Piece(SAME, _end_left_out(text))


def _end_left_out(text: str) -> str:
    return text if len(text) <= LONGEST else text[:LONGEST] + " …"


def _middle_left_out(text: str) -> str:
    half = LONGEST_SAME // 2
    return text if len(text) <= LONGEST_SAME else f"{text[:half]} … {text[-half:]}"
