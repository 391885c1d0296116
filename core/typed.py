"""What people type, read as they are used to write it: amounts, days and times, in German and in English.

Nothing is repaired silently: what cannot be read for certain raises ValueError with a sentence that says what to type.
"""

import re
from datetime import date, time, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

from core.money import MAX_AMOUNT

SIGNS = re.compile(r"^(?:[A-Z]{3}\b|[€$£¥])?(.*?)(?:[€$£¥]|\b[A-Z]{3})?$", re.DOTALL)
BLANKS = re.compile(r"[\s\u00a0\u202f'’]")
DIGITS = re.compile(r"[0-9]+(?:[.,][0-9]+)*", re.ASCII)
# A dash in the place of the decimals: 1.500,- and 1'500.– are whole amounts.
NO_DECIMALS = re.compile(r"(?<=[0-9][.,])(?:-{1,2}|[–—])(?![0-9])", re.ASCII)


def parse_amount(text: str, language: str) -> Decimal:
    """Return the amount that `text` means to a reader of `language` ("de" or "en").

    German: 12.500,50 · 12500 · 12.500 (= 12500) · 12,5. English: 12,500.50 · 12,500 (= 12500). A separator that
    cannot group thousands ("12500.50" in German) is a decimal one. Blanks, apostrophes, a currency sign and a dash in
    the place of the decimals (12.500,-) are accepted. Raises ValueError with a sentence for the reader.
    """
    signs = SIGNS.match(text.strip())
    bare = BLANKS.sub("", signs.group(1) if signs else "")
    bare = NO_DECIMALS.sub("00", bare)
    if bare.startswith(("-", "−", "–")):
        raise ValueError(_("The amount must not be negative."))
    if not DIGITS.fullmatch(bare) or len(bare) > 40:
        raise ValueError(amount_hint(language))
    whole, decimals = _split_decimals(bare, "." if language.startswith("de") else ",", language)
    if len(decimals) > 3:
        raise ValueError(_("The amount may have at most three decimals."))
    amount = Decimal(f"{whole}.{decimals or 0}")
    if amount > MAX_AMOUNT:
        raise ValueError(_("The amount may be at most 999,999,999,999.999."))
    return amount


def amount_hint(language: str) -> str:
    """Return the sentence that says how an amount is typed."""
    example = "12.500,50" if language.startswith("de") else "12,500.50"
    return _("Enter an amount such as 12500 or %(example)s.") % {"example": example}


def _split_decimals(bare: str, group: str, language: str) -> tuple[str, str]:
    """Split digits with separators into the whole part and the decimals; `group` separates thousands."""
    point = "," if group == "." else "."
    whole, _point, decimals = bare.partition(point)
    if re.fullmatch(rf"[0-9]{{1,3}}(?:\{group}[0-9]{{3}})+|[0-9]+", whole) and re.fullmatch("[0-9]*", decimals):
        return whole.replace(group, ""), decimals
    other = bare.split(group)
    if point not in bare and len(other) == 2 and len(other[1]) != 3:
        return other[0], other[1]
    raise ValueError(amount_hint(language))


MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("jan", "januar", "january", "jän", "jänner"),
            ("feb", "februar", "february"),
            ("mar", "mär", "mrz", "märz", "march"),
            ("apr", "april"),
            ("may", "mai"),
            ("jun", "juni", "june"),
            ("jul", "juli", "july"),
            ("aug", "august"),
            ("sep", "sept", "september"),
            ("oct", "okt", "october", "oktober"),
            ("nov", "november"),
            ("dec", "dez", "december", "dezember"),
        ),
        start=1,
    )
    for name in names
}


def parse_day(text: str, language: str, today: date) -> date:
    """Return the day that `text` means to a reader of `language`.

    Both: 2026-12-31, 31 Dec 2026, today/heute, tomorrow/morgen. German: 31.12.2026, 31.12.26, 31.12. (this year).
    With slashes only when it can be read in one way. Raises ValueError with a sentence for the reader.
    """
    typed = " ".join(text.strip().casefold().split())
    words = {"today": 0, "heute": 0, "tomorrow": 1, "morgen": 1}
    if typed in words:
        return today + timedelta(days=words[typed])
    parts = _day_parts(typed, today)
    if parts is None:
        raise ValueError(day_hint(language))
    try:
        day = date(*parts)
    except ValueError as error:
        raise ValueError(_("There is no such day. %(hint)s") % {"hint": day_hint(language)}) from error
    if not 1900 <= day.year <= 2200:
        raise ValueError(_("The year must lie between 1900 and 2200."))
    return day


def day_hint(language: str) -> str:
    """Return the sentence that says how a day is typed."""
    example = "31.12.2026" if language.startswith("de") else "2026-12-31"
    return _("Enter a date such as %(example)s.") % {"example": example}


def _day_parts(typed: str, today: date) -> tuple[int, int, int] | None:
    """Return (year, month, day) as typed, unchecked, or None where the text is no date of ours."""
    if match := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", typed, re.ASCII):
        year, month, day = (int(part) for part in match.groups())
        return year, month, day
    if match := re.fullmatch(r"(\d{1,2})\. ?(\d{1,2})\.? ?(\d{4}|\d{2})?", typed, re.ASCII):
        return _full_year(match[3], today), int(match[2]), int(match[1])
    if match := re.fullmatch(r"(\d{1,2})\.? ([^\W\d]+)\.?,? ?(\d{4})?", typed):
        return _full_year(match[3], today), MONTHS.get(match[2], 0), int(match[1])
    if match := re.fullmatch(r"([^\W\d]+)\.? (\d{1,2}),? ?(\d{4})?", typed):
        return _full_year(match[3], today), MONTHS.get(match[1], 0), int(match[2])
    if match := re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", typed, re.ASCII):
        first, second = int(match[1]), int(match[2])
        if first > 12 >= second or first == second:
            return int(match[3]), second, first
        if second > 12 >= first:
            return int(match[3]), first, second
    return None


def _full_year(typed: str | None, today: date) -> int:
    if not typed:
        return today.year
    return int(typed) + (2000 if len(typed) == 2 else 0)


def parse_time(text: str) -> time:
    """Return the time of day that `text` means: 14:30, 14.30, 1430, 9, 9 Uhr, 2:30 pm. Raises ValueError."""
    typed = text.strip().casefold().removesuffix("uhr").strip()
    match = re.fullmatch(r"(\d{1,2})(?:[:.h]?(\d{2}))? ?(am|pm)?", typed, re.ASCII)
    if match:
        hour, minute = int(match[1]), int(match[2] or 0)
        if match[3] and 1 <= hour <= 12:
            hour = hour % 12 + (12 if match[3] == "pm" else 0)
        if hour < 24 and minute < 60:
            return time(hour, minute)
    raise ValueError(_("Enter a time such as 14:30."))
