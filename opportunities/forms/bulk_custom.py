"""What is asked before a custom field of many opportunities is changed: which one, then the value."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.pickers import FindingFormMixin
from fields.formfields import form_field
from fields.kinds import Kind
from fields.layout import PREFIX, Layout
from fields.models import CustomField
from fields.telling import told
from opportunities.bulk.wishes import ADD, CLEAR, REMOVE, SET
from opportunities.forms.bulk import BulkForm

# What can be done with a value; where a field holds several, those that are named may also come or go.
ONE = ((SET, gettext_lazy("The same for all")), (CLEAR, gettext_lazy("Empty it")))
SEVERAL = (
    (ADD, gettext_lazy("Add these to what each has")),
    (REMOVE, gettext_lazy("Remove these, and leave the rest")),
    (SET, gettext_lazy("Replace what each has by these")),
    (CLEAR, gettext_lazy("Empty it")),
)


class FieldForm(BulkForm):
    """Which custom field."""

    # The page leads on to the next question, not to the preview.
    asks_on = True

    field = forms.ChoiceField(label=gettext_lazy("Custom field"))

    def __init__(self, data: Any = None, *, layout: Layout, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.by_key = layout.by_key
        self.fields["field"].choices = [("", "—"), *((each.key, each.name) for each in layout.fields)]

    @property
    def chosen(self) -> CustomField | None:
        """The field that was chosen."""
        return self.by_key[self.cleaned_data["field"]] if self.is_bound and self.is_valid() else None


class ValueForm(FindingFormMixin, BulkForm):
    """The value that all get, or that it is emptied; of several choices, which come or go.

    A field that is required is not offered to be emptied; a row that a removal would leave without any is refused by
    the rule of the field.
    """

    field = forms.CharField(widget=forms.HiddenInput)
    asked = forms.CharField(widget=forms.HiddenInput, required=False, initial="1")
    how = forms.ChoiceField(label=gettext_lazy("Value"), choices=ONE, widget=forms.RadioSelect, initial=SET)

    def __init__(self, data: Any = None, *, custom: CustomField, user: Any, **kwargs: Any) -> None:
        super().__init__(data, initial={"field": custom.key}, **kwargs)
        self.custom, self.name = custom, PREFIX + custom.key
        self.has_several = custom.kind == Kind.CHOICES
        # A choice that is switched off may still stand in rows: it is offered to be removed.
        held = [choice["key"] for choice in custom.choices] if self.has_several else None
        value: Any = form_field(custom, user, held)
        self.fields[self.name] = value
        value.required = False  # asked for by `clean`, where it is not to be emptied
        self._offer_ways()

    def _offer_ways(self) -> None:
        how: Any = self.fields["how"]
        if self.has_several:
            choices: Any = self.fields[self.name]
            choices.choices = [(key, self._spelled(key, label)) for key, label in choices.choices]
            how.initial, how.label = ADD, _("What is to be done")
            how.choices = [way for way in SEVERAL if way[0] != CLEAR or not self.custom.required]
        elif self.custom.required:
            del self.fields["how"]

    @property
    def arranging(self) -> bool:
        return bool(self.finding)

    def clean(self) -> Any:
        """What is to be set has to be given; where all are emptied, it does not matter."""
        parts = super().clean() or self.cleaned_data
        how, value = parts.get("how", SET), parts.get(self.name)
        if how == CLEAR:
            self.errors.pop(self.name, None)
            parts[self.name] = None
        elif self.name not in self.errors and value in (None, "", []):
            asked = _("Tick at least one choice.") if self.has_several else _("Enter the value that all of them get.")
            self.add_error(self.name, ValidationError(asked))
        elif self.has_several and how in (ADD, SET) and (off := self._switched_off(value)):
            sentence = _("“%(choice)s” is switched off; it can only be removed.") % {"choice": off}
            self.add_error(self.name, ValidationError(sentence))
        return parts

    @property
    def _off(self) -> set[str]:
        """The keys of the choices that are not offered any more."""
        return {choice["key"] for choice in self.custom.choices if not choice["active"]}

    def _spelled(self, key: str, label: str) -> str:
        return _("%(choice)s (can only be removed)") % {"choice": label} if key in self._off else label

    def _switched_off(self, keys: list[str]) -> str:
        """Return what the first of these is called that is not offered any more, or ""."""
        off = [key for key in keys if key in self._off]
        return self.custom.choice_label(off[0]) if off else ""

    def wish(self) -> dict[str, Any]:
        value = self.cleaned_data[self.name]
        value = None if value in ("", []) else value
        layout = Layout([self.custom]).look_up({self.custom.key: value})
        kept = told(self.custom, value, layout.referred)
        about = {"field": self.custom.pk, "key": self.custom.key, "labels": self.custom.labels}
        return about | {"value": value, "told": kept, "how": self.cleaned_data.get("how", SET)}
