"""The form field of each custom field, and the part of a row's form that asks for all of them."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.formfields import AmountField, DayField, RowField
from core.forms import Form
from core.pickers import PickerField
from fields import kinds
from fields.kinds import Kind, decimal
from fields.layout import PREFIX, Layout
from fields.models import CustomField
from fields.references import reference
from fields.telling import shown

NOTHING = "—"


class NumberField(AmountField):
    """A number as typed by a reader of the active language, which may be below zero; as it is kept."""

    signed = True

    def read(self, text: str) -> Any:
        bare = text.strip()
        minus = self.signed and bare.startswith(("-", "−", "–"))
        number = super().read(bare[1:] if minus else bare)
        return kinds.thousandths(-number if minus else number)

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, int):
            return value
        text = self.written(abs(decimal(value)))
        return f"-{text}" if value < 0 else text

    def written(self, number: Decimal) -> str:
        """Return a number that is not below zero as it is typed."""
        places = max(0, -int(number.as_tuple().exponent))
        return number_format(number, decimal_pos=places, use_l10n=True, force_grouping=True)


class MoneyField(NumberField):
    """An amount of money, as it is kept; never below zero."""

    signed = False

    def written(self, number: Decimal) -> str:
        return str(AmountField.prepare_value(self, number))


class KeptDayField(DayField):
    """A day as typed; as it is kept."""

    def read(self, text: str) -> Any:
        return super().read(text).isoformat()

    def prepare_value(self, value: Any) -> Any:
        try:
            return super().prepare_value(date.fromisoformat(value))
        except (TypeError, ValueError):  # what was typed stays
            return value


class LinkField(forms.CharField):
    """A web address, with or without its scheme; as it is kept."""

    widget = forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"})

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        try:
            return kinds.web_address(text) if text else None
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error


class ReferenceMixin(forms.Field):
    """A field whose row is kept by its key."""

    def clean(self, value: Any) -> Any:
        row = super().clean(value)
        return row.pk if row else None


class PersonField(ReferenceMixin, RowField):
    """A person out of all who have a role, and the one who is there already."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.label)


class FoundField(ReferenceMixin, PickerField):
    """A row that is found by typing."""


def _choices(field: CustomField, held: Any) -> list[tuple[str, str]]:
    """Return the choices that are offered, and those that the row has already."""
    kept = held if isinstance(held, list) else [held]
    shown_ = [choice["key"] for choice in field.choices if choice["active"] or choice["key"] in kept]
    return [(key, field.choice_label(key)) for key in shown_]


def _choice(field: CustomField, user: Any, held: Any, **said: Any) -> forms.Field:
    return forms.ChoiceField(choices=[("", NOTHING), *_choices(field, held)], **said)


def _several(field: CustomField, user: Any, held: Any, **said: Any) -> forms.Field:
    return forms.MultipleChoiceField(choices=_choices(field, held or []), widget=forms.CheckboxSelectMultiple, **said)


def _yes_no(field: CustomField, user: Any, held: Any, **said: Any) -> forms.Field:
    choices = [("", NOTHING), ("yes", _("Yes")), ("no", _("No"))]
    return forms.TypedChoiceField(choices=choices, coerce=lambda word: word == "yes", empty_value=None, **said)


def _person(field: CustomField, user: Any, held: Any, **said: Any) -> forms.Field:
    known = reference(field.kind)
    rows = known.choosable(user)
    if held is not None:  # one who left stays until somebody else is chosen
        rows = rows | known.model._default_manager.filter(pk=held)
    return PersonField(rows.order_by(*known.order), empty_label=NOTHING, **said)


def _found(field: CustomField, user: Any, held: Any, **said: Any) -> forms.Field:
    known = reference(field.kind)
    return FoundField(known.choosable(user), url=reverse(known.suggest), **said)


def _plain(made: Callable[..., forms.Field], **more: Any) -> Callable[..., forms.Field]:
    return lambda field, user, held, **said: made(**more, **said)


_MAKERS: dict[str, Callable[..., forms.Field]] = {
    Kind.TEXT: _plain(forms.CharField, max_length=kinds.LONGEST_TEXT),
    Kind.LONG_TEXT: lambda field, user, held, **said: forms.CharField(
        max_length=kinds.LONGEST_LONG_TEXT, widget=forms.Textarea(attrs={"rows": 4}), **said
    ),
    Kind.NUMBER: _plain(NumberField),
    Kind.MONEY: _plain(MoneyField),
    Kind.DAY: _plain(KeptDayField),
    Kind.CHOICE: _choice,
    Kind.CHOICES: _several,
    Kind.YES_NO: _yes_no,
    Kind.LINK: lambda field, user, held, **said: LinkField(max_length=kinds.LONGEST_LINK, **said),
    Kind.USER: _person,
    Kind.CONTACT: _found,
}


def form_field(field: CustomField, user: Any, held: Any = None) -> forms.Field:
    """Return the form field of a custom field, whose clean value is as it is kept; `held` is what the row has now."""
    label: Any = field.heading
    if field.kind == Kind.MONEY:
        label = format_lazy("{} ({})", label, field.currency)
    made = _MAKERS[field.kind](field, user, held, label=label, required=field.required, help_text=field.help_text)
    if field.kind == Kind.YES_NO:
        made.error_messages["required"] = gettext_lazy("Answer yes or no.")
    return made


class CustomFieldsMixin(Form):
    """The part of a row's form that asks for its custom fields: `offer_custom` puts them in, `custom_changes` reads."""

    layout: Layout

    def offer_custom(
        self, layout: Layout, held: Mapping[str, Any] | None, user: Any, *, required_only: bool = False
    ) -> None:
        """Add the fields; `held` are the values of the row, None for a new one. A small form asks the required only."""
        values = held or {}
        self.layout = layout.look_up(values)
        for each in layout.fields:
            if required_only and not each.required:
                continue
            value = values.get(each.key)
            self.fields[PREFIX + each.key] = form_field(each, user, value)
            self.initial.setdefault(PREFIX + each.key, opened_with(each, value, layout))

    @property
    def custom_names(self) -> list[str]:
        """The names of the custom fields in the form."""
        return [PREFIX + each.key for each in self.layout.fields if PREFIX + each.key in self.fields]

    @property
    def custom_labels(self) -> dict[str, Any]:
        """What each of them is called."""
        return {PREFIX + each.key: each.name for each in self.layout.fields}

    @property
    def custom_sections(self) -> list[tuple[str, list[Any]]]:
        """The custom fields under their sections, in order, each as the form draws it."""
        sections: dict[str, list[Any]] = {}
        for each in self.layout.fields:
            if PREFIX + each.key in self.fields:
                sections.setdefault(each.section, []).append(self[PREFIX + each.key])
        return list(sections.items())

    def custom_changes(self) -> dict[str, Any]:
        """Return what was typed, as the verbs take it."""
        return {"custom": {name.removeprefix(PREFIX): self.cleaned_data.get(name) for name in self.custom_names}}

    def typed_custom(self) -> dict[str, str]:
        """Return what was typed in words, by the names of the fields."""
        typed = self.custom_changes()["custom"]
        self.layout.look_up(typed)
        return custom_in_words(self.layout, typed)


def opened_with(field: CustomField, value: Any, layout: Layout) -> Any:
    """Return what a form field opens with for a kept value."""
    if field.is_reference:
        row = layout.referred.get((field.kind, value))
        return row.public_id if row is not None and field.kind == Kind.USER else row
    if field.kind == Kind.YES_NO:
        return {True: "yes", False: "no"}.get(value)
    return value


def custom_in_words(layout: Layout, values: Mapping[str, Any]) -> dict[str, str]:
    """Return values in words, by the names of the form fields: what a comparison of two savers shows."""
    layout.look_up(values)
    return {PREFIX + each.key: shown(each, values.get(each.key), layout.referred) for each in layout.fields}
