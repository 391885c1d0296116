"""Keyset paging in SQL: the rows beyond a place, as stretches that an index of the order can be walked along.

"After (x, 7), empty values last" asked in one condition is an OR, and a database that cannot walk an index by it reads
all rows up to the place. So the rows with a value and the ones without are asked for one after the other, each by a
plain order and a plain bound; where the first stretch fills the page, the second is never asked.
"""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import connection, models
from django.db.models import BooleanField, F, Func, Q, Value


def stretches(
    rows: models.QuerySet[Any], order: list[str], values: list[Any] | None, backwards: bool
) -> Iterator[models.QuerySet[Any]]:
    """Yield the rows beyond a place in their order (backwards: before it, nearest first), stretch by stretch.

    `values` are the sort values of the place, None for the beginning. Where the first term is never empty there is one
    stretch; else one with and one without values of it.
    """
    first = order[0].removeprefix("-")
    if not may_be_empty(rows, first) and not is_blank_text(rows, first):
        yield _stretch(rows, order, values, backwards)
        return
    if values is None and not backwards and not is_blank_text(rows, first) and _walks_nulls_last(order[0]):
        yield _stretch(rows, order, None, False, first_may_lack=True)
        return
    filled, empty = _parted(rows, first)
    at_empty = values is not None and values[0] in (None, "")
    at_filled = values is not None and not at_empty
    rest = values[1:] if at_empty and values else None
    if backwards:
        if not at_filled:
            yield _stretch(empty, order[1:], rest, True)
        yield _stretch(filled, order, values if at_filled else None, True)
        return
    if not at_empty:
        yield _stretch(filled, order, values, False)
    yield _stretch(empty, order[1:], rest, False)


def _walks_nulls_last(term: str) -> bool:
    """Whether the database walks a plain index by this term with empty values last, so that one question is enough."""
    return connection.vendor == "sqlite" or not term.startswith("-")


def _parted(rows: models.QuerySet[Any], path: str) -> tuple[models.QuerySet[Any], models.QuerySet[Any]]:
    """Return the rows with a value and the ones without; of a text that is never NULL, "" is none."""
    if is_blank_text(rows, path):
        return rows.filter(**{f"{path}__gt": ""}), rows.filter(**{path: ""})
    return rows.filter(**{f"{path}__isnull": False}), rows.filter(**{f"{path}__isnull": True})


def is_blank_text(rows: models.QuerySet[Any], path: str) -> bool:
    """Return whether a field is a text of the rows' own that may be "", in place of NULL."""
    field = None if path in rows.query.annotations or "__" in path else field_of(rows, path)
    return isinstance(field, models.CharField) and field.blank and not field.null


def _stretch(
    rows: models.QuerySet[Any],
    order: list[str],
    values: list[Any] | None,
    backwards: bool,
    first_may_lack: bool = False,
) -> models.QuerySet[Any]:
    empties = [name for name in (term.removeprefix("-") for term in order[1:]) if may_be_empty(rows, name)]
    if values is not None:
        rows = rows.filter(_beyond(rows, order, values, backwards, plain=not empties))
    lacking = [*empties, order[0].removeprefix("-")] if first_may_lack else empties
    return rows.order_by(*[ordering(term, backwards, term.removeprefix("-") in lacking) for term in order])


def may_be_empty(rows: models.QuerySet[Any], path: str) -> bool:
    """Return whether rows may lack a value of a field or annotation."""
    if path in rows.query.annotations:
        return True
    model: Any = rows.model
    for name in path.split("__"):
        try:
            field = model._meta.pk if name == "pk" else model._meta.get_field(name)
        except FieldDoesNotExist:
            return True
        if field.null:
            return True
        model = field.related_model
    return False


def ordering(term: str, backwards: bool, may_lack: bool = True) -> Any:
    """Return what a term sorts by; values that may be empty stand last (backwards: first).

    What is never empty says nothing of empty values: databases walk an index backwards for a plain order only.
    """
    descending = term.startswith("-") is not backwards
    name = F(term.removeprefix("-"))
    place = {"nulls_first" if backwards else "nulls_last": True} if may_lack else {}
    return name.desc(**place) if descending else name.asc(**place)


class Beyond(Func):
    """Whether some columns, taken together, stand after (or before) some values: (a, b) > (x, y)."""

    output_field = BooleanField()

    def __init__(self, names: list[str], values: list[Any], *, downward: bool) -> None:
        super().__init__(*map(F, names), *values)
        self.width, self.sign = len(names), "<" if downward else ">"

    def as_sql(self, compiler: Any, connection: Any, *_given: Any, **_context: Any) -> Any:
        """Return a comparison of two rows, which SQLite and PostgreSQL walk an index of these columns by."""
        parts = [compiler.compile(source) for source in self.source_expressions]
        sides = [", ".join(sql for sql, _params in side) for side in (parts[: self.width], parts[self.width :])]
        return f"({sides[0]}) {self.sign} ({sides[1]})", tuple(param for _sql, params in parts for param in params)


def _beyond(rows: models.QuerySet[Any], order: list[str], values: list[Any], backwards: bool, *, plain: bool) -> Any:
    """Return the condition that a row stands beyond the row of these sort values."""
    downward = {term.startswith("-") is not backwards for term in order}
    if plain and len(downward) == 1 and None not in values:
        names = [term.removeprefix("-") for term in order]
        fields = [field_of(rows, name) for name in names]
        prepared = [
            value if isinstance(value, Value) else Value(field.to_python(value), output_field=field)
            for field, value in zip(fields, values, strict=True)
        ]
        return Beyond(names, prepared, downward=downward.pop())
    return _spelled_out(order, values, backwards)


def field_of(rows: models.QuerySet[Any], path: str) -> Any:
    """Return the field whose values a path of fields or an annotation has."""
    if path in rows.query.annotations:
        return rows.query.annotations[path].output_field
    model: Any = rows.model
    field: Any = None
    for name in path.split("__"):
        field = model._meta.pk if name == "pk" else model._meta.get_field(name)
        model = field.related_model
    return field.target_field if field.is_relation else field


def _spelled_out(order: list[str], values: list[Any], backwards: bool) -> Q:
    """Return the condition for terms of several directions, or with empty values, which stand last.

    (a, b) > (x, y) is spelled out as a > x or (a = x and b > y); that a >= x is said besides, for the index.
    """
    condition, same, bound = Q(), Q(), Q()
    for term, value in zip(order, values, strict=True):
        name = term.removeprefix("-")
        operator = "lt" if term.startswith("-") is not backwards else "gt"
        if value is None:
            step = Q(**{f"{name}__isnull": False}) if backwards else None
            equal = Q(**{f"{name}__isnull": True})
        else:
            step = Q(**{f"{name}__{operator}": value})
            if term == order[0]:
                bound = Q(**{f"{name}__{operator}e": value})
            elif not backwards and term != order[-1]:
                step |= Q(**{f"{name}__isnull": True})
            equal = Q(**{name: value})
        if step is not None:
            condition |= same & step
        same &= equal
    return bound & condition if condition else Q(pk__in=[])
