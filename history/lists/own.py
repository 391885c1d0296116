"""The list of event types, which administrators keep."""

from collections.abc import Sequence

from django.db.models import Count
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.templatetags.crm import number
from history.lists.register import KeptList, register
from history.models import Event, EventCategory


def uses(keys: Sequence[int]) -> dict[int, int]:
    """Return how many events there are of each type."""
    counted = Event.objects.filter(category__in=keys).order_by().values_list("category")
    return dict(counted.annotate(number=Count("pk")))


def used(count: int) -> str:
    """Return "3 events"."""
    return ngettext("%(n)s event", "%(n)s events", count) % {"n": number(count)}


def replace(row: EventCategory, other: EventCategory) -> int:
    """Let events of one type be of another one; return how many. What they tell stays as it was told."""
    return Event.objects.filter(category=row).update(category=other)


EVENT_CATEGORIES = register(
    KeptList(
        key="event-types",
        model=EventCategory,
        heading=_("Event types"),
        icon="chat-left-text",
        about=_("What people add to the history: note, phone call, appointment."),
        fields=("icon", "active"),
        badge="icon",
        uses=uses,
        used=used,
        replace=replace,
        needs_active=True,
        position=40,
    )
)
