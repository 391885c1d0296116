"""Changing cells in the part of a sheet. Whatever is not one of these cells stays as it is written, byte for byte."""

import re
from collections.abc import Callable, Mapping
from xml.parsers import expat

from documents.editors.xlsx.places import Area, name_of, place
from documents.editors.xlsx.splicing import Splices, damaged, parsed, tag_end, with_attribute
from imports.reading.xlsx.package import local

# Makes the new cell from the one that stands there (b"" where there is none) and the prefix of names; b"" is no cell.
Change = Callable[[bytes, str], bytes]
SPANS = re.compile(rb"""\sspans\s*=\s*(?:"[^"]*"|'[^']*')""")
NEW_SHEET = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="{}"><sheetData/></worksheet>'


def patched(raw: bytes, part: str, changes: Mapping[int, Mapping[int, Change]]) -> bytes:
    """Return the part of a sheet with its cells changed: `changes` is {row: {column: change}}. Raises CannotEdit."""
    pass_ = _Pass(raw, part, changes)
    parser = expat.ParserCreate()
    pass_.parser = parser
    parser.StartElementHandler, parser.EndElementHandler = pass_.start, pass_.end
    parsed(raw, part, parser)
    pass_.finish()
    return pass_.splices.done()


class _Pass:
    """One way through the sheet, in the order of its rows; what is new is put in where its place is."""

    parser: expat.XMLParserType

    def __init__(self, raw: bytes, part: str, changes: Mapping[int, Mapping[int, Change]]) -> None:
        self.raw, self.part = raw, part
        self.splices = Splices(raw)
        self.left = {row: dict(cells) for row, cells in sorted(changes.items())}
        self.prefix = ""
        self.is_within = False
        self.row = self.column = -1
        # The cells to change in the row that is being read; None where nothing changes.
        self.cells: dict[int, Change] | None = None
        self.row_start = self.cell_start = 0
        self.depth = 0
        self.grown: list[tuple[int, int]] = []
        # Where the sheet says which area it fills, and which.
        self.said: tuple[int, str] | None = None

    def start(self, name: str, told: dict[str, str]) -> None:
        self.depth += 1
        if self.is_within:
            if self.depth == 3:
                self._start_row(told)
            elif self.depth == 4 and self.cells is not None:
                self._start_cell(told)
        elif self.depth == 2 and local(name) == "sheetData":
            self.is_within = True
            self.prefix = name.removesuffix("sheetData")
            self.data_start = self.parser.CurrentByteIndex
        elif self.depth == 2 and local(name) == "dimension":
            self.said = (self.parser.CurrentByteIndex, told.get("ref", "A1"))

    def end(self, _name: str) -> None:
        if self.is_within:
            if self.depth == 4 and self.cells is not None:
                self._end_cell()
            elif self.depth == 3:
                self._end_row()
            elif self.depth == 2:
                self._end_data()
        self.depth -= 1

    def _start_row(self, told: dict[str, str]) -> None:
        self.row_start = self.parser.CurrentByteIndex
        given = told.get("r", "")
        row = int(given) - 1 if given.isdecimal() else self.row + 1
        if row <= self.row:
            raise damaged(self.part)
        self._new_rows(before=row)
        self.row, self.column = row, -1
        self.cells = self.left.pop(row, None)
        if self.cells is not None or not given:
            inside = tag_end(self.raw, self.row_start, self.part)
            tag = self.raw[self.row_start : inside]
            self.splices.replace(self.row_start, inside, self._row_tag(tag, row))

    def _row_tag(self, tag: bytes, row: int) -> bytes:
        """Return the tag of a row with its number said, and without the columns it spans, which may have become more;
        opened where it was empty and gets cells."""
        tag = with_attribute(SPANS.sub(b"", tag), "r", str(row + 1))
        if self.cells and tag.endswith(b"/>"):
            return tag[:-2].rstrip() + b">"
        return tag

    def _start_cell(self, told: dict[str, str]) -> None:
        assert self.cells is not None
        self.cell_start = self.parser.CurrentByteIndex
        column = place(told["r"])[1] if "r" in told else self.column + 1
        if column <= self.column:
            raise damaged(self.part)
        self._new_cells(before=column, at=self.cell_start)
        self.column = column
        if "r" not in told and column not in self.cells:
            inside = tag_end(self.raw, self.cell_start, self.part)
            tag = with_attribute(self.raw[self.cell_start : inside], "r", name_of(self.row, column))
            self.splices.replace(self.cell_start, inside, tag)

    def _end_cell(self) -> None:
        assert self.cells is not None
        change = self.cells.pop(self.column, None)
        if change is not None:
            end = self._end_of(self.cell_start)
            self.splices.replace(self.cell_start, end, change(self.raw[self.cell_start : end], self.prefix))

    def _end_row(self) -> None:
        if self.cells is None:
            return
        close = self.parser.CurrentByteIndex
        inside = tag_end(self.raw, self.row_start, self.part)
        was_empty = self.raw[inside - 2 : inside] == b"/>"
        self._new_cells(before=None, at=inside if was_empty else close)
        if was_empty:
            self.splices.replace(inside, inside, f"</{self.prefix}row>".encode())
        self.cells = None

    def _end_data(self) -> None:
        close = self.parser.CurrentByteIndex
        inside = tag_end(self.raw, self.data_start, self.part)
        self.is_within = False
        if self.raw[inside - 2 : inside] != b"/>":
            self._new_rows(before=None, at=close)
            return
        rows = b"".join(self._new_row(row, self.left[row]) for row in sorted(self.left))
        self.left = {}
        if rows:
            tag = self.raw[self.data_start : inside - 2].rstrip() + b">"
            self.splices.replace(self.data_start, inside, tag + rows + f"</{self.prefix}sheetData>".encode())

    def _end_of(self, start: int) -> int:
        """Return where the element ends whose end is being read."""
        inside = tag_end(self.raw, start, self.part)
        if self.raw[inside - 2 : inside] == b"/>":
            return inside
        return self.raw.index(b">", self.parser.CurrentByteIndex) + 1

    def _new_cells(self, *, before: int | None, at: int) -> None:
        assert self.cells is not None
        for column in sorted(column for column in self.cells if before is None or column < before):
            new = self.cells.pop(column)(b"", self.prefix)
            if new:
                self.grown.append((self.row, column))
                self.splices.replace(at, at, new)

    def _new_rows(self, *, before: int | None, at: int | None = None) -> None:
        at = self.row_start if at is None else at
        while self.left and (before is None or next(iter(self.left)) < before):
            row = next(iter(self.left))
            new = self._new_row(row, self.left.pop(row))
            if new:
                self.splices.replace(at, at, new)

    def _new_row(self, row: int, changes: Mapping[int, Change]) -> bytes:
        made = [(column, changes[column](b"", self.prefix)) for column in sorted(changes)]
        cells = b"".join(cell for _column, cell in made)
        if not cells:
            return b""
        self.grown += [(row, column) for column, cell in made if cell]
        return f'<{self.prefix}row r="{row + 1}">'.encode() + cells + f"</{self.prefix}row>".encode()

    def finish(self) -> None:
        """Bring the area that the sheet says it fills up to date: some programs read no further."""
        if self.left:
            raise damaged(self.part)
        if self.said is None or not self.grown:
            return
        start, reference = self.said
        try:
            area = Area.named(reference)
        except ValueError as error:
            raise damaged(self.part) from error
        rows, columns = [row for row, _column in self.grown], [column for _row, column in self.grown]
        wider = Area(min(area.top, *rows), min(area.left, *columns), max(area.bottom, *rows), max(area.right, *columns))
        inside = tag_end(self.raw, start, self.part)
        self.splices.replace(start, inside, with_attribute(self.raw[start:inside], "ref", str(wider)))
