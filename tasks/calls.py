"""A telephone call that took place: what came of it, and the task that follows."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from history.models import Event, EventCategory, add_event
from opportunities.models import Opportunity
from tasks.forms import ReportForm
from tasks.models import TaskCategory, open_task

# How the event type is known whatever an administrator has named it: by the icon that it ships with.
TELEPHONE = "telephone"


class CallForm(ReportForm):
    """What came of a call, and the next step, which may stay empty."""

    result = forms.CharField(
        label=gettext_lazy("Result"),
        max_length=65_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Write what came of the call.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["next_title"].label = gettext_lazy("Next step")

    def next_task(self) -> dict[str, Any] | None:
        """Return the next step as changes for a task, or None."""
        title = self.cleaned_data["next_title"]
        zone = timezone.get_current_timezone_name()
        return {"title": title, "due_on": self.cleaned_data["next_due_on"], "due_zone": zone} if title else None


def log_call(page: Any, *, by: Any, result: str, next_task: dict[str, Any] | None = None) -> Event:
    """Write a call on the page of an opportunity or a contact, and open the task that follows, both or neither.

    `by` may change what the page is about. Without a category the task is of the first kind. Returns the event. Raises
    ValidationError where the task cannot be, or where there is no type of event left.
    """
    category = usual_type(TELEPHONE)
    with transaction.atomic():
        call = add_event(page, by=by, category=category, text=result)
        if next_task:
            about = "opportunity" if isinstance(page, Opportunity) else "contact"
            first = TaskCategory.objects.filter(active=True).first()
            open_task({"category": first, about: page} | next_task, by=by)
    return call


def usual_type(icon: str) -> EventCategory:
    """Return the event type with this icon, else the first one that is offered. ValidationError where there is none."""
    offered = EventCategory.objects.filter(active=True)
    found = offered.filter(icon=icon).first() or offered.first()
    if found is None:
        raise ValidationError(_("There is no event type to choose. An administrator activates one."))
    return found
