"""What the calendar is asked for by its address."""

from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agenda import calendars, entries
from core.forms import Form


class AgendaFilter(Form):
    """Whose entries, which kinds, which view, and the day that it is of. What cannot be read is left out, and said."""

    VIEWS = ((calendars.MONTH, _("Month")), (calendars.WEEK, _("Week")), (calendars.DAY, _("Day")))
    WHO = (
        (entries.MINE, _("Mine")),
        (entries.TEAM, _("My teams’")),
        (entries.ALL, pgettext_lazy("calendar", "All")),
    )
    KINDS = ((entries.TASKS, _("Tasks")), (entries.CLOSES, _("Close dates")))

    who = forms.ChoiceField(choices=WHO, required=False, label=_("Whose"))
    kind = forms.MultipleChoiceField(
        choices=KINDS,
        required=False,
        label=_("What"),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
    )
    view = forms.ChoiceField(choices=VIEWS, required=False, widget=forms.HiddenInput)
    day = forms.DateField(
        required=False,
        input_formats=["%Y-%m-%d"],
        widget=forms.HiddenInput,
        error_messages={"invalid": _("There is no such day. The calendar shows today.")},
    )

    def __init__(self, data: QueryDict) -> None:
        asked = data.copy()
        if not asked.getlist("kind"):  # none is all, and the boxes say so
            asked.setlist("kind", [name for name, _label in self.KINDS])
        super().__init__(asked)

    def clean_day(self) -> date | None:
        day: date | None = self.cleaned_data["day"]
        if day and not calendars.FIRST <= day <= calendars.LAST:
            raise forms.ValidationError(_("The calendar does not reach that far. It shows today."))
        return day

    def shown(self, user: Any) -> calendars.Shown:
        """Return the calendar that is asked for."""
        self.is_valid()
        parts, now = self.cleaned_data, timezone.localtime()
        view, day = parts.get("view") or calendars.MONTH, parts.get("day") or now.date()
        who, kinds = parts.get("who") or entries.MINE, parts.get("kind") or ()
        return calendars.shown(user, view, day, now=now, who=who, kinds=kinds)
