"""The forms of custom fields themselves: what an administrator says of one."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy as _

from core.editing import VersionedFormMixin
from core.forms import Form
from core.money import currency_choices
from core.once import OnceFormMixin
from fields.defining import LONGEST_CHOICE, MOST_CHOICES
from fields.kinds import LISTS, Kind
from fields.models import CustomField

SPARE_CHOICES = 3
NAMES = ("name_de", "name_en")
TEXTS = (*NAMES, "section_de", "section_en", "help_de", "help_en")
SWITCHES = ("required", "listed", "active")


class ChoiceForm(Form):
    """One choice; a row without a name counts for nothing. `key` says which one of those that are there it is."""

    key = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    de = forms.CharField(label=_("Name in German"), required=False, max_length=LONGEST_CHOICE)
    en = forms.CharField(label=_("Name in English"), required=False, max_length=LONGEST_CHOICE)
    place = forms.IntegerField(label=_("Position"), required=False, min_value=1, max_value=999)
    off = forms.BooleanField(label=_("Not offered"), required=False)


class BaseChoices(forms.BaseFormSet):
    """The choices of a field."""

    def rows(self) -> list[dict[str, Any]]:
        """Return the rows that hold a name or a key, as they stand in the form."""
        typed = [{name: row[name].value() for name in row.fields} for row in self]
        return [row for row in typed if row["de"] or row["en"] or row["key"]]

    def choices(self) -> list[dict[str, Any]]:
        """Return the choices in the order of their places; those without one stand last."""
        rows = [row for row in self.cleaned_data if row.get("de") or row.get("en")]
        rows.sort(key=lambda row: row.get("place") or 1000)
        return [{"key": row["key"], "de": row["de"], "en": row["en"], "active": not row["off"]} for row in rows]


ChoiceFormSet = forms.formset_factory(
    ChoiceForm,
    formset=BaseChoices,
    extra=SPARE_CHOICES,
    max_num=MOST_CHOICES,
    validate_max=True,
    absolute_max=2 * MOST_CHOICES,
)


class CustomFieldForm(OnceFormMixin, VersionedFormMixin, Form):
    """A custom field: names, section, help, switches; the choices of a choice, the currency of an amount.

    A post that only asks for more rows of choices gets the form back.
    """

    name_de = forms.CharField(label=_("Name in German"), required=False, max_length=100)
    name_en = forms.CharField(label=_("Name in English"), required=False, max_length=100)
    section_de = forms.CharField(
        label=_("Section in German"),
        required=False,
        max_length=100,
        help_text=_("Fields of the same section stand under its heading, in the form and on the page."),
    )
    section_en = forms.CharField(label=_("Section in English"), required=False, max_length=100)
    help_de = forms.CharField(label=_("Help text in German"), required=False, max_length=300)
    help_en = forms.CharField(label=_("Help text in English"), required=False, max_length=300)
    currency = forms.ChoiceField(
        label=_("Currency"),
        choices=currency_choices,
        help_text=_("Amounts of this field are in no sum: totals and reports add up budgets alone."),
    )
    required = forms.BooleanField(
        label=_("Required"),
        required=False,
        help_text=_(
            "New rows need a value. Rows that lack one can still be moved and changed in bulk; whoever edits one is "
            "asked for it."
        ),
    )
    listed = forms.BooleanField(label=_("Column of the list"), required=False)
    active = forms.BooleanField(
        label=_("Active"),
        required=False,
        help_text=_("One that is not is shown nowhere. Its values stay, and are there again when it is switched on."),
    )

    def __init__(self, *args: Any, bearer: str, kind: str, row: CustomField | None = None, **kwargs: Any) -> None:
        self.bearer, self.kind, self.row = bearer, kind, row
        super().__init__(*args, initial=opened_with(row), **kwargs)
        if kind != Kind.MONEY:
            del self.fields["currency"]
        self.choices: Any = None
        if kind in LISTS:
            held = [{**choice, "off": not choice["active"]} for choice in (row.choices if row else [])]
            numbered = [{**choice, "place": place} for place, choice in enumerate(held, start=1)]
            self.choices = ChoiceFormSet(self.data if self.is_bound else None, initial=numbered, prefix="choices")
            if self.adding_rows:
                self.choices = ChoiceFormSet(initial=self.choices.rows(), prefix="choices")

    @property
    def adding_rows(self) -> bool:
        """Whether the post only asks for more rows."""
        return self.is_bound and self.choices is not None and "more_choices" in self.data

    def full_clean(self) -> None:
        if not self.adding_rows:
            return super().full_clean()
        self._errors, self.cleaned_data = ErrorDict(), {}
        return None

    def is_valid(self) -> bool:
        rows_fit = self.choices is None or self.adding_rows or self.choices.is_valid()
        return super().is_valid() and not self.adding_rows and rows_fit

    @property
    def is_wrong(self) -> bool:
        """Whether something was posted to be saved that must be changed first."""
        return self.is_bound and not self.adding_rows

    def changes(self) -> dict[str, Any]:
        """Return what was typed, as the verbs take it."""
        typed = {name: self.cleaned_data[name] for name in (*TEXTS, *SWITCHES)}
        if "currency" in self.fields:
            typed["currency"] = self.cleaned_data["currency"]
        if self.choices is not None:
            typed["choices"] = self.choices.choices()
        return typed

    def refuse(self, error: ValidationError) -> None:
        """Show what the verb refused, at its fields."""
        for name, errors in getattr(error, "error_dict", {None: error}).items():
            self.add_error(name if name in self.fields else None, errors)


def opened_with(row: CustomField | None) -> dict[str, Any]:
    """Return what the form opens with."""
    if row is None:
        return {"active": True}
    return {name: getattr(row, name) for name in (*TEXTS, *SWITCHES, "currency", "version")}
