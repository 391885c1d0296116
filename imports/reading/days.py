"""Dates as files hold them. A column has one order of day, month and year, decided over all of its cells.

2026-12-31 · 31.12.2026 · 31.12.26 · 12/31/2026 · 31/12/2026 · 31 Dec 2026 · a time of day behind it is left out.
"""

import re
from datetime import date

from django.utils.translation import gettext as _

from core.typed import MONTHS
from imports.reading.errors import BadCell

YMD, DMY, MDY = "ymd", "dmy", "mdy"
ORDERS = (YMD, DMY, MDY)
# How an order is shown, letter by letter the same in both languages as people know it from spreadsheets.
EXAMPLES = {YMD: "2026-12-31", DMY: "31.12.2026", MDY: "12/31/2026"}

TIME = (
    r"(?:[T ,]+\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:[.,]\d+)?)?(?: ?[AaPp]\.?[Mm]\.?)?(?: ?(?:Z|UTC|GMT|[+-]\d{2}:?\d{2}))?)?"
)
YEAR_FIRST = re.compile(rf"(\d{{4}})([-./])(\d{{1,2}})\2(\d{{1,2}}){TIME}", re.ASCII)
YEAR_LAST = re.compile(rf"(\d{{1,2}})([-./]) ?(\d{{1,2}})\2 ?(\d{{4}}|\d{{2}}){TIME}", re.ASCII)
COMPACT = re.compile(r"((?:19|20|21)\d{2})(\d{2})(\d{2})", re.ASCII)
DAY_NAMED_MONTH = re.compile(rf"(\d{{1,2}})[. -]+([^\W\d_]+)\.?,?[ -]+(\d{{4}}|\d{{2}}){TIME}")
NAMED_MONTH_DAY = re.compile(rf"([^\W\d_]+)\.? (\d{{1,2}}),? (\d{{4}}){TIME}")
FIRST_YEAR, LAST_YEAR = 1900, 2200
LONGEST = 60


def read_day(text: str, order: str) -> date:
    """Return the day in `text`, whose parts stand in `order` (YMD, DMY, MDY). Raises BadCell.

    A year of two digits is 2000–2069 or 1970–1999. A named month and a year in front can be read in any order.
    """
    parts = _parts(" ".join(text.split()), order) if len(text) <= LONGEST else None
    if parts is None:
        raise BadCell(_("This is no date as in %(example)s.") % {"example": EXAMPLES[order]})
    try:
        day = date(*parts)
    except ValueError as error:
        raise BadCell(_("There is no such day.")) from error
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise BadCell(_("The year must lie between 1900 and 2200."))
    return day


def _parts(text: str, order: str) -> tuple[int, int, int] | None:
    if match := YEAR_FIRST.fullmatch(text):
        return int(match[1]), int(match[3]), int(match[4])
    if order == YMD and (match := COMPACT.fullmatch(text)):
        return int(match[1]), int(match[2]), int(match[3])
    match = YEAR_LAST.fullmatch(text)
    # Nobody writes the month first and then a dot, so 01.02.2026 needs no question.
    if match and (order == DMY or (order == MDY and match[2] != ".")):
        first, second = int(match[1]), int(match[3])
        day, month = (first, second) if order == DMY else (second, first)
        return _full_year(match[4]), month, day
    if match := DAY_NAMED_MONTH.fullmatch(text):
        named = MONTHS.get(match[2].casefold())
        return (_full_year(match[3]), named, int(match[1])) if named else None
    if match := NAMED_MONTH_DAY.fullmatch(text):
        named = MONTHS.get(match[1].casefold())
        return (int(match[3]), named, int(match[2])) if named else None
    return None


def _full_year(digits: str) -> int:
    year = int(digits)
    if len(digits) == 4:
        return year
    return year + (2000 if year < 70 else 1900)


def orders_that_read(text: str) -> dict[str, date]:
    """Return what `text` means in each order that can read it; empty where it is no date."""
    read = {}
    for order in ORDERS:
        try:
            read[order] = read_day(text, order)
        except BadCell:
            continue
    return read
