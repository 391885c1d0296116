"""One sheet, read as a stream: its filled cells, what the grid needs to draw them, and what must not be changed."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from documents.editors.package import too_large
from documents.editors.xlsx.formulas import shifted
from documents.editors.xlsx.places import Area, Place, place
from documents.editors.xlsx.splicing import damaged, parsed
from imports.reading.columns import letters
from imports.reading.xlsx.package import DEEPEST, local
from imports.reading.xlsx.texts import decode
from imports.reading.xlsx.worksheet import LAST_COLUMN, MOST_ROWS, TRUE

STANDARD_WIDTH = 8.43
MOST_MERGES = 20_000
# Letters of all formulas that follow a shared one: a few bytes in the file could stand for gigabytes.
MOST_WRITTEN_OUT = 20_000_000
NEAR = 702
COLUMNS = [letters(column) for column in range(NEAR)]


@dataclass(slots=True)
class Cell:
    """A cell as it stands in the file: `kind` is its type there (n, s, b, e, str, inlineStr, d), `raw` its value.

    `formula` is None where there is none; `shared` is the number of the shared formula that it follows or leads.
    """

    row: int
    column: int
    style: int = 0
    kind: str = "n"
    raw: str | None = None
    formula: str | None = None
    shared: str = ""
    rich: bool = False


@dataclass(slots=True)
class Columns:
    """What is said of columns `first` to `last`: their width in letters, the style of empty cells."""

    first: int
    last: int
    width: float | None
    hidden: bool
    style: int


@dataclass
class Sheet:
    """A sheet: cells in the order of the file, and what is said of it around them."""

    part: str
    cells: list[Cell] = field(default_factory=list)
    columns: list[Columns] = field(default_factory=list)
    row_styles: dict[int, int] = field(default_factory=dict)
    row_heights: dict[int, float] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    merges: list[Area] = field(default_factory=list)
    arrays: list[Area] = field(default_factory=list)
    leaders: dict[str, tuple[Place, str]] = field(default_factory=dict)
    frozen: Place = (0, 0)
    width: float = STANDARD_WIDTH
    protected: bool = False
    right_to_left: bool = False
    # Names of the elements around the cells, and how many stand in them.
    around: dict[str, int] = field(default_factory=dict)

    def style_at(self, row: int, column: int) -> int:
        """Return the style that a cell which is not in the file yet takes from its row or column."""
        if row in self.row_styles:
            return self.row_styles[row]
        return next((one.style for one in self.columns if one.first <= column <= one.last), 0)

    def filled(self) -> Iterator[Cell]:
        """Yield the cells that hold something."""
        return (cell for cell in self.cells if cell.raw is not None or cell.formula is not None)


def read_sheet(raw: bytes, part: str) -> Sheet:
    """Return the sheet of a part. Raises CannotEdit where it is damaged."""
    reader = _Reader(part)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler = reader.text
    parsed(raw, part, parser)
    if not reader.is_one:
        raise damaged(part)
    return reader.sheet


class _Reader:
    """Handlers for expat."""

    def __init__(self, part: str) -> None:
        self.sheet = Sheet(part)
        self.is_one = False
        self.cell: Cell | None = None
        self.row, self.column, self.suffix = -1, -1, ""
        self.pieces: list[str] = []
        self.formula: dict[str, str] = {}
        self.runs: list[str] = []
        self.wanted = self.aside = False
        self.written_out = 0
        self.path: list[str] = []

    def start(self, name: str, told: dict[str, str]) -> None:
        bare = local(name)
        if bare == "c":
            self._cell(told)
        elif bare in ("v", "f") and self.cell is not None:
            self.wanted = True
            self.pieces.clear()
            if bare == "f":
                self.formula = told
        elif bare == "row":
            self._row(told)
        elif self.cell is not None:
            self._within_cell(bare)
        elif len(self.path) == 0:
            self.is_one = bare == "worksheet"
        else:
            self._around(bare, told)
        self.path.append(bare)
        if len(self.path) > DEEPEST:
            raise damaged(self.sheet.part)

    def text(self, piece: str) -> None:
        if self.wanted:
            self.pieces.append(piece)

    def end(self, name: str) -> None:
        bare = self.path.pop()
        cell = self.cell
        if cell is None:
            return
        if bare == "v":
            self.wanted = False
            cell.raw = "".join(self.pieces)
        elif bare == "f":
            self.wanted = False
            self._formula("".join(self.pieces))
        elif bare == "c":
            self.cell = None
        elif bare == "t" and self.wanted:
            self.wanted = False
            self.runs.append("".join(self.pieces))
        elif bare == "rPh":
            self.aside = False
        elif bare == "is":
            cell.raw = decode("".join(self.runs))

    def _row(self, told: dict[str, str]) -> None:
        self.row = self._number(told["r"], MOST_ROWS) - 1 if "r" in told else self.row + 1
        self.column, self.suffix = -1, str(self.row + 1)
        if told.get("customFormat") in TRUE and told.get("s", "").isdecimal():
            self.sheet.row_styles[self.row] = int(told["s"])
        if told.get("hidden") in TRUE:
            self.sheet.hidden_rows.add(self.row)
        if told.get("customHeight") in TRUE:
            self.sheet.row_heights[self.row] = self._float(told.get("ht", "")) or 15.0

    def _cell(self, told: dict[str, str]) -> None:
        name, following = told.get("r"), self.column + 1
        # Nearly always it is the next one, and its name need not be read.
        if name is None or (following < NEAR and name == COLUMNS[following] + self.suffix):
            self.column = following
        else:
            self._jump(name)
        style = told.get("s", "0")
        if self.row < 0 or self.cell is not None or not style.isdecimal():
            raise damaged(self.sheet.part)
        self.cell = Cell(self.row, self.column, int(style), told.get("t", "n"))
        self.sheet.cells.append(self.cell)

    def _jump(self, name: str) -> None:
        try:
            row, column = place(name)
        except ValueError as error:
            raise damaged(self.sheet.part) from error
        if row != self.row or column <= self.column:
            raise damaged(self.sheet.part)
        self.column = column

    def _within_cell(self, bare: str) -> None:
        if bare == "is":
            self.runs = []
        elif bare == "t":
            self.wanted = not self.aside
            self.pieces.clear()
        elif bare == "rPh":
            self.aside = True
        elif bare == "r" and self.cell is not None:
            self.cell.rich = True

    def _formula(self, text: str) -> None:
        cell, told = self.cell, self.formula
        assert cell is not None
        kind = told.get("t", "normal")
        if kind in ("array", "dataTable") and "ref" in told:
            self.sheet.arrays.append(self._area(told["ref"]))
        elif kind == "shared":
            cell.shared = told.get("si", "")
            if text:
                self.sheet.leaders[cell.shared] = ((cell.row, cell.column), text)
            elif cell.shared in self.sheet.leaders:
                (row, column), leading = self.sheet.leaders[cell.shared]
                text = shifted(leading, cell.row - row, cell.column - column)
                self.written_out += len(text)
                if self.written_out > MOST_WRITTEN_OUT:
                    raise too_large()
        cell.formula = text

    def _around(self, bare: str, told: dict[str, str]) -> None:
        sheet = self.sheet
        if len(self.path) == 1:
            sheet.around.setdefault(bare, 0)
        elif len(self.path) == 2:
            sheet.around[self.path[1]] = sheet.around.get(self.path[1], 0) + 1
        if bare == "col" and self.path[-1] == "cols":
            self._columns(told)
        elif bare == "mergeCell" and len(sheet.merges) < MOST_MERGES:
            sheet.merges.append(self._area(told.get("ref", "")))
        elif bare == "pane" and told.get("state") in ("frozen", "frozenSplit"):
            rows, columns = self._float(told.get("ySplit", "0")) or 0, self._float(told.get("xSplit", "0")) or 0
            sheet.frozen = (int(rows), int(columns))
        elif bare == "sheetView":
            sheet.right_to_left = told.get("rightToLeft") in TRUE
        elif bare == "sheetProtection":
            sheet.protected = told.get("sheet") in TRUE
        elif bare == "sheetFormatPr":
            sheet.width = self._float(told.get("defaultColWidth", "")) or STANDARD_WIDTH

    def _columns(self, told: dict[str, str]) -> None:
        first, last = (self._number(told.get(key, ""), LAST_COLUMN + 1) - 1 for key in ("min", "max"))
        style = told.get("style", "0")
        hidden = told.get("hidden") in TRUE
        width = self._float(told.get("width", ""))
        self.sheet.columns.append(Columns(first, last, width, hidden, int(style) if style.isdecimal() else 0))

    def _number(self, text: str, most: int) -> int:
        if not (text.isascii() and text.isdecimal() and len(text) < 9 and 1 <= int(text) <= most):
            raise damaged(self.sheet.part)
        return int(text)

    def _float(self, text: str) -> float | None:
        try:
            value = float(text)
        except ValueError:
            return None
        return value if 0 <= value < 10_000 else None

    def _area(self, reference: str) -> Area:
        try:
            return Area.named(reference)
        except ValueError as error:
            raise damaged(self.sheet.part) from error


def columns_as_json(sheet: Sheet) -> list[list[Any]]:
    """Return what is said of columns as [first, last, width in letters, hidden, style]."""
    return [[one.first, one.last, one.width, one.hidden, one.style] for one in sheet.columns]
