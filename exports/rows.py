"""The rows of an export as pieces of its file, batch by batch, as whoever exports may see them at that moment."""

from array import array
from collections.abc import Iterator, Sequence
from typing import IO, Any

from django.db import models

from exports.formats import Format
from exports.sources import Column, Source
from exports.writing.delimited import Delimited
from exports.writing.workbook import Workbook
from imports.fields import OWN_ID

BATCH = 1000


def keys_of(rows: models.QuerySet[Any]) -> "array[int]":
    """Return the keys of rows in their order, asked for in one question: eight bytes a row.

    What stands in the file, and in which order, is settled by it; what the rows hold is read later, batch by batch.
    """
    return array("q", rows.values_list("pk", flat=True).iterator(chunk_size=20_000))


class Pieces:
    """Keys → pieces of a file, for one source, person, form and choice of columns."""

    def __init__(self, source: Source, user: Any, form: Format, chosen: Sequence[str]) -> None:
        self.source, self.user, self.form = source, user, form
        self.columns = chosen_columns(source, chosen)
        self.writer = Workbook(self.columns) if form.is_workbook else Delimited(self.columns, form)
        self._spelling = source.spelling(user)
        self._keys = {column.key for column in self.columns}

    def batch(self, keys: Sequence[int], first: int) -> tuple[int, bytes]:
        """Return how many rows of these keys may be seen, and their piece; `first` rows stand before them."""
        rows = self.source.batch(self.user, keys)
        self._spelling.prepare(rows, self._keys)
        values = [[column.value(row, self._spelling) for column in self.columns] for row in rows]
        return len(rows), self.writer.lines(values, first)

    def all(self, keys: Sequence[int]) -> Iterator[bytes]:
        """Yield the whole file of a text form, or the whole sheet of a workbook, piece by piece."""
        yield self.writer.head()
        written = 0
        for start in range(0, len(keys), BATCH):
            count, piece = self.batch(keys[start : start + BATCH], written)
            written += count
            yield piece
        if isinstance(self.writer, Workbook):
            yield self.writer.tail()

    def put_together(self, out: IO[bytes], pieces: Iterator[bytes], on_piece: Any = bool) -> None:
        """Write the file of all pieces, head and tail included, to `out`."""
        if self.form.is_workbook:
            Workbook.put_together(out, str(self.source.label), pieces, on_piece)
            return
        for piece in pieces:
            out.write(piece)
            on_piece()


def chosen_columns(source: Source, chosen: Sequence[str]) -> list[Column]:
    """Return the columns that were chosen, in the order of the file; the row's own number is always among them."""
    return [column for column in source.columns() if column.key in chosen or column.key == OWN_ID]
