"""The CSV file that rows of a sheet are written to: each sheet row is one CSV row, blank ones included."""

import csv
import io
import shutil
from typing import BinaryIO

from django.utils.translation import gettext as _

from imports.reading.errors import Unreadable
from imports.reading.temporary import temporary_file

# A text of a hundred thousand letters, kept once and pointed to by each cell, could fill any disk.
MOST_BYTES = 1 << 30
# Letters that come together before they are written, since a chunk of the workbook can stand for many of them.
MOST_WAITING = 1 << 20


class Table:
    """Writes rows as UTF-8, comma, `"`, and \\n to an open file; every row but a blank one has equally many cells.

    Blank rows are blank lines, so the n-th row that a csv reader gives is row n of the sheet.
    """

    def __init__(self, out: BinaryIO) -> None:
        self.out = out
        self.rows = 0
        self.last_row = 0
        self.width = 0
        self._narrowest = 0
        self._begin = out.tell()
        self._size = 0
        self._text = io.StringIO(newline="")
        self._csv = csv.writer(self._text, lineterminator="\n")

    def add(self, number: int, cells: list[str]) -> None:
        """Write row `number` of the sheet, and the blank ones before it."""
        blank = number - self.last_row - 1
        if blank:
            self._text.write("\n" * blank)
        missing = self.width - len(cells)
        if missing > 0:
            cells.extend([""] * missing)
        elif missing < 0:
            self.width = len(cells)
            self._narrowest = self._narrowest or self.width
        self._csv.writerow(cells)
        self.last_row = number
        self.rows += 1
        if self._text.tell() > MOST_WAITING:
            self.flush()

    def flush(self) -> None:
        """Write to the file what has come together. Raises Unreadable where that grows beyond every measure."""
        raw = self._text.getvalue().encode("utf-8")
        self._text.seek(0)
        self._text.truncate()
        self._size += len(raw)
        if self._size > MOST_BYTES:
            raise Unreadable(
                _("As CSV the sheet would be larger than %(most)s GB, which is more than can be imported.")
                % {"most": MOST_BYTES >> 30}
            )
        self.out.write(raw)

    def end(self) -> None:
        """Write the rest, and give the rows that came before the widest one the cells that they lack."""
        self.flush()
        if self._narrowest < self.width:
            self._widen()

    def _widen(self) -> None:
        with temporary_file() as before:
            self.out.seek(self._begin)
            shutil.copyfileobj(self.out, before)
            before.seek(0)
            self.out.seek(self._begin)
            self.out.truncate()
            self._size = 0
            with io.TextIOWrapper(before, "utf-8", newline="") as lines:
                for number, cells in enumerate(csv.reader(lines), start=1):
                    if cells:
                        cells.extend([""] * (self.width - len(cells)))
                        self._csv.writerow(cells)
                    else:
                        self._text.write("\n")
                    if not number % 1_000:
                        self.flush()
        self.flush()
