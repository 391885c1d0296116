"""Keyset paging: page 2,000 is as fast as page 1, and a row that arrives meanwhile shifts nothing.

A cursor is the sort values of the row beside which a page begins. It is readable JSON in base 64, no secret and no
right: what it names is compared, never opened.
"""

import base64
import binascii
import json
import re
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, Value, When

from core.kept import Blank, answers
from core.stretches import field_of, is_blank_text, ordering, stretches

SIZES = (25, 50, 100)
# Two folded names of 300 characters, at four bytes each, in base 64.
LONGEST = 4000
# As `_plain` writes them. "1e3000000" is a number, too, but one whose digits take a process minutes to write out.
NUMBER = re.compile(r"-?[0-9]{1,19}(\.[0-9]{1,6})?", re.ASCII)
# At the ends of Python's calendar a time leaves it as soon as it is put into another zone.
YEARS = range(1000, 9000)


@dataclass(frozen=True)
class Page:
    """One page: its rows in order, and the cursors of its neighbours ("" where there is none)."""

    rows: list[Any]
    before: str
    after: str
    size: int


def page_size(typed: str | None) -> int:
    """Return the page size that an address asks for, if it is one that we offer; else the first."""
    return int(typed) if typed in {str(size) for size in SIZES} else SIZES[0]


Rows = models.QuerySet[Any]


def keyset(rows: Rows, order: list[str], cursor: str, size: int) -> Page:
    """Return one page of `rows`.

    `order` names fields or annotations ("-amount"); each row must have a value for the last of them, and it must be
    unique. Empty values stand last, in both directions. A cursor that cannot be read begins at the first page.
    """
    asking = lambda values, backwards: map(list, _cut(rows, order, values, backwards, size + 1))  # noqa: E731
    return _page(asking, order, cursor, size)


def known_keyset(
    rows: Callable[[], Rows], order: list[str], cursor: str, size: int, *, known: Hashable, user: Any
) -> Page:
    """Return one page of rows as `keyset` does, by questions that are kept as `known` (core.kept)."""

    def asking(values: list[Any] | None, backwards: bool) -> Iterator[list[Any]]:
        # The question follows from which of the values are there, and not from what they are.
        there = values and tuple(value if value in (None, "") else True for value in values)

        def cut() -> Iterator[Rows]:
            wanted = rows()
            return _cut(wanted, order, _blanks(wanted, order, there) if there else None, backwards, size + 1)

        return answers((known, *order, size, backwards, there), cut, of=user, filling=values or ())

    return _page(asking, order, cursor, size)


def _blanks(rows: Rows, order: list[str], there: Iterable[Any]) -> list[Any]:
    """Return sort values with a blank for each that is there (True)."""
    named = zip((term.removeprefix("-") for term in order), there, strict=True)
    return [
        Blank(number, field_of(rows, name)) if value is True else value for number, (name, value) in enumerate(named)
    ]


def _page(
    asking: Callable[[list[Any] | None, bool], Iterable[list[Any]]], order: list[str], cursor: str, size: int
) -> Page:
    backwards, values = _decode(cursor, len(order))
    try:
        found = _fetched(asking(values, backwards), size + 1)
    except (ValueError, TypeError, OverflowError, ValidationError):
        if values is None:
            raise
        backwards, values = False, None  # a forged cursor: a word where a number belongs
        found = _fetched(asking(None, False), size + 1)
    more = len(found) > size
    found = found[:size]
    if backwards:
        found.reverse()
    has_before = more if backwards else values is not None
    has_after = True if backwards else more
    return Page(
        rows=found,
        before=_encode("b", order, found[0]) if found and has_before else "",
        after=_encode("a", order, found[-1]) if found and has_after else "",
        size=size,
    )


def _cut(rows: Rows, order: list[str], values: list[Any] | None, backwards: bool, most: int) -> Iterator[Rows]:
    return (part[:most] for part in stretches(rows, order, values, backwards))


def _fetched(parts: Iterable[list[Any]], most: int) -> list[Any]:
    found: list[Any] = []
    for part in parts:
        found += part
        if len(found) >= most:
            break
    return found[:most]


def first_page(found: list[Any], order: list[str], size: int) -> Page:
    """Return the first page out of rows that were fetched already: in `order` (as `in_order`), one more than `size`."""
    shown = found[:size]
    return Page(shown, "", _encode("a", order, shown[-1]) if len(found) > size else "", size)


def in_order(rows: models.QuerySet[Any], order: list[str]) -> models.QuerySet[Any]:
    """Return `rows` in the order in which `keyset` gives them, page after page."""
    terms, first = [ordering(term, False) for term in order], order[0].removeprefix("-")
    if is_blank_text(rows, first):
        terms.insert(0, Case(When(**{first: ""}, then=Value(1)), default=Value(0)))
    return rows.order_by(*terms)


def _encode(side: str, order: list[str], row: Any) -> str:
    values = [_plain(_value(row, term.removeprefix("-"))) for term in order]
    return side + base64.urlsafe_b64encode(json.dumps(values, ensure_ascii=False).encode()).decode().rstrip("=")


def _value(row: Any, path: str) -> Any:
    for name in path.split("__"):
        row = getattr(row, name) if row is not None else None
    return row


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return {"at": value.isoformat()}
    if isinstance(value, date):
        return {"on": value.isoformat()}
    if isinstance(value, Decimal):
        return {"n": str(value)}
    return value


def _decode(cursor: str, width: int) -> tuple[bool, list[Any] | None]:
    """Return (whether it leads back, the sort values) of a cursor, or (False, None) for one that cannot be read."""
    if len(cursor) < 2 or len(cursor) > LONGEST or cursor[0] not in "ab":
        return False, None
    try:
        padded = cursor[1:] + "=" * (-len(cursor[1:]) % 4)
        values = [_rich(value) for value in json.loads(base64.urlsafe_b64decode(padded))]
    except (ValueError, TypeError, KeyError, ArithmeticError, binascii.Error, RecursionError):
        return False, None
    if len(values) != width or any(isinstance(value, str) and "\0" in value for value in values):
        return False, None
    return cursor[0] == "b", values


def _rich(value: Any) -> Any:
    """Return the value that `_plain` wrote. Raises ValueError, TypeError or KeyError for what it never writes."""
    if isinstance(value, dict):
        if "at" in value:
            return _datable(datetime.fromisoformat(value["at"]))
        if "on" in value:
            return _datable(date.fromisoformat(value["on"]))
        if not NUMBER.fullmatch(value["n"]):
            raise ValueError(value)
        return Decimal(value["n"])
    if isinstance(value, list | float):
        raise TypeError(value)
    if isinstance(value, int) and abs(value) >= 2**63:
        raise ValueError(value)
    if isinstance(value, str):
        value.encode()  # half a surrogate pair, which no database takes
    return value


def _datable(value: date) -> date:
    if value.year not in YEARS or (isinstance(value, datetime) and value.tzinfo is None):
        raise ValueError(value)
    return value
