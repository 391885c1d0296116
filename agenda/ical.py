"""A person's calendar as a file for calendar programs (RFC 5545): what is theirs to do, as they may see it now.

Times are in UTC, so that no program needs to know a zone of ours; what is meant for a whole day is a DATE. Nothing in
it says when it was fetched: the same calendar is the same file, and its ETag the same.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from accounts.mails import absolute
from agenda.entries import due_between
from opportunities.models import Opportunity
from opportunities.slots import hint
from tasks.models import Task

# What is open for longer is looked for in the CRM; a calendar program asks for all of it each time.
BEFORE, AFTER = timedelta(days=90), timedelta(days=400)
MOST = 1000


def calendar_of(user: Any, now: datetime) -> bytes:
    """Return the open tasks and close dates of `user` around `now`, in the active language."""
    first, last = now.date() - BEFORE, now.date() + AFTER
    calendar = Calendar()
    calendar.add("prodid", f"-//CRM//{urlsplit(settings.BASE_URL).hostname}//{(get_language() or '').upper()}")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", _("CRM: %(name)s") % {"name": user.name})
    tasks = due_between(Task.objects.visible_to(user).open().filter(assignee=user), first, last, now)
    for task in tasks.order_by("due_at", "pk")[:MOST]:
        calendar.add_component(of_task(task))
    rows = Opportunity.objects.visible_to(user).open().filter(responsible=user)
    rows = rows.filter(expected_close_on__range=(first, last)).select_related("contact", "stage")
    for row in rows.order_by("expected_close_on", "pk")[:MOST]:
        calendar.add_component(of_opportunity(row))
    return bytes(calendar.to_ical())


def of_task(task: Task) -> Event:
    """Return a task as an event: at its time, which lasts no time, or on its day."""
    about = [str(task.about)] if task.about else []
    if task.due_time is None:
        return _event("task", task, task.title, task.due_on, [*about, task.description])
    return _event("task", task, task.title, task.due_at.astimezone(UTC), [*about, task.description])


def of_opportunity(row: Opportunity) -> Event:
    """Return the close date of an opportunity as an event of its day."""
    title = _("Close date: %(title)s") % {"title": row.title}
    day: Any = row.expected_close_on
    return _event("opportunity", row, title, day, [hint(row)])


def _event(kind: str, row: Any, title: str, start: date | datetime, words: list[str]) -> Event:
    address = absolute(row.get_absolute_url())
    event = Event()
    event.add("uid", f"{kind}-{row.public_id}@{urlsplit(settings.BASE_URL).hostname}")
    event.add("dtstamp", row.updated_at.astimezone(UTC))
    event.add("last-modified", row.updated_at.astimezone(UTC))
    event.add("sequence", row.version)
    event.add("summary", title)
    event.add("dtstart", start)
    if not isinstance(start, datetime):
        event.add("dtend", start + timedelta(days=1))
    event.add("description", "\n".join([*filter(None, words), address]))
    event.add("url", address)
    event.add("transp", "TRANSPARENT")  # it takes nobody's time
    return event
