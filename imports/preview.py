"""The first rows of a kept file, as its dialect reads them, for the eye."""

from dataclasses import dataclass, field
from itertools import islice

from django.utils.translation import gettext as _

from imports.models import ImportRun
from imports.reading.errors import Unreadable
from imports.reading.rows import Row

ROWS = 8
LETTERS_SEARCHED = 5000
LETTERS_SHOWN = 3
LONGEST_CELL = 80


@dataclass
class Preview:
    """The names of the columns, the first rows, and a few cells with letters beyond ASCII: they show the encoding."""

    names: list[str]
    rows: list[Row] = field(default_factory=list)
    letters: list[tuple[int, str]] = field(default_factory=list)
    trouble: str = ""


def preview(run: ImportRun) -> Preview:
    """Return the preview of a file; what cannot be read is `trouble`, a sentence."""
    found = Preview(run.column_names)
    if not run.file:
        found.trouble = _("The workbook could not be read yet. Choose a sheet.")
        return found
    try:
        with run.open_rows() as rows:
            for number, row in enumerate(islice(rows, LETTERS_SEARCHED)):
                _note_letters(found, row)
                if number < ROWS:
                    row.cells = [cell[:LONGEST_CELL].replace("\0", "�") for cell in row.cells]
                    found.rows.append(row)
    except Unreadable as reason:
        found.trouble = str(reason)
    return found


def _note_letters(found: Preview, row: Row) -> None:
    if len(found.letters) < LETTERS_SHOWN:
        cell = next((cell for cell in row.cells if not cell.isascii()), "")
        if cell:
            found.letters.append((row.line, cell.strip()[:LONGEST_CELL]))
