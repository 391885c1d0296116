"""Numbers as people and programs write them. A column has one decimal sign, decided over all of its cells.

1.234,56 · 1,234.56 · 1 234,56 · 1'234.56 · € 3.999,00 · 1.500,- · (500) · −500 · 12,5 %. Never NaN, Infinity, 1e9
or the digits of other scripts.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from core.money import is_currency
from core.typed import NO_DECIMALS
from imports.reading.errors import BadCell

# The sign before the decimals; the other one, blanks and apostrophes group thousands.
POINT, COMMA = "point", "comma"
SIGNS = (COMMA, POINT)
# Of workbooks: numbers have a point, and texts beside them what each alone can be read by.
EITHER = "either"

SYMBOLS = {
    "€": ("EUR",),
    "£": ("GBP",),
    "¥": ("JPY", "CNY"),
    "zł": ("PLN",),
    "Kč": ("CZK",),
    "Fr.": ("CHF",),
    "$": ("USD", "CAD", "AUD", "NZD", "HKD", "SGD", "MXN"),
    "US$": ("USD",),
}
BLANKS = re.compile(r"[ \u00a0\u2009\u202f\t]")
MONEY = re.compile(
    r"(?P<before>[A-Za-z]{3}|US\$|[€£¥$]|Fr\.)?(?P<number>[^A-Za-z€£¥$łč]*)(?P<after>[A-Z]{3}|[€£¥$]|zł|Kč)?"
)
WHOLE = r"(?:[0-9]{{1,3}}(?:{group}[0-9]{{3}})+|[0-9]+)"
LONGEST = 60


@dataclass(frozen=True, slots=True)
class Number:
    """A number as read: its value, the currencies that its sign may stand for (none: it has none), a percent sign."""

    value: Decimal
    currencies: tuple[str, ...] = ()
    percent: bool = False


def _pattern(point: str, groups: str) -> re.Pattern[str]:
    whole = "|".join(WHOLE.format(group=group) for group in groups.split("~"))
    return re.compile(rf"(?P<whole>{whole})(?:{point}(?P<decimals>[0-9]+))?|{point}(?P<bare>[0-9]+)", re.ASCII)


APOSTROPHE = "['’]"
PATTERNS = {
    COMMA: _pattern(",", rf"\.~ ~{APOSTROPHE}"),
    POINT: _pattern(r"\.", rf",~ ~{APOSTROPHE}"),
}
# The most frequent spellings, read at once: 1234,5 and 1.234,56.
PLAIN = {
    COMMA: re.compile(r"([0-9]{1,3}(?:\.[0-9]{3})+|[0-9]{1,40})(?:,([0-9]{1,18}))?", re.ASCII),
    POINT: re.compile(r"([0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,40})(?:\.([0-9]{1,18}))?", re.ASCII),
}
WITHOUT_GROUPS = str.maketrans("", "", ".,")
GROUPS = re.compile(r"[.,' ’]")


def read_number(text: str, sign: str) -> Number:
    """Return the number in `text`, whose decimal sign is `sign` (POINT or COMMA). Raises BadCell."""
    if plain := PLAIN[sign].fullmatch(text):
        return Number(Decimal(f"{plain[1].translate(WITHOUT_GROUPS)}.{plain[2] or 0}"))
    bare = NO_DECIMALS.sub("00", BLANKS.sub(" ", text.strip()))
    negative = False
    if bare.startswith("(") and bare.endswith(")"):
        negative, bare = True, bare[1:-1].strip()
    percent = bare.endswith("%")
    bare = bare.removesuffix("%").strip()
    bare, minus = _without_minus(bare)
    match = MONEY.fullmatch(bare) if len(bare) <= LONGEST else None
    if match is None or (match["before"] and match["after"]):
        raise BadCell(_refusal(sign))
    number = match["number"].strip()
    if not negative and number.startswith("(") and number.endswith(")"):  # (500) €
        negative, number = True, number[1:-1].strip()
    digits, inner = _without_minus(number)
    found = PATTERNS[sign].fullmatch(digits)
    if found is None or minus + inner + negative > 1:
        raise BadCell(_refusal(sign))
    whole = GROUPS.sub("", found["whole"] or "0")
    value = Decimal(f"{whole}.{found['decimals'] or found['bare'] or 0}")
    code = match["before"] or match["after"] or ""
    return Number(-value if minus or inner or negative else value, _currencies(code), percent)


def read_either(text: str) -> Number:
    """Return the number in `text` with a decimal point where that can be read, else with a comma. Raises BadCell."""
    try:
        return read_number(text, POINT)
    except BadCell:
        return read_number(text, COMMA)


def _without_minus(text: str) -> tuple[str, bool]:
    """Return the text without a minus sign before or after it, and whether there was one."""
    for minus in ("-", "−", "–"):
        if text.startswith(minus):
            return text[1:].strip(), True
        if text.endswith(minus):
            return text[:-1].strip(), True
    return text.removeprefix("+"), False


def _currencies(code: str) -> tuple[str, ...]:
    """Return the currencies that a sign may stand for. Raises BadCell for letters that are no currency code."""
    if not code:
        return ()
    if code not in SYMBOLS and not is_currency(code.upper()):
        raise BadCell(_("“%(code)s” is not a currency code such as EUR or USD.") % {"code": code})
    return SYMBOLS.get(code) or (code.upper(),)


def _refusal(sign: str) -> str:
    example = "1.234,56" if sign == COMMA else "1,234.56"
    return _("This is no number as in %(example)s.") % {"example": example}


def signs_that_read(text: str) -> dict[str, Number]:
    """Return what `text` means with each decimal sign that can read it; empty where it is no number."""
    read = {}
    for sign in SIGNS:
        try:
            read[sign] = read_number(text, sign)
        except BadCell:
            continue
    return read


def looks_like_number(text: str) -> bool:
    """Return whether `text` is a number in any of the ways it may be written."""
    return bool(signs_that_read(text))
