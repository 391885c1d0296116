"""The rows of one sheet, as they stand in its part of the package."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from imports.reading.columns import letters
from imports.reading.errors import Unreadable
from imports.reading.rows import LONGEST_CELL, LONGEST_LINE, MOST_COLUMNS
from imports.reading.xlsx.formats import Conversion, measure, written_date
from imports.reading.xlsx.package import DEEPEST, damaged, local
from imports.reading.xlsx.texts import SharedTexts, decode

MOST_ROWS = 1_048_576
TRUE = ("1", "true")
# More than any number needs that is written out. What is longer is none, and stays as it is, to be refused.
LONGEST_NUMBER = 400
# A row of these comes to no more than a line may; only longer texts are added up.
SHORT = LONGEST_LINE // MOST_COLUMNS
# Of the formulas without a value, so many are named.
EXAMPLES = 20
# No element has this name: nothing begins with what only a reader outside of the rows looks for.
NOTHING = "\0"


# XFD: no spreadsheet has more columns.
LAST_COLUMN = 16_383
# The names of the columns that can be imported, and one more, so that each has a next one.
COLUMNS = [letters(place) for place in range(MOST_COLUMNS + 1)]


def place_of(name: str) -> int:
    """Return the place of a column (from 0) by its letters; -1 for what names no column."""
    if not (0 < len(name) <= 3 and name.isascii() and name.isalpha() and name.isupper()):
        return -1
    place = 0
    for letter in name:
        place = place * 26 + ord(letter) - ord("A") + 1
    return place - 1


# "1.234" and "€ 1,234" are numbers in two ways of writing.
DOUBTFUL = re.compile(r"\D{0,6}\d{1,3}(?:[.,]\d{3})+\D{0,6}")


class SheetReader:
    """Handlers for expat that make rows of a sheet; each row that holds a value is handed to `emit(number, cells)`.

    Empty cells at the end of a row are left out. Of a million rows come forty million elements, so this is laid out for
    speed: frequent elements first, text straight into a list (`pieces`), and `check` asked only once for each chunk.
    Raises Unreadable, with the cell.
    """

    def __init__(
        self,
        part: str,
        texts: SharedTexts,
        conversions: Mapping[str | None, Conversion],
        emit: Callable[[int, list[str]], None],
    ) -> None:
        self.hidden_rows = 0
        self.hidden_columns: list[tuple[int, int]] = []
        self.without_value = 0
        self.text_numbers: set[int] = set()
        self.examples: list[str] = []
        self.pieces: list[str] = []
        self._part, self._texts, self._conversions, self._emit = part, texts, conversions, emit
        # The names of row, cell and value; they are looked for between the beginning and the end of the rows.
        self._row = self._c = self._v = NOTHING
        self._prefix: str | None = None
        self._depth = 0
        # The row that is being read.
        self._number, self._suffix = 0, ""
        self._in_row = self._hidden = False
        self._cells: list[str] = []
        self._letters = 0
        # The cell that is being read, and its column.
        self._cell: Any = None
        self._column = -1
        self._reading = self._formula = self._aside = False
        self._runs: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        if name == self._c:
            if self._cell is not None or not self._in_row:
                raise damaged(self._part)
            self._cell = attributes
            column = self._column + 1
            if column <= MOST_COLUMNS and attributes.get("r") == COLUMNS[column] + self._suffix:
                self._column = column
            else:
                self._jump(attributes.get("r"))
        elif name == self._v:
            if self._cell is None or self._reading:
                raise damaged(self._part)
            self._reading = True
            self.pieces.clear()
        elif name == self._row:
            self._start_row(attributes)
        else:
            self._start_other(name, attributes)

    def end(self, name: str) -> None:
        """An element ends."""
        if name == self._v:
            self._reading = False
            pieces = self.pieces
            if pieces:
                raw = pieces[0] if len(pieces) == 1 else "".join(pieces)
                cell = self._cell
                if "t" not in cell and len(raw) <= LONGEST_NUMBER:
                    value = self._conversions.get(cell.get("s"), measure)(raw)
                else:
                    value = self._value(raw)
                cells = self._cells
                if value and len(cells) == self._column < MOST_COLUMNS and len(value) <= SHORT:
                    cells.append(value)
                else:
                    self._put(value)
        elif name == self._c:
            if self._formula:
                self._end_formula()
            self._cell = None
        elif name == self._row:
            self._in_row = False
            if self._cells:
                self.hidden_rows += self._hidden
                self._emit(self._number, self._cells)
        else:
            self._end_other(name)

    def check(self) -> None:
        """Keep in bounds what has been gathered of a text; to be called after each chunk."""
        if not self._reading:
            self.pieces.clear()
        elif sum(map(len, self.pieces)) + sum(map(len, self._runs)) > LONGEST_CELL:
            raise self._too_long()

    @property
    def cell(self) -> str:
        """The cell that is being read, as a spreadsheet names it."""
        return f"{letters(max(self._column, 0))}{self._number}"

    def _jump(self, reference: str | None) -> None:
        """Go to the cell of that name; without one, to the next."""
        column = self._column + 1
        if reference is not None:
            column = place_of(reference[: -len(self._suffix)])
            if column <= self._column or not reference.endswith(self._suffix):
                raise self._out_of_order(reference)
        if column > LAST_COLUMN:
            raise damaged(self._part)
        self._column = column

    def _start_row(self, attributes: dict[str, str]) -> None:
        if self._in_row:
            raise damaged(self._part)
        given = attributes.get("r", "")
        if given and not (given.isascii() and given.isdigit() and len(given) < 10):
            raise damaged(self._part)
        row = int(given) if given else self._number + 1
        if row > MOST_ROWS:
            raise Unreadable(_("The sheet has more than %(most)s rows.") % {"most": MOST_ROWS})
        if row <= self._number:
            raise self._out_of_order(str(row))
        self._number, self._suffix = row, str(row)
        self._in_row, self._hidden = True, attributes.get("hidden") in TRUE
        self._cells, self._column, self._letters = [], -1, 0

    def _start_other(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise damaged(self._part)
        if self._prefix is None:
            if local(name) != "worksheet":
                raise damaged(self._part)
            self._prefix = name.removesuffix("worksheet")
        bare = name.removeprefix(self._prefix)
        if self._cell is not None:
            self._start_within_cell(bare)
        elif bare == "sheetData" and self._row == NOTHING and not self._number:
            self._row, self._c, self._v = self._prefix + "row", self._prefix + "c", self._prefix + "v"
        elif bare == "col" and attributes.get("hidden") in TRUE and len(self.hidden_columns) < MOST_COLUMNS:
            first, last = attributes.get("min", ""), attributes.get("max", "")
            if first.isdecimal() and last.isdecimal() and len(first + last) < 12:
                self.hidden_columns.append((int(first), int(last)))

    def _start_within_cell(self, bare: str) -> None:
        if bare == "f":
            self._formula = True
        elif bare == "rPh":
            self._aside = True
        elif bare == "is":
            self._runs.clear()
        elif bare == "t":
            self._reading = not self._aside
            self.pieces.clear()

    def _end_other(self, name: str) -> None:
        self._depth -= 1
        bare = name.removeprefix(self._prefix or "")
        if self._cell is not None:
            if bare == "rPh":
                self._aside = False
            elif bare == "t" and self._reading:
                self._reading = False
                self._runs.extend(self.pieces)
            elif bare == "is":
                self._put(self._noted(decode("".join(self._runs))))
                self._runs.clear()
        elif bare == "sheetData":
            self._row = self._c = self._v = NOTHING

    def _value(self, raw: str) -> str:
        """Return what the text of the cell's value stands for."""
        cell = self._cell
        kind = cell.get("t", "n")
        if kind == "n":
            return self._conversions.get(cell.get("s"), measure)(raw) if len(raw) <= LONGEST_NUMBER else raw
        if kind == "s":
            try:
                return self._noted(self._texts[int(raw)])
            except (ValueError, IndexError) as error:
                raise Unreadable(
                    _("Cell %(cell)s refers to a text that the workbook does not hold: the workbook is damaged.")
                    % {"cell": self.cell}
                ) from error
        if kind == "b":
            return "TRUE" if raw.strip() in TRUE else "FALSE"
        if kind == "d":
            return written_date(raw)
        # The text that a formula came to, or an error (#N/A), which is left for its row to be refused.
        return self._noted(decode(raw))

    def _noted(self, text: str) -> str:
        """Return a text; note its column where it may be a number in two ways of writing."""
        if len(text) < SHORT and DOUBTFUL.fullmatch(text):
            self.text_numbers.add(self._column)
        return text

    def _put(self, value: str) -> None:
        if not value:
            return
        cells, column = self._cells, self._column
        if column >= MOST_COLUMNS:
            raise Unreadable(
                _("Cell %(cell)s lies beyond the %(most)s columns that can be imported.")
                % {"cell": self.cell, "most": MOST_COLUMNS}
            )
        if len(value) > LONGEST_CELL:
            raise self._too_long()
        if len(value) > SHORT:
            self._letters += len(value)
            if self._letters > LONGEST_LINE:
                raise Unreadable(
                    _("Row %(row)s is longer than %(most)s characters.") % {"row": self._number, "most": LONGEST_LINE}
                )
        missing = column - len(cells)
        if missing:
            if missing < 0:
                raise self._out_of_order(self.cell)
            cells.extend([""] * missing)
        cells.append(value)

    def _end_formula(self) -> None:
        """Note a formula whose value no program has worked out and kept; one that came to an empty text has none."""
        self._formula = False
        if len(self._cells) <= self._column and self._cell.get("t") != "str":
            self.without_value += 1
            if len(self.examples) < EXAMPLES:
                self.examples.append(self.cell)

    def _too_long(self) -> Unreadable:
        return Unreadable(
            _("Cell %(cell)s is longer than %(most)s characters.") % {"cell": self.cell, "most": LONGEST_CELL}
        )

    def _out_of_order(self, place: str) -> Unreadable:
        return Unreadable(
            _("Row or cell %(place)s stands twice in the sheet or in the wrong place: the workbook is damaged.")
            % {"place": place[:20]}
        )
