"""What the number of a cell means. Its format decides: a number, a percentage, a date, a time of day, leading zeros.

Numbers come in their shortest exact form and without exponent, percentages as 75%, days as 2026-12-31, moments as
2026-12-31 14:30 (with :05 where there are seconds; fractions of a second are rounded), times of day as 14:30, durations
as 26:30. What cannot be that (a date before 1900) comes as it stands in the file, so that its row can be refused.
"""

import re
from collections.abc import Callable
from datetime import date
from decimal import Context, Decimal
from functools import cache, lru_cache, partial

from imports.reading.xlsx.package import Package, local, read_through

Conversion = Callable[[str], str]
LIKE_GROUPED = re.compile(r"-?\d{1,3}\.\d{3}", re.ASCII)
NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
ISO = re.compile(r"(\d{4}-\d\d-\d\d)?T?(?:(\d\d:\d\d)(?::(\d\d)(?:\.\d+)?)?)?Z?", re.ASCII)
# Formats that every program knows by number; those of East Asia are dates, four of them times.
KNOWN = {
    **dict.fromkeys((9, 10), "0%"),
    **dict.fromkeys((*range(14, 18), *range(27, 32), 36, *range(50, 59)), "yyyy-mm-dd"),
    **dict.fromkeys((*range(18, 22), *range(32, 36), 45, 47), "h:mm"),
    22: "yyyy-mm-dd h:mm",
    46: "[h]:mm",
}
# What in a format is not a code but text: "quoted", \x, _x, *x, and brackets other than those of a duration.
LITERAL = re.compile(r'"[^"]*"?|\\.|_.|\*.|\[(?!(?:h+|m+|s+)\])[^\]]*\]|AM/PM|A/P', re.IGNORECASE | re.DOTALL)
DURATION = re.compile(r"\[(?:h+|m+|s+)\]")
SECONDS_OF_A_DAY = 86_400
EPOCH_1900, EPOCH_1904 = date(1899, 12, 31).toordinal(), date(1904, 1, 1).toordinal()
LAST_DAY = date(9999, 12, 31).toordinal()
# Days and percentages come again and again; a number that has come lately is not worked out twice.
AT_HAND = 5_000
# More digits than any number in a cell can have, so that nothing is rounded.
EXACT = Context(prec=1_000)


def number(text: str) -> str:
    """Return a number without noise: 1.1000000000000001 is 1.1, and 1E+15 is written out."""
    if text.isascii():
        if text.isdigit():
            return text
        whole, _point, decimals = text.partition(".")
        # Up to fifteen digits, what is written is the shortest form already.
        if len(text) <= 16 and decimals.isdigit() and whole.isdigit() and decimals[-1] != "0":
            return text
    text = text.strip()
    if not NUMBER.fullmatch(text):
        return text
    # Whole numbers keep all their digits: an id of 20 digits is no measurement.
    if text.removeprefix("-").isdigit():
        return text if text.strip("-0") else "0"
    value = float(text)
    if value in (float("inf"), float("-inf")):
        return text
    shortest = repr(value)
    if "e" in shortest:
        shortest = format(Decimal(shortest), "f")
    shortest = shortest.removesuffix(".0")
    return "0" if shortest == "-0" else shortest


def measure(text: str) -> str:
    """Return a number that can be read in one way only: 1.125 as 1.1250, for 1.125 may also be a grouped 1125."""
    shown = number(text)
    return f"{shown}0" if len(shown) <= 8 and LIKE_GROUPED.fullmatch(shown) else shown


@lru_cache(AT_HAND)
def percentage(text: str) -> str:
    """Return 75% for 0.75."""
    plain = number(text)
    if not NUMBER.fullmatch(plain):
        return plain
    return format(EXACT.scaleb(Decimal(plain), 2), "f") + "%"


def with_percent_sign(text: str) -> str:
    """Return 75% for 75: the format only adds the sign."""
    plain = number(text)
    return plain + "%" if NUMBER.fullmatch(plain) else plain


def padded(text: str, width: int) -> str:
    """Return a whole number with leading zeros, as a postcode has them: 01067."""
    plain = number(text)
    return plain.zfill(width) if plain.isdigit() else plain


def day_or_time(text: str, *, day: bool, time: bool, from_1904: bool = False) -> str:
    """Return the day, the moment or the time of day that a count of days stands for."""
    parts = _days_and_seconds(text)
    if parts is None:
        return number(text)
    days, seconds = parts
    if not day:
        return _clock(seconds)
    # Excel counts a 29 February 1900 that there never was; day 60 and day 0 exist nowhere else.
    ordinal = EPOCH_1904 + days if from_1904 else EPOCH_1900 + days - (days > 60)
    if ordinal > LAST_DAY:
        return number(text)
    name = date.fromordinal(ordinal).isoformat()
    if not from_1904 and days in (0, 60):
        name = "1900-02-29" if days else "1900-01-00"
    return f"{name} {_clock(seconds)}" if time or seconds else name


def duration(text: str) -> str:
    """Return hours and minutes, of which there may be more than a day has: 26:30."""
    parts = _days_and_seconds(text)
    return number(text) if parts is None else _clock(parts[0] * SECONDS_OF_A_DAY + parts[1])


def written_date(text: str) -> str:
    """Return a date that stands in the file as such (2026-12-31T14:30:00) in the form that all dates have here."""
    match = ISO.fullmatch(text.strip())
    if match is None or not (match[1] or match[2]):
        return text
    clock = match[2] and (f"{match[2]}:{match[3]}" if match[3] and match[3] != "00" else match[2])
    return " ".join(part for part in (match[1], clock) if part)


def _days_and_seconds(text: str) -> tuple[int, int] | None:
    text = text.strip()
    if not NUMBER.fullmatch(text):
        return None
    value = float(text)
    if not 0 <= value <= LAST_DAY:
        return None
    days = int(value)
    seconds = round((value - days) * SECONDS_OF_A_DAY)
    return (days + 1, 0) if seconds == SECONDS_OF_A_DAY else (days, seconds)


def _clock(seconds: int) -> str:
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour:02}:{minute:02}:{second:02}" if second else f"{hour:02}:{minute:02}"


@cache
def _days(day: bool, time: bool, from_1904: bool) -> Conversion:
    return lru_cache(AT_HAND)(partial(day_or_time, day=day, time=time, from_1904=from_1904))


def conversion(code: str, *, from_1904: bool = False) -> Conversion:
    """Return how the numbers of a cell with this format are written."""
    codes = LITERAL.sub("", code).split(";")[0].lower()
    if DURATION.search(codes):
        return duration
    letters = set(codes)
    time = bool(letters & {"h", "s"})
    day = bool(letters & {"y", "d"}) or ("m" in letters and not time)
    if day or time:
        return _days(day, time, from_1904)
    if "%" in codes:
        return percentage
    if "%" in code.split(";")[0]:
        return with_percent_sign
    if len(codes) > 1 and letters == {"0"}:
        return partial(padded, width=len(codes))
    return measure


def read_conversions(package: Package, part: str, *, from_1904: bool) -> dict[str, Conversion]:
    """Return how numbers are written, by the number of the cell's style as it stands in the sheet."""
    codes: dict[str, str] = {}
    styles: list[str] = []
    within: list[str] = []

    def start(element: str, attributes: dict[str, str]) -> None:
        name = local(element)
        if name == "numFmt":
            codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name == "xf" and within and within[-1] == "cellXfs":
            styles.append(attributes.get("numFmtId", "0"))
        within.append(name)

    read_through(package.markup(part, start, lambda _element: within.pop()))
    known = {str(number): code for number, code in KNOWN.items()} | codes
    by_format = {style: conversion(known.get(style, ""), from_1904=from_1904) for style in set(styles)}
    return {str(place): by_format[style] for place, style in enumerate(styles)}
