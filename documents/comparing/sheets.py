"""Two workbooks compared cell by cell. Rows are found again first, so that one more does not change all below it."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from documents.comparing.rows import Row, pairs
from documents.comparing.words import ALIKE, CHANGED, GONE, NEW, SAME, Block, Piece, alike, blocks, gone, marked, new
from documents.editors.xlsx.places import name_of
from documents.editors.xlsx.shown import Cells, Sheets

# A text of so many letters is marked word by word; what is shorter is read at once.
LONG = 24


def rows_of_sheets(before: Sheets, after: Sheets) -> Iterator[Row]:
    """Yield how the cells of all sheets have changed, by the order of the later workbook's tabs."""
    for name in [*after, *(name for name in before if name not in after)]:
        if name not in before:
            yield Row(NEW, name, [new(_("This sheet is new."))])
        elif name not in after:
            yield Row(GONE, name, [gone(_("This sheet was removed."))])
        yield from _rows_of_sheet(name, before.get(name, {}), after.get(name, {}))


def _rows_of_sheet(name: str, before: dict[int, Cells], after: dict[int, Cells]) -> Iterator[Row]:
    old, added = list(before.items()), list(after.items())
    for block in blocks([_key(cells) for _row, cells in old], [_key(cells) for _row, cells in added]):
        if block.same:
            continue
        for one, other in _paired(old, added, block):
            if one is not None and other is not None:
                yield from _cells(name, added[other][0], old[one][1], added[other][1])
            elif one is not None:
                yield _whole(name, GONE, *old[one])
            elif other is not None:
                yield _whole(name, NEW, *added[other])


def _key(cells: Cells) -> str:
    return "\0".join(f"{column}\1{text}" for column, text in sorted(cells.items()))


def _paired(
    old: list[tuple[int, Cells]], added: list[tuple[int, Cells]], block: Block
) -> Iterator[tuple[int | None, int | None]]:
    """Yield which row has become which; where they are as many as before, each has stayed in its place."""
    before, after = range(block.top, block.bottom), range(block.left, block.right)
    if [old[at][0] for at in before] == [added[at][0] for at in after]:
        return iter(zip(before, after, strict=True))

    def may_be(one: int, other: int) -> bool:
        cells, others = old[one][1], added[other][1]
        shared = sum(1 for column, text in cells.items() if others.get(column) == text)
        return 2 * shared >= ALIKE * (len(cells) + len(others))

    return pairs(before, after, may_be)


def _cells(name: str, row: int, before: Cells, after: Cells) -> Iterator[Row]:
    for column in sorted(before.keys() | after.keys()):
        old, added = before.get(column), after.get(column)
        if old != added:
            where = f"{name}!{name_of(row, column)}"
            if old is None:
                yield Row(NEW, where, [new(added or "")])
            elif added is None:
                yield Row(GONE, where, [gone(old)])
            else:
                yield Row(CHANGED, where, _became(old, added))


def _became(old: str, added: str) -> list[Piece]:
    if max(len(old), len(added)) > LONG and alike(old, added):
        return marked(old, added)
    return [gone(old), Piece(SAME, " → "), new(added)]


def _whole(name: str, sign: str, row: int, cells: Cells) -> Row:
    text = " | ".join(text for _column, text in sorted(cells.items()))
    where = _("%(sheet)s, row %(number)s") % {"sheet": name, "number": row + 1}
    return Row(sign, where, [new(text) if sign == NEW else gone(text)])
