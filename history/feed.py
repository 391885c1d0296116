"""The feed of a page: what happened there, newest first, and the form to add to it."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from core import slots
from core.paging import Page, keyset
from history.forms import EventForm, FeedFilter, files_can_be_kept
from history.models import Event, EventCategory

SIZE = 25
ORDER = ["-happened_at", "-pk"]


@dataclass(frozen=True)
class Feed:
    """What the template `history/_feed.html` draws: days of events, the filter, and the form for those who may add."""

    days: list[tuple[Any, list[Event]]]
    page: Page
    filter: FeedFilter
    form: EventForm | None
    add_url: str
    with_files: bool


def feed(request: HttpRequest, page: Any) -> dict[str, Feed]:
    """Return the feed of `page`, a row that was opened with access (annotated with `may_edit`), for its template."""
    events = Event.objects.on_page(page)
    categories = [category for category in EventCategory.objects.all() if category.active]
    chosen = FeedFilter(request.GET, events=events, categories=categories)
    rows = chosen.apply(events).with_may_edit(request.user).for_feed()
    part = keyset(rows, ORDER, request.GET.get("h_at", ""), SIZE)
    with_files_of(request.user, part.rows)
    form = EventForm(page=page, user=request.user) if page.may_edit else None
    days = [(day, list(those)) for day, those in groupby(part.rows, key=day_of)]
    return {"feed": Feed(days, part, chosen, form, add_url(page), files_can_be_kept())}


def add_url(page: models.Model) -> str:
    """Return where an event is added to a page."""
    return reverse("history:add", args=[page._meta.model_name, page.public_id])  # type: ignore[attr-defined]


def day_of(event: Event) -> Any:
    """Return the day on which an event happened, for its reader."""
    return timezone.localtime(event.happened_at).date()


def with_files_of(user: Any, events: list[Event]) -> None:
    """Give each event its `files`, asked for in one batch."""
    found: dict[int, list[Any]] = {}
    for files in slots.ask("event_files", user=user, events=events) if events else []:
        found |= files
    for event in events:
        event.files = found.get(event.pk, [])  # type: ignore[attr-defined]
