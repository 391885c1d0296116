"""The feed of a page: what happened there, newest first, and the form to add to it."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from babel.dates import format_date
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core import slots
from core.money import active_locale
from core.paging import Page, keyset
from history.forms import EventForm, FeedFilter, files_can_be_kept
from history.models import Event, EventCategory

SIZE = 25
ORDER = ["-happened_at", "-pk"]


@dataclass(frozen=True)
class Day:
    """The events of one day. `heading` is empty where the part before ended with the same day."""

    heading: str
    on: date
    events: list[Event]


@dataclass(frozen=True)
class Feed:
    """What the template `history/_feed.html` draws: days of events, the filter, and the form for those who may add."""

    days: list[Day]
    page: Page
    filter: FeedFilter
    form: EventForm | None
    page_url: str
    feed_url: str
    add_url: str
    with_files: bool

    @property
    def filter_url(self) -> str:
        """Where the filter stands, for a page that shows it only when it is asked for."""
        return f"{self.feed_url}?filter=1"

    @property
    def more_url(self) -> str:
        """Where the older events stand, under the same filter; "" at the end."""
        if not self.page.after:
            return ""
        query = self.filter.data.copy()  # type: ignore[attr-defined]  # a QueryDict
        query["h_at"], query["h_day"] = self.page.after, self.days[-1].on.isoformat()
        return f"{self.feed_url}?{query.urlencode()}"


def feed(request: HttpRequest, page: Any, *, form: EventForm | None = None) -> dict[str, Feed]:
    """Return the feed of `page`, a row that was opened with access (annotated with `may_edit`), for its template.

    The filter and the place are read from the address; `form` is the form of an event that was posted and refused.
    """
    events = Event.objects.on_page(page)
    categories = list(EventCategory.objects.all())
    chosen = FeedFilter(request.GET, events=events, categories=categories)
    rows = chosen.apply(events).with_may_edit(request.user).for_feed()
    part = keyset(rows, ORDER, request.GET.get("h_at", ""), SIZE)
    with_files_of(request.user, part.rows)
    if form is None and page.may_edit:
        offered = [category for category in categories if category.active]
        form = EventForm(page=page, user=request.user, categories=offered)
    days = days_of(part.rows, request.GET.get("h_day", ""))
    urls = (page.get_absolute_url(), address("feed", page), address("add", page))
    return {"feed": Feed(days, part, chosen, form, *urls, with_files=files_can_be_kept())}


def address(name: str, page: models.Model) -> str:
    """Return the address of the feed of a page, or where an event is added to it."""
    return reverse(f"history:{name}", args=[page._meta.model_name, page.public_id])  # type: ignore[attr-defined]


def days_of(events: list[Event], already_shown: str) -> list[Day]:
    """Return the events by day, for their reader; the day that was begun in the part before has no heading."""
    days = groupby(events, key=lambda event: timezone.localtime(event.happened_at).date())
    return [Day("" if day.isoformat() == already_shown else heading(day), day, list(those)) for day, those in days]


def heading(day: date) -> str:
    """Return how a day is called in the feed: today, yesterday, or the weekday with its date."""
    today = timezone.localdate()
    if day in (today, today - timedelta(days=1)):
        return _("Today") if day == today else _("Yesterday")
    pattern = "EEEE, d. MMMM y" if active_locale().language == "de" else "EEEE, d MMMM y"
    return format_date(day, pattern, locale=active_locale())


def with_files_of(user: Any, events: list[Event]) -> None:
    """Give each event its `files`, asked for in one batch."""
    found: dict[int, list[Any]] = {}
    for files in slots.ask("event_files", user=user, events=events) if events else []:
        found |= files
    for event in events:
        event.files = found.get(event.pk, [])  # type: ignore[attr-defined]
