"""The form in which somebody chooses how to be told of what."""

from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from core.forms import Form
from notifications import kinds
from notifications.models import Preferences
from notifications.models.preferences import way_of

HOURS = [(hour, f"{hour:02}:00") for hour in range(24)]


class PreferencesForm(Form):
    """A way for each kind, and the hour of the daily mail."""

    digest_hour = forms.TypedChoiceField(
        choices=HOURS,
        coerce=int,
        label=_("Daily mail at"),
        help_text=_("By your own clock. On a day on which nothing waits for it, there is none."),
    )

    def __init__(self, *args: Any, chosen: Preferences, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"digest_hour": chosen.digest_hour})
        super().__init__(*args, **kwargs)
        for kind in kinds.to_choose():
            self.fields[f"way_{kind.name}"] = forms.ChoiceField(
                choices=[(way.value, way.label) for way in kind.offered],
                initial=way_of(kind, chosen.ways),
                label=kind.label,
                help_text=kind.needed,
            )

    @property
    def ways(self) -> dict[str, str]:
        """What was chosen, by kind."""
        return {kind.name: self.cleaned_data[f"way_{kind.name}"] for kind in kinds.to_choose()}

    @property
    def lines(self) -> list[tuple[kinds.Kind, BoundField]]:
        """The kinds with their fields, for the page."""
        return [(kind, self[f"way_{kind.name}"]) for kind in kinds.to_choose()]
