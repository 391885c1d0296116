"""Keyset paging by a column of few values, such as a stage: value after value, within each by the key.

Sorting by the name or place of what a row refers to, a database sorts all rows first: no index spans two tables. But
the few values can be put in order before, and the rows of one of them are found by its index. So a page is read value
by value: the value of the place first, by itself, and where that does not fill the page, many at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models

from core.paging import Page, _decode, _encode

# SQLite takes 500 selects in one question.
AT_ONCE = 100


@dataclass(frozen=True)
class Walk:
    """The field of the rows that is walked by, and its values in upward order; rows without one stand last."""

    field: str
    values: Sequence[Any]
    descending: bool = False

    @property
    def order(self) -> list[str]:
        """What the cursor holds of a row."""
        return [self.field, "-pk" if self.descending else "pk"]

    def in_turn(self, backwards: bool) -> list[Any]:
        """Return the values in the order in which their rows come, None among them."""
        values = [*(reversed(self.values) if self.descending else self.values), None]
        return values[::-1] if backwards else values


def walked(rows: models.QuerySet[Any], walk: Walk, cursor: str, size: int) -> Page:
    """Return one page of `rows`, which `core.paging.keyset` would order by the place of their value and the key.

    A cursor that cannot be read, or whose value is gone, begins at the first page.
    """
    backwards, place = _decode(cursor, 2)
    if place is not None and not (place[0] in walk.in_turn(False) and type(place[1]) is int):
        backwards, place = False, None
    downward = walk.descending is not backwards
    found = _collected(rows, walk, place, backwards, downward, size + 1)
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    has_before = more if backwards else place is not None
    return Page(
        rows=found,
        before=_encode("b", walk.order, found[0]) if found and has_before else "",
        after=_encode("a", walk.order, found[-1]) if found and (backwards or more) else "",
        size=size,
    )


def _collected(
    rows: models.QuerySet[Any], walk: Walk, place: list[Any] | None, backwards: bool, downward: bool, most: int
) -> list[Any]:
    values = walk.in_turn(backwards)
    if place is not None:
        values = values[values.index(place[0]) :]
    sign = "-" if downward else ""
    first = _of(rows, walk.field, values[0])
    if place is not None:
        first = first.filter(**{"pk__lt" if downward else "pk__gt": place[1]})
    found = list(first.order_by(f"{sign}pk")[:most])
    rest = values[1:]
    while rest and len(found) < most:
        found += _of_many(rows, walk.field, rest[:AT_ONCE], sign, most - len(found))
        rest = rest[AT_ONCE:]
    return found


def _of(rows: models.QuerySet[Any], field: str, value: Any) -> models.QuerySet[Any]:
    return rows.filter(**({f"{field}__isnull": True} if value is None else {field: value}))


def _of_many(rows: models.QuerySet[Any], field: str, values: list[Any], sign: str, most: int) -> list[Any]:
    """Return the first rows of each of these values in turn: their keys by one question, then what they hold."""
    bare = rows.select_related(None).prefetch_related(None)
    every = rows.model._base_manager
    firsts = [_of(bare, field, value).order_by(f"{sign}pk").values("pk")[:most] for value in values]
    parts = [every.filter(pk__in=first).values_list("pk", flat=True) for first in firsts]
    keys = list(parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0])
    turn = {value: index for index, value in enumerate(values)}
    found = list(rows.filter(pk__in=keys)) if keys else []
    upward = sorted(found, key=lambda row: row.pk, reverse=bool(sign))
    return sorted(upward, key=lambda row: turn[getattr(row, field)])[:most]
