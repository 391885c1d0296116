"""References in formulas, as in B2, $A$1:C9, A:C and 1:3: whether there are such cells, and where they move."""

import re

from django.utils.translation import gettext as _

from documents.editors.xlsx.errors import BadEdit
from imports.reading.columns import letters
from imports.reading.xlsx.worksheet import LAST_COLUMN, MOST_ROWS, place_of

REFERENCE = re.compile(r"(\$?)([A-Z]{1,3})(\$?)([0-9]+)|(\$?)([A-Z]{1,3})|(\$?)([0-9]+)")


def check_within(reference: str) -> None:
    """Raise BadEdit where a reference names a cell that no sheet has."""
    for part in reference.split(":"):
        column, row = _column_and_row(part)
        if (column and not 0 <= place_of(column) <= LAST_COLUMN) or (row and not 1 <= int(row) <= MOST_ROWS):
            raise BadEdit(_("No sheet has a cell %(name)s.") % {"name": part})


def _column_and_row(part: str) -> tuple[str, str]:
    match = REFERENCE.fullmatch(part)
    if match is None:
        return "", ""
    return match[2] or match[6] or "", match[4] or match[8] or ""


def moved(reference: str, rows: int, columns: int) -> str:
    """Return a reference `rows` further down and `columns` further right; #REF! where it leaves the sheet."""
    parts = [_moved_part(part, rows, columns) for part in reference.upper().split(":")]
    return "#REF!" if "" in parts else ":".join(parts)


def _moved_part(part: str, rows: int, columns: int) -> str:
    """Return one end of a reference moved; "" where it would lie outside of the sheet."""
    match = REFERENCE.fullmatch(part)
    if match is None:
        return part
    fast_column, column = (match[1], match[2]) if match[2] else (match[5] or "", match[6] or "")
    fast_row, row = (match[3], match[4]) if match[4] else (match[7] or "", match[8] or "")
    if column and not fast_column:
        place = place_of(column) + columns
        column = letters(place) if 0 <= place <= LAST_COLUMN else ""
        if not column:
            return ""
    if row and not fast_row:
        number = int(row) + rows
        if not 1 <= number <= MOST_ROWS:
            return ""
        row = str(number)
    return fast_column + column + fast_row + row
