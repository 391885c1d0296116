"""What is asked before a custom field of many opportunities is changed: which one, then the value."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.formfields import FindingFormMixin
from fields.formfields import form_field
from fields.layout import PREFIX, Layout
from fields.models import CustomField
from fields.telling import told
from opportunities.bulk.wishes import CLEAR, SET
from opportunities.forms.bulk import BulkForm


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
    """The value that all get, or that it is emptied; a field that is required can only be set."""

    field = forms.CharField(widget=forms.HiddenInput)
    asked = forms.CharField(widget=forms.HiddenInput, required=False, initial="1")
    how = forms.ChoiceField(
        label=gettext_lazy("Value"),
        choices=((SET, gettext_lazy("The same for all")), (CLEAR, gettext_lazy("Empty it"))),
        widget=forms.RadioSelect,
        initial=SET,
    )

    def __init__(self, data: Any = None, *, custom: CustomField, user: Any, **kwargs: Any) -> None:
        super().__init__(data, initial={"field": custom.key}, **kwargs)
        self.custom, self.name = custom, PREFIX + custom.key
        value = self.fields[self.name] = form_field(custom, user)
        value.required = False  # asked for by `clean`, where it is not to be emptied
        if custom.required:
            del self.fields["how"]

    @property
    def arranging(self) -> bool:
        return bool(self.finding)

    def clean(self) -> Any:
        """What is to be set has to be given; where all are emptied, it does not matter."""
        parts = super().clean() or self.cleaned_data
        if parts.get("how", SET) == CLEAR:
            self.errors.pop(self.name, None)
            parts[self.name] = None
        elif self.name not in self.errors and parts.get(self.name) in (None, "", []):
            self.add_error(self.name, ValidationError(_("Enter the value that all of them get.")))
        return parts

    def wish(self) -> dict[str, Any]:
        value = self.cleaned_data[self.name]
        value = None if value in ("", []) else value
        layout = Layout([self.custom]).look_up({self.custom.key: value})
        kept = told(self.custom, value, layout.referred)
        about = {"field": self.custom.pk, "key": self.custom.key, "labels": self.custom.labels}
        return about | {"value": value, "told": kept}
