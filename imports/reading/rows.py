"""Rows of a file, one after the other, with the line each begins in: any size of file in bounded memory."""

import csv
import io
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from imports.reading.dialect import SEPARATOR_LINE, Dialect
from imports.reading.errors import Unreadable
from imports.reading.neutral import restored

# A line longer than this is not read into memory as a whole; its row is refused.
LONGEST_LINE = 1_000_000
# What csv itself keeps of one cell (its default). A quoted cell that grows beyond it was most likely never closed.
LONGEST_CELL = 131_072
MOST_COLUMNS = 500
# So much is kept of a line that is too long to be read: enough to know the row by, and to find it in the file.
KEPT_OF_LINE = 10_000


@dataclass(slots=True)
class Row:
    """One row: the line it begins in (from 1), its cells, and why the reader refuses it ("" where it does not).

    One that is `left_out` is none any more: whoever brought the file said so.
    """

    line: int
    cells: list[str] = field(default_factory=list)
    refusal: str = ""
    left_out: bool = False


class LineTooLong(Exception):
    """A line is longer than `LONGEST_LINE`; it has been passed over."""


class Lines:
    """The lines of a text stream, for the csv reader; ends and is asked again after an error, unlike a generator."""

    def __init__(self, text: io.TextIOWrapper, line: int) -> None:
        self.text = text
        self.line = line
        # Asked of whole lines, as that costs next to nothing; where one holds a NUL byte, cells are looked at.
        self.hold_nul = False
        # The lines of the row so far, for what can be made of one that breaks the rules; a giant one's are not kept.
        self.held: list[str] = []
        self.letters = 0
        self.begins = True

    def __iter__(self) -> "Lines":
        return self

    def __next__(self) -> str:
        found = self.text.readline(LONGEST_LINE)
        if not found:
            raise StopIteration
        self.line += 1
        if self.begins:
            self.held, self.letters, self.begins = [found], len(found), False
        elif (letters := self.letters + len(found)) <= LONGEST_LINE:
            self.held.append(found)
            self.letters = letters
        if "\0" in found:
            self.hold_nul = True
        if len(found) < LONGEST_LINE or found.endswith(("\n", "\r")):
            return found
        while found and not found.endswith(("\n", "\r")):
            found = self.text.readline(LONGEST_LINE)
        raise LineTooLong


class Rows(Iterator[Row]):
    """The rows behind the heading of a file, blank ones left out; `place` says where the next one begins.

    A row that cannot be read has a `refusal`, and reading goes on behind it. Raises Unreadable where nothing behind can
    be trusted: bytes that are not in the encoding, a quote sign that is never closed.
    """

    def __init__(self, stream: BinaryIO, dialect: Dialect, *, place: dict[str, Any] | None = None) -> None:
        self.dialect = dialect
        self._text = io.TextIOWrapper(stream, dialect.encoding, errors="strict", newline="")
        self._lines = Lines(self._text, 0)
        self._csv = dialect.reader(self._lines)
        self.heading: list[str] = []
        self.width = self.least = 0
        # Refused lines of a row that was read too far: they come one by one, before anything else is read.
        self._waiting: deque[Row] = deque()
        # Whether the file is one of our own, whose cells are given back as they were (`reading.neutral`).
        self.restores = False
        if place:
            self._text.seek(int(place["at"]))
            self._lines.line = place["line"]
            self.width, self.least = place["width"], place["least"]
            self._waiting.extend(Row(*each) for each in place.get("waiting", ()))
        else:
            self._begin()

    def _begin(self) -> None:
        """Pass over the byte order mark and a `sep=` line, and read the heading (or the width of the first row)."""
        at = 0
        try:
            first = self._text.readline(LONGEST_LINE)
        except UnicodeDecodeError as error:
            raise self._undecodable() from error
        if first.startswith("\ufeff"):
            self._text.seek(0)
            self._text.read(1)
            at, first = self._text.tell(), first.removeprefix("\ufeff")
        self._text.seek(at)
        if SEPARATOR_LINE.match(first):
            self._text.readline(LONGEST_LINE)
            self._lines.line = 1
        start = self._text.tell(), self._lines.line
        row = self._read()
        while row is not None and not row.refusal and not any(cell.strip() for cell in row.cells):
            start = self._text.tell(), self._lines.line
            row = self._read()
        if row is None:
            raise Unreadable(_("The file holds no rows."))
        if row.refusal:
            raise Unreadable(_("Line %(line)s: %(reason)s") % {"line": row.line, "reason": row.refusal})
        self.width = self.least = len(row.cells)
        if self.width > MOST_COLUMNS:
            raise Unreadable(
                _("The file has %(count)s columns; at most %(most)s can be imported.")
                % {"count": self.width, "most": MOST_COLUMNS}
            )
        if self.dialect.header:
            self.heading = row.cells
            self.least = _without_blank_end(row.cells)
        else:
            self._text.seek(start[0])
            self._lines.line = start[1]

    def __enter__(self) -> "Rows":
        return self

    def __exit__(self, *_error: object) -> None:
        self._text.close()

    def release(self) -> None:
        """Give the stream back to whoever opened it; nothing more can be read here."""
        self._text.detach()

    @property
    def place(self) -> dict[str, Any]:
        """Where the next row begins, to be kept as JSON and handed in again."""
        place = {"at": str(self._text.tell()), "line": self._lines.line, "width": self.width, "least": self.least}
        waiting = [[row.line, row.cells, row.refusal] for row in self._waiting]
        return place | {"waiting": waiting} if waiting else place

    def __next__(self) -> Row:
        if self._waiting:
            return self._waiting.popleft()
        while (row := self._read()) is not None:
            if row.refusal:
                return row
            cells = row.cells
            if cells and (cells[0].strip() or any(cell.strip() for cell in cells)):
                return self._checked(row)
        raise StopIteration

    def _read(self) -> Row | None:
        """Return the next row as the csv reader sees it, blank ones included; None at the end."""
        line = self._lines.line + 1
        self._lines.begins = True
        try:
            return Row(line, next(self._csv))
        except UnicodeDecodeError as error:
            raise self._undecodable() from error
        except StopIteration:
            return None
        except LineTooLong:
            row = Row(line, refusal=_("The line is longer than %(most)s characters.") % {"most": LONGEST_LINE})
            return self._cut(row) if self._lines.line == line else self._line_by_line(row)
        except csv.Error as error:
            row = Row(line, refusal=self._refusal(error, line))
            return self._as_meant(row) if self._lines.line == line else self._line_by_line(row)

    def _as_meant(self, row: Row) -> Row:
        """Return a refused row with the cells of its line, read with indulgence: it is repaired from there."""
        try:
            row.cells = self._indulgently(self._lines.held[0])
        except csv.Error:  # a giant cell
            return self._cut(row)
        return row

    def _indulgently(self, line: str) -> list[str]:
        return next(self.dialect.reader([line.rstrip("\r\n")], strict=False), [])

    def _line_by_line(self, row: Row) -> Row:
        """Return the first line of a refused row that goes over several, and let the other ones wait to be refused.

        Where one quote sign too many opens a cell, whole rows of the file are read as if they stood in it: each line
        comes back, so that no row is lost.
        """
        last = self._lines.line
        told = _("All lines up to line %(last)s were read as parts of it: each is refused.") % {"last": last}
        row.refusal = f"{row.refusal} {told}"
        belongs = _("The line was read as a part of the row that begins in line %(line)s.") % {"line": row.line}
        for place, line in enumerate(self._lines.held[1:], 1):
            if line.strip():
                self._waiting.append(self._kept(Row(row.line + place, refusal=belongs), line))
        if len(self._lines.held) <= last - row.line:  # the last ones are not kept
            lost = _("It is too long to be kept here.")
            self._waiting.append(self._kept(Row(last, refusal=f"{belongs} {lost}"), ""))
        return self._kept(row, self._lines.held[0])

    def _kept(self, row: Row, line: str) -> Row:
        """Return a refused row with the cells of a line, and a note behind them, as `_cut` puts it."""
        cells = self._indulgently(line[:KEPT_OF_LINE])
        row.cells = [
            *cells,
            *[""] * (self.width - len(cells)),
            _("read with other lines: check it, take this note out"),
        ]
        return row

    def _cut(self, row: Row) -> Row:
        """Return a refused row with what its first line begins with, and say that it is cut.

        A note in a column of its own stands behind: without being repaired, no such row can be imported from the file
        of the refused ones, as it has a cell too many.
        """
        cells = self._indulgently(self._lines.held[0][:KEPT_OF_LINE])
        cells += [""] * (self.width - len(cells))
        row.cells = [*cells, _("cut off: complete the row, and take this note out")]
        more = _("Its first line is kept here, up to %(kept)s characters; complete the row.") % {"kept": KEPT_OF_LINE}
        row.refusal = f"{row.refusal} {more}"
        return row

    def _undecodable(self) -> Unreadable:
        return Unreadable(
            _("Near line %(line)s stand bytes that are not in the chosen encoding. Choose another encoding.")
            % {"line": self._lines.line + 1}
        )

    def _refusal(self, error: csv.Error, line: int) -> str:
        """Return the sentence for an error of the csv module; raise where the rest of the file cannot be trusted."""
        reason = str(error)
        if "unexpected end of data" in reason:
            raise Unreadable(
                _("A quote sign that opens a cell in line %(line)s is never closed.") % {"line": line}
            ) from error
        if "field larger" in reason and self._lines.line > line:
            raise Unreadable(
                _(
                    "The cell that a quote sign opens in line %(line)s goes on for more than %(most)s characters: most "
                    "likely it is never closed."
                )
                % {"line": line, "most": LONGEST_CELL}
            ) from error
        if "field larger" in reason:
            return _("A cell is longer than %(most)s characters.") % {"most": LONGEST_CELL}
        return _("Behind a closing quote sign stands something else than the delimiter.")

    def _checked(self, row: Row) -> Row:
        cells = row.cells
        if len(cells) == self.width:
            pass
        elif len(cells) < self.least or any(cell.strip() for cell in cells[self.width :]):
            row.refusal = _another_width(len(cells), self.width)
        else:
            row.cells = cells[: self.width] + [""] * (self.width - len(cells))
        if self.restores and not row.refusal:
            row.cells = [restored(cell) for cell in row.cells]
        if self._lines.hold_nul and any("\0" in cell for cell in row.cells):
            row.refusal = _("The row holds a NUL byte.")
        return row


def _without_blank_end(cells: list[str]) -> int:
    """Return how many cells a row needs at least: those behind the last filled heading may be missing."""
    width = len(cells)
    while width > 1 and not cells[width - 1].strip():
        width -= 1
    return width


def _another_width(found: int, width: int) -> str:
    sentence = ngettext(
        "The row has %(found)s cell, the heading %(width)s.",
        "The row has %(found)s cells, the heading %(width)s.",
        found,
    )
    return sentence % {"found": found, "width": width}
