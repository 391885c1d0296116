"""CSV: texts in quotes, numbers without, lines ended by CR LF (RFC 4180), a byte order mark by which Excel knows UTF-8.

There is no `sep=` line: with one, Excel no longer minds the mark and reads umlauts wrongly.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from exports.formats import Format
from exports.sources import Column
from exports.writing.cells import is_empty, number_text, text_of
from imports.fields import Kind
from imports.reading.neutral import neutralised

MARK = "\ufeff"


class Delimited:
    """Writes rows as lines of a CSV file."""

    def __init__(self, columns: Sequence[Column], form: Format) -> None:
        self.columns = columns
        self.delimiter, self.german = form.delimiter, form.german
        self._kinds = [column.kind for column in columns]

    def head(self) -> bytes:
        """Return the mark and the line of headings."""
        return (MARK + self._line(_quoted(str(column.label)) for column in self.columns)).encode()

    def lines(self, rows: Iterable[Sequence[Any]], first: int) -> bytes:
        """Return the lines of some rows. `first` says how many stand before them, which matters to workbooks only."""
        return "".join(self._line(map(self._cell, self._kinds, row)) for row in rows).encode("utf-8", "replace")

    def _line(self, cells: Iterable[str]) -> str:
        return f"{self.delimiter.join(cells)}\r\n"

    def _cell(self, kind: Kind, value: Any) -> str:
        if is_empty(value):
            return ""
        if kind is Kind.NUMBER:
            return number_text(value).replace(".", ",") if self.german else number_text(value)
        if kind is Kind.PERCENT:
            return f"{value}%"
        if kind is Kind.DAY:
            return f"{value:%d.%m.}{value.year:04}" if self.german else value.isoformat()
        return _quoted(neutralised(text_of(kind, value)))


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
