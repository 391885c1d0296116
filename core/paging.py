"""Keyset paging: page 2,000 is as fast as page 1, and a row that arrives meanwhile shifts nothing.

A cursor is the sort values of the row beside which a page begins. It is readable JSON in base 64, no secret and no
right: what it names is compared, never opened.
"""

import base64
import binascii
import json
import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

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


def keyset(rows: models.QuerySet[Any], order: list[str], cursor: str, size: int) -> Page:
    """Return one page of `rows`.

    `order` names fields or annotations ("-amount"); each row must have a value for the last of them, and it must be
    unique. Empty values stand last, in both directions. A cursor that cannot be read begins at the first page.
    """
    backwards, values = _decode(cursor, len(order))
    if values is not None:
        try:
            rows = rows.filter(_beyond(order, values, backwards))
        except (
            ValueError,
            TypeError,
            OverflowError,
            ValidationError,
        ):  # a forged cursor: a word where a number belongs
            backwards, values = False, None
    found = _first(rows, order, values, backwards, size + 1)
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


def _first(
    rows: models.QuerySet[Any], order: list[str], values: list[Any] | None, backwards: bool, most: int
) -> list[Any]:
    """Return the first rows in their order; those with and those without a leading value are asked for apart.

    No index has the empty values last in both directions: asked for all at once, the whole filter would be sorted.
    """
    ordering = [_ordering(term, backwards, rows.model) for term in order]
    lead, found = order[0].removeprefix("-"), []
    if not _may_be_empty(lead, rows.model):
        return _by_keys(rows, ordering, most)
    for empty in (True, False) if backwards else (False, True):
        in_empty = values is not None and values[0] is None
        if values is not None and empty is not in_empty and in_empty is not backwards:
            continue  # this part lies wholly on the other side of the cursor
        part = rows.filter(**{f"{lead}__isnull": empty})
        if values is not None and not in_empty and not empty:
            operator = "lte" if order[0].startswith("-") is not backwards else "gte"
            part = part.filter(**{f"{lead}__{operator}": values[0]})  # where an index is entered
        found += _by_keys(part, ordering[1:] if empty else [_plainly(order[0], backwards), *ordering[1:]], most)
        most -= len(found)
        if most <= 0:
            break
    return found


def _by_keys(rows: models.QuerySet[Any], ordering: list[Any], most: int) -> list[Any]:
    """Return the first rows in this order. Their keys are looked for alone, by an index if there is one.

    With all that a page shows beside each row in the same query, a database may begin at a table beside it, and sort.
    """
    keys = rows.order_by(*ordering).values("pk")[:most]
    return list(rows.filter(pk__in=keys).order_by(*ordering))


def capped_count(rows: models.QuerySet[Any], most: int) -> int:
    """Return how many rows there are, or `most` + 1 for more: a long list costs no more than a short one.

    The rows are counted in no order, inside a query that stops after `most` + 1 of them.
    """
    return rows.order_by().values("pk")[: most + 1].count()


def in_order(rows: models.QuerySet[Any], order: list[str]) -> models.QuerySet[Any]:
    """Return `rows` in the order in which `keyset` gives them, page after page."""
    return rows.order_by(*[_ordering(term, False, rows.model) for term in order])


def _may_be_empty(name: str, model: type[models.Model]) -> bool:
    """Whether a column of the model itself may hold nothing. What stands elsewhere is in no index of it anyway."""
    return any(field.null for field in model._meta.concrete_fields if field.name == name)


def _plainly(term: str, backwards: bool) -> Any:
    name = F(term.removeprefix("-"))
    return name.desc() if term.startswith("-") is not backwards else name.asc()


def _ordering(term: str, backwards: bool, model: type[models.Model]) -> Any:
    """Return a term of the order, with empty values last where there may be any."""
    own = {"pk", *(field.name for field in model._meta.concrete_fields if not field.null)}
    if term.removeprefix("-") in own:
        return _plainly(term, backwards)
    descending = term.startswith("-") is not backwards
    name = F(term.removeprefix("-"))
    if descending:
        return name.desc(nulls_first=True) if backwards else name.desc(nulls_last=True)
    return name.asc(nulls_first=True) if backwards else name.asc(nulls_last=True)


def _beyond(order: list[str], values: list[Any], backwards: bool) -> Q:
    """Return the condition that a row stands after (or, backwards, before) the row of these sort values.

    (a, b) > (x, y) is spelled out as a > x or (a = x and b > y), which every database understands, with empty values
    last.
    """
    condition, same = Q(), Q()
    for term, value in zip(order, values, strict=True):
        name = term.removeprefix("-")
        operator = "lt" if term.startswith("-") is not backwards else "gt"
        if value is None:
            step = Q(**{f"{name}__isnull": False}) if backwards else None
            equal = Q(**{f"{name}__isnull": True})
        else:
            step = Q(**{f"{name}__{operator}": value})
            if not backwards and term != order[-1]:
                step |= Q(**{f"{name}__isnull": True})
            equal = Q(**{name: value})
        if step is not None:
            condition |= same & step
        same &= equal
    return condition or Q(pk__in=[])


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
