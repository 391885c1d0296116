"""How a cell's number format shows its value, in the reader's language: 1.234,50 €, 12 %, 31.12.2026, 14:30."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import cached_property, lru_cache
from typing import Literal

from babel.dates import get_day_names, get_month_names

GENERAL = "General"
TEXT = "@"
DAY, DAY_AND_TIME, CLOCK, CLOCK_SECONDS, HOURS = "dd.mm.yyyy", "dd.mm.yyyy hh:mm", "hh:mm", "hh:mm:ss", "[h]:mm"
# Formats that every program knows by number. Those of days follow the reader's language in spreadsheet programs, too.
KNOWN = {
    0: GENERAL, 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?",
    13: "# ??/??", 14: DAY, 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM",
    20: "h:mm", 21: "h:mm:ss", 22: DAY_AND_TIME, 37: "#,##0;-#,##0", 38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00",
    40: "#,##0.00;-#,##0.00", 44: "#,##0.00\\ [$€];-#,##0.00\\ [$€]", 45: "mm:ss", 46: HOURS, 47: "mm:ss.0",
    48: "##0.0E+0", 49: TEXT,
}  # fmt: skip
ENGLISH_DAYS = {14: "yyyy-mm-dd", 22: "yyyy-mm-dd hh:mm"}
TOKEN = re.compile(
    r"(?P<general>General|Standard)|(?P<quoted>\"[^\"]*\"?)|(?P<escaped>\\.)|(?P<blank>_.)|(?P<fill>\*.)"
    r"|\[\$(?P<currency>[^\]-]*)(?:-(?P<locale>[0-9A-Fa-f]+))?[^\]]*\]|(?P<elapsed>\[(?:h+|m+|s+)\])"
    r"|(?P<bracket>\[[^\]]*\])|(?P<half>AM/PM|A/P)|(?P<exponent>E[+-])|(?P<date>y+|m+|d+|h+|s+)"
    r"|(?P<digit>[0#?])|(?P<point>\.)|(?P<comma>,)|(?P<percent>%)|(?P<text>@)|(?P<literal>.)",
    re.IGNORECASE | re.DOTALL,
)
GERMAN_LOCALES = {"407", "807", "C07", "1407", "1007"}
# A count of days begins here; Excel's 29 February 1900, which never was, shifts what comes before March 1900.
EPOCH_1900, EPOCH_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)
LAST_DAY = 2_958_466
MOST_DECIMALS = 30
EXACT = Context(prec=400)
MONTH_WIDTHS: dict[int, Literal["abbreviated", "wide"]] = {3: "abbreviated", 4: "wide"}

Shown = Callable[[float], str]


@dataclass
class Section:
    """One of up to four parts of a format: for numbers above zero, below, zero itself, and texts."""

    parts: list[tuple[str, str]] = field(default_factory=list)
    locale: str = ""

    @cached_property
    def kinds(self) -> set[str]:
        """What stands in it."""
        return {kind for kind, _text in self.parts}

    @property
    def is_date(self) -> bool:
        """Whether it shows a day or a time."""
        return bool(self.kinds & {"date", "elapsed"})


@lru_cache(2_000)
def sections(code: str) -> tuple[Section, ...]:
    """Return the parts of a format."""
    found = [Section()]
    for match in TOKEN.finditer(code):
        kind, text = str(match.lastgroup), match[0]
        if kind == "literal" and text == ";":
            found.append(Section())
            continue
        if match["currency"] is not None:
            found[-1].locale = found[-1].locale or (match["locale"] or "").upper().lstrip("0")
            kind, text = "literal", match["currency"]
        elif kind == "quoted":
            kind, text = "literal", text.strip('"')
        elif kind == "escaped":
            kind, text = "literal", text[1:]
        elif kind == "blank":
            kind, text = "literal", " "
        elif kind in ("fill", "bracket"):
            continue
        found[-1].parts.append((kind, text))
    return tuple(found)


def is_date(code: str) -> bool:
    """Return whether a format shows days or times."""
    return sections(code)[0].is_date


def is_percentage(code: str) -> bool:
    """Return whether a format shows per cent."""
    return "percent" in sections(code)[0].kinds


def is_general(code: str) -> bool:
    """Return whether a format is the one of cells that were never given one."""
    return code.casefold() in ("general", "standard", "")


@lru_cache(20_000)
def shown(value: float, code: str, language: str, *, from_1904: bool = False) -> str:
    """Return how a number is shown by a format to a reader of `language` ("de", else English).

    A number that the format cannot show (a day before 1900) is shown plainly.
    """
    german = language.startswith("de")
    found = sections(code)
    section = found[0]
    minus = "-" if value < 0 else ""
    if value < 0 and len(found) > 1 and found[1].parts:
        section, minus = found[1], ""
    elif value == 0 and len(found) > 2:
        section = found[2]
    if "general" in section.kinds or not section.parts or section.parts == [("text", "@")]:
        return general(value, german)
    if section.is_date:
        return _date(value, section, german, from_1904)
    if not section.kinds & {"digit", "percent"}:
        return minus + "".join(text for _kind, text in section.parts)
    if "/" in {text for kind, text in section.parts if kind == "literal"}:
        return general(value, german)
    text = _number(abs(value), section, german)
    return minus + text if any(digit in text for digit in "123456789") else text


def shown_text(text: str, code: str) -> str:
    """Return how a text is shown by a format: nearly always as it is."""
    found = sections(code)
    if len(found) < 4 or ("text", "@") not in found[3].parts:
        return text
    return "".join(text if kind == "text" else part for kind, part in found[3].parts)


def general(value: float, german: bool) -> str:
    """Return a number without a format: at most ten decimals, and an exponent only where it must be."""
    if abs(value) < 1e15 and value == int(value):
        return str(int(value))
    if value and (abs(value) >= 1e16 or abs(value) < 1e-9):
        mantissa, _e, exponent = f"{value:.5E}".partition("E")
        text = f"{mantissa.rstrip('0').rstrip('.')}E{exponent}"
    else:
        text = format(EXACT.create_decimal(repr(value)).quantize(Decimal("1e-10"), ROUND_HALF_UP, EXACT), "f")
        text = text.rstrip("0").rstrip(".") if "." in text else text
        text = "0" if text == "-0" else text
    return text.replace(".", ",") if german else text


def _number(value: float, section: Section, german: bool) -> str:
    parts = section.parts
    point = next((at for at, (kind, _text) in enumerate(parts) if kind == "point"), len(parts))
    exponent = next((at for at, (kind, _text) in enumerate(parts) if kind == "exponent"), None)
    digits = [at for at, (kind, _text) in enumerate(parts) if kind == "digit"]
    if exponent is not None:
        decimals = sum(1 for at in digits if point < at < exponent)
        text = f"{value:.{decimals}E}"
        return text.replace(".", ",") if german else text
    whole = [at for at in digits if at < point]
    decimals = min(len(digits) - len(whole), MOST_DECIMALS)
    last = whole[-1] if whole else -1
    grouped = any(kind == "comma" for kind, _text in parts[:last]) if whole else False
    end = digits[-1] if digits else last
    thousands = sum(1 for at, (kind, _text) in enumerate(parts) if kind == "comma" and at > end)
    scaled = EXACT.scaleb(EXACT.create_decimal(repr(float(value))), 2 * ("percent" in section.kinds) - 3 * thousands)
    rounded = format(scaled.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP, EXACT), "f")
    before, _point, after = rounded.partition(".")
    return _filled(section, before, after, point, grouped, german)


def _filled(section: Section, before: str, after: str, point: int, grouped: bool, german: bool) -> str:
    """Put the digits in the places of a section: those before the point from the right, those after from the left."""
    least = sum(1 for at, (kind, text) in enumerate(section.parts) if kind == "digit" and at < point and text == "0")
    before = before.lstrip("0").rjust(least, "0")
    places = [at for at, (kind, _text) in enumerate(section.parts) if kind == "digit" and at < point]
    inner = _inner_literals(section, places)
    pieces: list[str] = []
    decimals = _decimals(section, after, point)
    for at, (kind, text) in enumerate(section.parts):
        if kind == "digit" and at < point:
            if not inner:
                if at == places[0]:
                    pieces.append(_grouped(before, german) if grouped else before)
            else:
                behind = len(places) - places.index(at) - 1
                end = len(before) - behind
                pieces.append(before[:end] if at == places[0] else before[max(end - 1, 0) : max(end, 0)])
        elif kind == "digit":
            pieces.append(decimals.pop(0) if decimals else "")
        elif kind == "point":
            if decimals and any(decimals):
                pieces.append("," if german else ".")
        elif kind == "percent" or kind == "literal":
            pieces.append(text)
    return "".join(pieces).strip()


def _inner_literals(section: Section, places: list[int]) -> bool:
    """Whether something stands between the digits, as in a telephone number."""
    return bool(places) and any(kind == "literal" for kind, _text in section.parts[places[0] : places[-1]])


def _decimals(section: Section, after: str, point: int) -> list[str]:
    """Return the digits behind the point; "#" shows no zero at the end."""
    signs = [text for at, (kind, text) in enumerate(section.parts) if kind == "digit" and at > point]
    digits = list(after[: len(signs)])
    for at in range(len(digits) - 1, -1, -1):
        if digits[at] != "0" or signs[at] == "0":
            break
        digits[at] = ""
    return digits


def _grouped(digits: str, german: bool) -> str:
    grouped = f"{int(digits):,}" if digits else ""
    grouped = grouped.rjust(len(digits), "0")
    return grouped.replace(",", ".") if german else grouped


def moment(value: float, *, from_1904: bool = False) -> datetime | None:
    """Return the moment that a count of days stands for; None for what is none."""
    if not 0 <= value < LAST_DAY:
        return None
    epoch = EPOCH_1904 if from_1904 else EPOCH_1900
    if not from_1904 and value < 60:
        epoch += timedelta(days=1)
    seconds = round(value * 86_400, 3)
    return epoch + timedelta(seconds=seconds)


def _date(value: float, section: Section, german: bool, from_1904: bool) -> str:
    at = moment(value, from_1904=from_1904)
    if at is None:
        return general(value, german)
    if not any(kind == "point" for kind, _text in section.parts):
        at = (at + timedelta(milliseconds=500)).replace(microsecond=0)
    locale = ("de" if section.locale in GERMAN_LOCALES else "en_GB") if section.locale else "de" if german else "en_GB"
    half = "half" in section.kinds
    pieces: list[str] = []
    for place, (kind, text) in enumerate(section.parts):
        if kind == "date":
            minutes = text.lower().startswith("m") and _are_minutes(section.parts, place)
            pieces.append(_date_part(text.lower(), at, locale, half, minutes))
        elif kind == "elapsed":
            seconds = round(value * 86_400)
            per = {"h": 3_600, "m": 60, "s": 1}[text[1].lower()]
            pieces.append(str(seconds // per).zfill(len(text) - 2))
        elif kind == "half":
            pieces.append("AM" if at.hour < 12 else "PM")
        elif kind == "digit":
            pieces.append(f"{at.microsecond // 1000:03}"[:1])
        elif kind in ("literal", "point", "comma"):
            pieces.append(text)
    return "".join(pieces)


def _are_minutes(parts: list[tuple[str, str]], at: int) -> bool:
    """Whether an "m" stands for minutes: behind hours or before seconds."""
    before = [text.lower() for kind, text in parts[:at] if kind in ("date", "elapsed")]
    behind = [text.lower() for kind, text in parts[at + 1 :] if kind in ("date", "elapsed")]
    return bool((before and "h" in before[-1]) or (behind and "s" in behind[0]))


def _date_part(code: str, at: datetime, locale: str, half: bool, minutes: bool) -> str:
    letter, length = code[0], len(code)
    if letter == "y":
        return f"{at.year % 100:02}" if length <= 2 else f"{at.year:04}"
    if letter == "m" and not minutes and length >= 3:
        months = get_month_names(MONTH_WIDTHS.get(length, "narrow"), "stand-alone", locale=locale)
        return str(months[at.month])
    if letter == "d" and length >= 3:
        days = get_day_names("abbreviated" if length == 3 else "wide", "stand-alone", locale=locale)
        return str(days[at.weekday()])
    hour = at.hour % 12 or 12 if half else at.hour
    number = {"m": at.minute if minutes else at.month, "d": at.day, "h": hour, "s": at.second}[letter]
    return str(number).zfill(2 if length > 1 else 1)
