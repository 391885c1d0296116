"""What one says of a saved view, and which columns one wants."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.querysets import teams
from core.editing import VersionedFormMixin
from core.formfields import KeysMixin
from core.forms import Form
from core.once import OnceFormMixin
from opportunities.models import SavedView
from opportunities.ordering import ListColumn
from opportunities.plans.views import LAST_POSITION, LONGEST_NAME


class TeamsField(KeysMixin, forms.ModelMultipleChoiceField):
    """Some teams, as boxes to tick."""

    widget = forms.CheckboxSelectMultiple


class ViewForm(VersionedFormMixin, OnceFormMixin, Form):
    """Name and sharing of a view; who only reads keeps views for themselves, and is not asked with whom to share."""

    name = forms.CharField(
        label=_("Name"), max_length=LONGEST_NAME, error_messages={"required": _("Give the view a name.")}
    )
    for_everybody = forms.BooleanField(label=_("Share with everybody"), required=False)
    teams = TeamsField(label=_("Share with teams"), queryset=None, required=False)
    position = forms.IntegerField(
        label=_("Position"),
        help_text=_("Views stand from the smallest number to the largest."),
        min_value=0,
        max_value=LAST_POSITION,
        required=False,
    )

    def __init__(self, posted: Any = None, *, user: Any, view: SavedView | None = None) -> None:
        shared = list(view.teams.all()) if view else []
        kept = {"name": view.name, "for_everybody": view.for_everybody, "position": view.position} if view else {}
        super().__init__(posted, initial=kept | {"teams": shared, "version": view.version if view else None})
        mine = (
            teams() if user.is_administrator else teams().filter(pk__in=[*user.group_ids, *(one.pk for one in shared)])
        )
        self.fields["teams"].queryset = mine
        if not user.may("create"):
            del self.fields["for_everybody"], self.fields["teams"]
        elif not mine.exists():
            del self.fields["teams"]

    def compared(self, now: SavedView) -> list[dict[str, Any]]:
        """Return what the second saver is shown: where what they typed differs from the view as it stands now."""
        stands: dict[str, Any] = {"name": now.name, "for_everybody": now.for_everybody, "position": now.position}
        if "teams" in self.fields:
            stands["teams"] = now.teams.order_by("name")
        asked = [(name, self.cleaned_data.get(name), value) for name, value in stands.items() if name in self.fields]
        told = [(self.fields[name].label, _said(mine), _said(theirs)) for name, mine, theirs in asked]
        return self.differences(told)

    def changes(self) -> dict[str, Any]:
        """Return what was typed, as the verb takes it."""
        typed = {name: self.cleaned_data[name] for name in ("name", "for_everybody") if name in self.cleaned_data}
        if "teams" in self.cleaned_data:
            typed["teams"] = list(self.cleaned_data["teams"])
        return typed | {"position": self.cleaned_data["position"] or 0}


def _said(value: Any) -> str:
    """Return a value of the form in words."""
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, int) or value is None:
        return str(value or 0)
    return value if isinstance(value, str) else ", ".join(sorted(str(team) for team in value))


class ColumnsForm(Form):
    """Which columns, and in which order: a box and a place for each; by script they are dragged."""

    def __init__(self, posted: Any, *, columns: Sequence[ListColumn], chosen: Sequence[ListColumn]) -> None:
        super().__init__(posted)
        self.shown = [column.key for column in chosen]
        rest = [column for column in columns if column.key not in self.shown]
        self.lines = [
            {"column": column, "place": place, "shown": column.key in self.shown, "fixed": column.key == "title"}
            for place, column in enumerate([*chosen, *rest], start=1)
        ]

    def keys(self) -> list[str]:
        """Return the keys of the columns that were ticked, by their places; a place that is no number stands last."""
        wanted = [line["column"].key for line in self.lines if line["fixed"] or line["column"].key in self._ticked()]
        return sorted(wanted, key=self._place)

    def _ticked(self) -> list[str]:
        ticked: list[str] = self.data.getlist("show")  # type: ignore[attr-defined]  # a QueryDict
        return ticked

    def _place(self, key: str) -> int:
        typed = str(self.data.get(f"place-{key}", ""))[:4]
        return int(typed) if typed.isascii() and typed.isdigit() else 9999
