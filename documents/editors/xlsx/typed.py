"""What people type into a cell, as they are used to it: 1.234,50 · 12 % · 31.12.2026 · 14:30 · =SUMME(A1:A3).

What spreadsheets are feared for is left out: a number with zeros in front (a postcode), one of more than fifteen
digits (an account), 1E5 and 2-3 stay the text that was typed. An apostrophe in front makes anything a text.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from core.typed import parse_day
from documents.editors.xlsx import formats, formulas
from documents.editors.xlsx.errors import BadEdit
from imports.reading.errors import BadCell
from imports.reading.numbers import COMMA, POINT, SYMBOLS, Number, read_number

NUMBER, TEXT, BOOLEAN, FORMULA, NOTHING = "number", "text", "boolean", "formula", "nothing"
BOOLEANS = {"TRUE": True, "WAHR": True, "FALSE": False, "FALSCH": False}
# What a formula comes to that begins so is a day or a moment.
FORMAT_OF_FUNCTION = dict.fromkeys(("TODAY", "DATE", "EDATE", "EOMONTH", "WORKDAY"), formats.DAY) | {
    "NOW": formats.DAY_AND_TIME
}
TIME = re.compile(r"([0-9]{1,4}):([0-5][0-9])(?::([0-5][0-9]))?", re.ASCII)
LEADING_ZERO = re.compile(r"[-+]?0[0-9]")
PLAIN_OTHER_SIGN = re.compile(r"[-+−]?[0-9]+([.,])(?:[0-9]{1,2}|[0-9]{4,})", re.ASCII)
# Blanks between digits stand in telephone and account numbers; the unbreakable ones group thousands.
BLANK_BETWEEN = re.compile(r"[0-9] +[0-9]")
MOST_DIGITS = 15
# No spreadsheet program takes more letters in a cell.
LONGEST_TEXT = 32_767
LONGEST_NUMBER = 60


@dataclass(frozen=True, slots=True)
class Typed:
    """What was meant: its kind, the value, and the number format that a cell without one is given for it."""

    kind: str
    value: float | str | bool = ""
    format: str = ""
    # A text that would be something else without the apostrophe before it.
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Reader:
    """Who types, and into which workbook: what decides about how it is understood."""

    language: str
    today: date
    sheets: Collection[str] = ()
    tables: Collection[str] = ()
    from_1904: bool = False


def understood(text: str, code: str, reader: Reader) -> Typed:
    """Return what `text`, typed into a cell of the number format `code`, means. Raises BadEdit."""
    if len(text) > LONGEST_TEXT:
        raise BadEdit(_("A cell holds at most %(most)s characters.") % {"most": LONGEST_TEXT})
    if not text:
        return Typed(NOTHING)
    if text.startswith("'"):
        return Typed(TEXT, text[1:], quoted=True) if text[1:] else Typed(NOTHING)
    if code == formats.TEXT:
        return Typed(TEXT, text)
    bare = text.strip()
    if bare.startswith("=") and len(bare) > 1:
        formula = formulas.canonical(bare[1:].strip(), reader.language, sheets=reader.sheets, tables=reader.tables)
        outermost = formula.partition("(")[0] if formula.endswith(")") else ""
        return Typed(FORMULA, formula, FORMAT_OF_FUNCTION.get(outermost, ""))
    if bare.upper() in BOOLEANS:
        return Typed(BOOLEAN, BOOLEANS[bare.upper()])
    # A text is never short of a digit where a number, a day or a time is meant.
    if len(bare) <= LONGEST_NUMBER and any("0" <= letter <= "9" for letter in bare):
        return _number(bare, code, reader) or _time(bare) or _day(bare, reader) or Typed(TEXT, text)
    return Typed(TEXT, text)


def _number(bare: str, code: str, reader: Reader) -> Typed | None:
    if BLANK_BETWEEN.search(bare) or (LEADING_ZERO.match(bare) and formats.is_general(code)):
        return None
    number = _read(bare, reader.language)
    if number is None or len(number.value.as_tuple().digits) > MOST_DIGITS:
        return None
    value = number.value
    if number.percent or (formats.is_percentage(code) and not number.currencies):
        value = value.scaleb(-2)
    return Typed(NUMBER, float(value), _format_of(bare, number))


def _read(bare: str, language: str) -> Number | None:
    """Return the number by the reader's decimal sign; by the other one where it can group no thousands (12.5)."""
    mine, other = (COMMA, POINT) if language.startswith("de") else (POINT, COMMA)
    for sign in (mine, other) if PLAIN_OTHER_SIGN.fullmatch(bare.rstrip(" %")) else (mine,):
        try:
            return read_number(bare, sign)
        except BadCell:
            continue
    return None


def _format_of(bare: str, number: Number) -> str:
    """Return the format that shows a number as it was typed; "" where no format is needed for that."""
    decimals = number.value != number.value.to_integral_value()
    if number.percent:
        return "0.00%" if decimals else "0%"
    if number.currencies:
        symbol = next((symbol for symbol in SYMBOLS if symbol in bare), number.currencies[0])
        return f'#,##0.00\\ "{symbol}"'
    if re.search(r"[0-9][.,' ’\u00a0\u202f][0-9]{3}(?![0-9])", bare) and abs(number.value) >= 1000:
        return "#,##0.00" if decimals else "#,##0"
    return ""


def _time(bare: str) -> Typed | None:
    match = TIME.fullmatch(bare)
    if match is None:
        return None
    hours, minutes, seconds = int(match[1]), int(match[2]), int(match[3] or 0)
    code = formats.HOURS if hours >= 24 else formats.CLOCK_SECONDS if match[3] else formats.CLOCK
    return Typed(NUMBER, (hours * 3_600 + minutes * 60 + seconds) / 86_400, code)


def _day(bare: str, reader: Reader) -> Typed | None:
    day, _blank, clock = bare.rpartition(" ")
    at = _time(clock) if day else None
    if at is not None and float(at.value) < 1:
        found = _read_day(day.rstrip(","), reader)
        if found is not None:
            return Typed(NUMBER, found + float(at.value), formats.DAY_AND_TIME)
    found = _read_day(bare, reader)
    return None if found is None else Typed(NUMBER, float(found), formats.DAY)


def _read_day(bare: str, reader: Reader) -> int | None:
    """Return a day as files count it; None for what is none. 1-2 and 3/4 are none, and so is a day without a digit."""
    try:
        day = parse_day(bare, reader.language, reader.today)
    except ValueError:
        return None
    epoch = formats.EPOCH_1904 if reader.from_1904 else formats.EPOCH_1900
    days = day.toordinal() - epoch.toordinal()
    # What was before March 1900 is counted differently by every program.
    return days if days > 60 or (reader.from_1904 and days >= 0) else None
