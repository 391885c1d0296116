"""What of the filter is set, each part with the address of the list without it."""

from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from django import forms
from django.http import QueryDict

from core.formfields import AmountField
from core.pickers import PickerField
from core.templatetags.crm import day, percent
from fields.formfields import KeptDayField, NumberField
from opportunities.filters.fields import PercentField, SeveralField

# What of an address is no part of the filter.
BESIDE = ("cursor", "find", "view")


class SetPart(NamedTuple):
    """A part of the filter that is set: what it says, the address of the list without it, and what is wrong with it."""

    text: str
    address: str
    trouble: str = ""


class Parts:
    """The part of the filter that says what is set."""

    request: Any
    form: Any
    data: QueryDict

    @property
    def names(self) -> list[str]:
        """The names of all parts, in order."""
        raise NotImplementedError

    @cached_property
    def set_words(self) -> list[str]:
        """The names of the parts that are set beyond what the list opens with."""
        data = self.data
        return [name for name in self.names if any(data.getlist(name)) and (name, data.getlist(name)) not in UNTOUCHED]

    @property
    def set_count(self) -> int:
        """How many parts beside the words that are searched for are set."""
        return len([name for name in self.set_words if name not in ("q", "tag_match")])

    @property
    def parts_set(self) -> list[SetPart]:
        """What is set, each with the address of the list without it, and what could not be read.

        The words that are searched stand in their field, always in sight, and are not said once more: a link of their
        text would be taken for the row that they find.
        """
        asked = [name for name in self.set_words if name not in ("q", "tag_match") or name in self.form.errors]
        return [part for name in asked for part in self._parts_of(name)]

    @property
    def left_out(self) -> list[str]:
        """What could not be read, as sentences."""
        return self.form.left_out if self.set_words else []

    def _parts_of(self, name: str) -> list[SetPart]:
        field, value = self.form.fields[name], self.form.cleaned_data.get(name)
        if isinstance(field, SeveralField):
            return self._several(name, field, value or [])
        if name in self.form.errors:
            return [SetPart(str(field.label), self._without(name), self.form.errors[name][0])]
        if value in (None, "") or value is False or (name == "kind" and self.form.cleaned_data.get("stage")):
            return []
        text = field.label if value is True else f"{field.label}: {shown(field, value)}"
        return [SetPart(text, self._without(name))]

    def _several(self, name: str, field: SeveralField, words: list[str]) -> list[SetPart]:
        labels = field.labels()
        parts = [SetPart(f"{field.label}: {labels[word]}", self._without(name, word)) for word in words]
        if field.unknown:
            parts.append(SetPart(str(field.label), self._without(name, *field.unknown), self.form.errors[name][0]))
        return parts

    def _without(self, name: str, *some: str) -> str:
        query = self.request.GET.copy()
        query.setlist(name, [value for value in query.getlist(name) if some and value not in some])
        query.pop("cursor", None)
        # An empty query would open the person’s own view.
        return f"{self.request.path}?{query.urlencode() or 'kind=open'}"

    @property
    def query(self) -> str:
        """The filter as an address says it: what is set and can be read, in the order of the form, and no more."""
        query = QueryDict(mutable=True)
        for name in self.names:
            words = [word for word in self.request.GET.getlist(name) if word]
            if not words or (name, words) in UNTOUCHED:
                continue
            if isinstance(self.form.fields[name], SeveralField):
                query.setlist(name, words)
            elif name not in self.form.errors:
                query.setlist(name, words[-1:])
        return query.urlencode()


# What the form sends although nobody has touched it.
UNTOUCHED = (("kind", ["open"]), ("tag_match", ["all"]))


def shown(field: forms.Field, value: Any) -> Any:
    """Return a value of the filter as its reader expects it."""
    if isinstance(value, date):
        return day(value)
    if isinstance(field, NumberField | KeptDayField):
        return field.prepare_value(value)
    if isinstance(field, PercentField):
        return percent(value)
    if isinstance(field, AmountField) and isinstance(value, Decimal):
        return field.prepare_value(value)
    if isinstance(field, forms.ChoiceField) and not isinstance(field, PickerField):
        offered: Any = field.choices
        return flat(offered)[value]
    return value


def flat(choices: Any) -> dict[str, Any]:
    """Return the labels of choices by their words, whether or not they stand in groups."""
    labels: dict[str, Any] = {}
    for word, label in choices:
        labels |= flat(label) if isinstance(label, list | tuple) else {word: label}
    return labels
