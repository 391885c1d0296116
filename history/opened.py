"""A form of the administration remembers on which version of the row it was opened."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from core.editing import Conflict
from core.forms import ModelForm
from core.models import Versioned


class OpenedForm(ModelForm):
    """A form that remembers which version of the row it was opened on, as the product's own forms do."""

    opened_version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and isinstance(self.instance, Versioned):
            self.initial["opened_version"] = self.instance.version

    def clean(self) -> Any:
        cleaned = super().clean()
        opened = self.cleaned_data.get("opened_version")
        if opened and opened != self.instance.version:
            self.add_error(None, told(Conflict(self.instance)))
        return cleaned


def told(conflict: Conflict) -> str:
    """Return what a second saver reads."""
    return _("%(said)s Open the page anew to see how it stands now.") % {"said": conflict}
