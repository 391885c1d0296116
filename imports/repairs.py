"""What is repaired on the pages of the check: cells, and rows that are left out.

It is kept with the import, and read in place of what the file says.
"""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from imports.models import ImportRun
from imports.reading.rows import LONGEST_CELL, Row

# Whoever has more to repair does it in a spreadsheet: the refused rows come as a file.
MOST = 2_000
CELL = re.compile(r"cell-([0-9]{1,9})-([0-9]{1,3})")
LEFT_OUT = re.compile(r"out-([0-9]{1,9})")
# The key, among places of columns, that says that a row is left out.
OUT = "out"

Repairs = dict[str, dict[str, str]]


def read_repairs(posted: Mapping[str, str], run: ImportRun) -> Repairs:
    """Return the repairs of an import together with those that were posted.

    They come as `cell-<line>-<place of the column>`, and `out-<line>` for rows that are to be left out. Raises
    ValueError, with a sentence, for too many.
    """
    repairs = {line: dict(cells) for line, cells in run.repairs.items()}
    for name, text in posted.items():
        if out := LEFT_OUT.fullmatch(name):
            repairs.setdefault(out[1], {})[OUT] = "1"
        found = CELL.fullmatch(name)
        if found is None or int(found[2]) >= len(run.columns):
            continue
        was = posted.get(f"was-{found[1]}-{found[2]}", "")
        if text != was and is_cell(text):
            repairs.setdefault(found[1], {})[found[2]] = text
    return not_too_many(repairs)


def not_too_many(repairs: Repairs) -> Repairs:
    """Return repairs. Raises ValueError, with a sentence, for too many."""
    if len(repairs) > MOST:
        raise ValueError(
            _("More than %(most)s rows cannot be repaired here. Download the refused rows and repair them in a file.")
            % {"most": MOST}
        )
    return repairs


def is_cell(text: str) -> bool:
    """Return whether a text can stand in a cell."""
    return len(text) <= LONGEST_CELL and "\0" not in text


def repaired(row: Row, run: ImportRun) -> Row:
    """Return a row with its repairs; one that could not be read is one again where all its cells were repaired."""
    cells = run.repairs.get(str(row.line))
    if not cells:
        return row
    if OUT in cells:
        row.left_out = True
    elif row.refusal and len(cells) < len(run.columns):
        return row
    elif row.refusal:
        row.cells, row.refusal = [cells[str(place)] for place in range(len(run.columns))], ""
    else:
        for place, text in cells.items():
            row.cells[int(place)] = text
    return row


def left_out(run: ImportRun) -> list[int]:
    """Return the lines of the rows that are left out."""
    return sorted(int(line) for line, cells in run.repairs.items() if OUT in cells)


def row_of(run: ImportRun, line: int) -> Row | None:
    """Return the row that begins in a line of the file, as the file has it; None where none begins there.

    Raises Unreadable where the file cannot be read up to there.
    """
    with run.open_rows() as rows:
        row: Any = next((row for row in rows if row.line >= line), None)
    return row if row is not None and row.line == line else None


def with_row(run: ImportRun, row: Row, cells: list[str], *, out: bool) -> Repairs:
    """Return the repairs of an import with what was said of one whole row: its cells, or that it is left out.

    Of a row that can be read, the cells that differ are kept. Raises ValueError for too many rows.
    """
    repairs = {line: dict(kept) for line, kept in run.repairs.items() if line != str(row.line)}
    own = {str(place): text for place, text in enumerate(cells) if row.refusal or text != row.cells[place]}
    if row.refusal and not any(text.strip() for text in cells):
        own = {}
    if out:
        own = {place: text for place, text in own.items() if not row.refusal} | {OUT: "1"}
    return not_too_many(repairs | ({str(row.line): own} if own else {}))
