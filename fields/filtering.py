"""The filter of each custom field: the fields that stand in a filter's form, and what they mean."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Q
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.fold import spellings
from core.formfields import WordsField
from core.pickers import PickerField
from fields.formfields import KeptDayField, MoneyField, NumberField
from fields.kinds import LISTS, NUMBERS, TEXTS, Kind
from fields.layout import PREFIX, Layout
from fields.models import CustomField
from fields.querysets import choice_q
from fields.references import reference
from fields.sorting import value_of

FROM, TO = "_from", "_to"
ME = "me"


class OptionsField(forms.MultipleChoiceField):
    """Some of a short list; what is not in it (any more) is an error that says so, and the others still count.

    `choices` are asked only where something is chosen, or the field is drawn.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.known: list[str] = []

    def clean(self, value: Any) -> list[str]:
        words = list(dict.fromkeys(word for word in value or () if word))
        if not words:
            self.known = []
            return []
        choices: Any = self.choices
        offered = {str(word) for word, _label in choices}
        self.known = [word for word in words if word in offered]
        if len(self.known) < len(words):
            raise forms.ValidationError(
                _("Something chosen here does not exist any more, or is not for you to see. It is left out.")
            )
        return self.known


@dataclass(frozen=True)
class Part:
    """A part of the filter: its name in the address, its form field, and what a clean value makes of rows.

    The two parts of a range stand together: `first` begins one, `last` ends it.
    """

    name: str
    field: CustomField
    make: Callable[[], forms.Field]
    narrow: Callable[[Any, Any], Any]
    first: bool = False
    last: bool = False


def parts_of(
    layout: Layout,
    user: Any,
    several: Callable[..., forms.Field] = OptionsField,
    people: Callable[[], Sequence[tuple[str, str]]] | None = None,
) -> list[Part]:
    """Return the parts of a filter for all custom fields.

    `several` is how the list's filter draws a short list, `people` whom it offers where it knows them already.
    """
    return [part for field in layout.fields for part in _parts(field, user, several, people)]


def _parts(field: CustomField, user: Any, several: Any, people: Any) -> Iterable[Part]:
    name, label = PREFIX + field.key, field.heading
    if field.kind in TEXTS:
        yield Part(name, field, lambda: WordsField(label=label), _words(field))
    elif field.kind in NUMBERS or field.kind == Kind.DAY:
        made = {Kind.NUMBER: NumberField, Kind.MONEY: MoneyField, Kind.DAY: KeptDayField}[Kind(field.kind)]
        lower, upper = gettext_lazy("{} from"), gettext_lazy("{} up to")
        yield Part(name + FROM, field, _made(made, format_lazy(lower, label)), _compared(field, "gte"), first=True)
        yield Part(name + TO, field, _made(made, format_lazy(upper, label)), _compared(field, "lte"), last=True)
    elif field.kind in LISTS:
        yield Part(name, field, _chosen(several, label, lambda: choices_of(field)), _held(field))
    elif field.kind == Kind.YES_NO:
        words = lambda: [("", "—"), ("yes", _("Yes")), ("no", _("No"))]  # noqa: E731
        yield Part(name, field, lambda: forms.ChoiceField(label=label, required=False, choices=words), _said(field))
    elif reference(field.kind).suggest:
        yield Part(name, field, lambda: _picked(field, user), _is(field))
    else:
        offered = people or (lambda: people_of(field, user))
        yield Part(name, field, _chosen(several, label, lambda: [(ME, _("I")), *offered()]), _of_people(field, user))


def _made(made: Any, label: Any) -> Callable[[], forms.Field]:
    return lambda: made(label=label, required=False)


def _chosen(several: Any, label: Any, offered: Callable[[], Sequence[tuple[str, str]]]) -> Callable[[], forms.Field]:
    return lambda: several(label=label, required=False, choices=offered)


def _picked(field: CustomField, user: Any) -> forms.Field:
    known = reference(field.kind)
    return PickerField(known.choosable(user), url=reverse(known.suggest), label=field.heading, required=False)


def choices_of(field: CustomField) -> list[tuple[str, str]]:
    """Return all choices of a field, also those that are not offered any more: rows may hold them."""
    return [(choice["key"], field.choice_label(choice["key"])) for choice in field.choices]


def people_of(field: CustomField, user: Any) -> list[tuple[str, str]]:
    """Return all people that a field may name."""
    known = reference(field.kind)
    rows = known.choosable(user).order_by(*known.order)
    return [(row.public_id, known.label(row)) for row in rows]


def _words(field: CustomField) -> Callable[[Any, Any], Any]:
    def narrow(rows: Any, value: str) -> Any:
        for written in spellings(value):
            found = Q(pk__in=[])
            for form in written:
                found |= Q(**{f"custom_texts__{field.key}__icontains": form})
            rows = rows.filter(found)
        return rows

    return narrow


def _compared(field: CustomField, operator: str) -> Callable[[Any, Any], Any]:
    def narrow(rows: Any, value: Any) -> Any:
        name = f"by_{field.key}"
        rows = rows if name in rows.query.annotations else rows.alias(**{name: value_of(field)})
        return rows.filter(**{f"{name}__{operator}": value})

    return narrow


def _held(field: CustomField) -> Callable[[Any, Any], Any]:
    return lambda rows, value: rows.filter(choice_q(field, value))


def _said(field: CustomField) -> Callable[[Any, Any], Any]:
    return lambda rows, value: rows.filter(**{f"custom__{field.key}__exact": value == "yes"})


def _is(field: CustomField) -> Callable[[Any, Any], Any]:
    return lambda rows, value: rows.filter(**{f"custom__{field.key}__exact": value.pk})


def _of_people(field: CustomField, user: Any) -> Callable[[Any, Any], Any]:
    def narrow(rows: Any, value: list[str]) -> Any:
        people = reference(field.kind).model._default_manager.filter(public_id__in=value).values_list("pk", flat=True)
        keys = [*people, *([user.pk] if ME in value else [])]
        return rows.filter(**{f"custom__{field.key}__in": keys})

    return narrow


def narrowed(rows: Any, parts: Sequence[Part], cleaned: Mapping[str, Any]) -> Any:
    """Return the rows that fit all parts that are set; what could not be read is no part of `cleaned`."""
    for part in parts:
        value = cleaned.get(part.name)
        if value not in (None, "", []):
            rows = part.narrow(rows, value)
    return rows
