"""By what lists sort a custom field, and what they show of it, in the one question that fetches their rows."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import BigIntegerField, Case, IntegerField, OuterRef, Subquery, TextField, Value, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Concat, JSONObject, Lower

from core.ordering import Column
from fields.kinds import NUMBERS, REFERENCES, TEXTS, Kind
from fields.layout import PREFIX
from fields.models import CustomField
from fields.references import reference

# The annotations of a field: what it sorts by, the key of what it refers to, and what that is called.
SORTED, KEY, NAMED = "sorted_", "key_", "named_"
UNSORTED = (Kind.LONG_TEXT, Kind.CHOICES)


def value_of(field: CustomField) -> Any:
    """Return the expression for what a row's value of a field is compared and sorted by; NULL where it has none."""
    if field.kind in TEXTS:
        return Cast(KeyTextTransform(field.key, "custom_texts"), TextField())
    if field.kind in NUMBERS or field.kind in REFERENCES:
        return Cast(KeyTextTransform(field.key, "custom"), BigIntegerField())
    if field.kind == Kind.YES_NO:
        cases = [
            When(**{f"custom__{field.key}__exact": word, "then": Value(place)})
            for place, word in enumerate((True, False))
        ]
        return Case(*cases, default=None, output_field=IntegerField())
    if field.kind == Kind.CHOICE:
        cases = [
            When(**{f"custom__{field.key}__exact": choice["key"], "then": Value(place)})
            for place, choice in enumerate(field.choices)
        ]
        return Case(*cases, default=None, output_field=IntegerField())
    return Cast(KeyTextTransform(field.key, "custom"), TextField())


def sorts_by(field: CustomField) -> tuple[str, ...]:
    """Return the names of the annotations by which a column sorts; none where it does not."""
    return () if field.kind in UNSORTED else (SORTED + field.key,)


def preparing(field: CustomField) -> Callable[[Any], Any]:
    """Return what gives rows the annotations of a column: those of its order, and of its cells."""

    def prepare(rows: Any) -> Any:
        if field.kind not in REFERENCES:
            return rows if field.kind in UNSORTED else rows.annotate(**{SORTED + field.key: value_of(field)})
        known = reference(field.kind)
        rows = rows.annotate(**{KEY + field.key: value_of(field)})
        found = known.model._base_manager.filter(pk=OuterRef(KEY + field.key))
        facts = JSONObject(**{name: name for name in known.facts})
        order = Lower(Concat(*_spaced(known.order), output_field=TextField()))
        return rows.annotate(
            **{
                NAMED + field.key: Subquery(found.values(facts=facts)[:1]),
                SORTED + field.key: Subquery(found.values(order=order)[:1]),
            }
        )

    return prepare


def _spaced(names: tuple[str, ...]) -> list[Any]:
    parts: list[Any] = []
    for name in names:
        parts += [name, Value(" ")]
    return parts


def named(field: CustomField, row: Any) -> Any:
    """Return the row that a field of a listed row refers to, unsaved and with as much as its name needs; None."""
    facts: Mapping[str, Any] | None = getattr(row, NAMED + field.key, None)
    return reference(field.kind).model(**facts) if facts else None


def as_column(field: CustomField, made: Callable[..., Column], **more: Any) -> Any:
    """Return the column of a field in a list, made by the list's own class."""
    number = field.kind in NUMBERS
    return made(PREFIX + field.key, field.heading, sorts_by(field), number=number, **more)
