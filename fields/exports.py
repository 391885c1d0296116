"""Custom fields as columns of an export: what an import reads as the same values again."""

from collections.abc import Callable, Collection, Sequence
from datetime import date
from functools import partial
from typing import Any

from fields.imports import vocabulary_of
from fields.kinds import LISTS, NUMBERS, REFERENCES, Kind, decimal
from fields.layout import PREFIX, Layout
from fields.models import CustomField
from fields.references import reference
from fields.telling import shown


class CustomSpelling:
    """What the custom values of rows refer to, by the names that an import resolves to the very same."""

    def __init__(self, bearer: str, user: Any) -> None:
        self.layout = Layout.of(bearer)
        named = [each for each in self.layout.fields if each.kind in (*LISTS, *REFERENCES, Kind.YES_NO)]
        self.vocabularies = {each.key: vocabulary_of(each, user) for each in named}

    def prepare(self, rows: Sequence[Any], columns: Collection[str]) -> None:
        """Look up what the values of some rows refer to, in these columns."""
        asked = [each for each in self.layout.references if PREFIX + each.key in columns]
        if not asked:
            return
        self.layout.referred.clear()
        self.layout.look_up(*(row.custom for row in rows))
        for each in asked:
            found = {self.layout.referred.get((each.kind, row.custom.get(each.key))) for row in rows} - {None}
            self.vocabularies[each.key].find({reference(each.kind).name(row) for row in found})

    def value(self, row: Any, field: CustomField) -> Any:
        """Return what stands in the column of a field."""
        value = row.custom.get(field.key)
        if value is None:
            return None
        if field.kind in NUMBERS:
            return decimal(value)
        if field.kind == Kind.DAY:
            return date.fromisoformat(value)
        if field.kind == Kind.CHOICES:
            return [self.vocabularies[field.key].name_of(key) for key in value]
        if field.kind in (Kind.CHOICE, Kind.YES_NO):
            return self.vocabularies[field.key].name_of(value)
        if field.kind in REFERENCES:
            held = self.layout.referred.get((field.kind, value))
            return self.vocabularies[field.key].name_of(held) if held is not None else None
        return shown(field, value, {})


def custom_values(layout: Layout) -> dict[str, Callable[[Any, Any], Any]]:
    """Return how the value of each column is got, by the key of the column; the source's spelling has a `custom`."""
    return {PREFIX + each.key: partial(_value, field=each) for each in layout.fields}


def _value(row: Any, spelling: Any, *, field: CustomField) -> Any:
    return spelling.custom.value(row, field)
