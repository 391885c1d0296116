"""What stands in the calendar: open tasks on the day they are due, open opportunities on their close date.

Days are the viewer's. A whole day is the same day everywhere; a time of day falls on the day that it is where its
viewer is, so that days of 23 and 25 hours hold what belongs to them.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from django.db.models import Case, Count, F, Q, QuerySet, When, Window
from django.db.models.functions import RowNumber, TruncDate

from accounts.models import User
from accounts.querysets import teams
from opportunities.models import Opportunity
from opportunities.slots import hint
from tasks.models import Task

TASKS, CLOSES = "tasks", "closes"
MINE, TEAM, ALL = "mine", "team", "all"


@dataclass(frozen=True)
class Entry:
    """One line of a day. `at` is None for what is meant for the whole day; `whose` is empty where it is one's own."""

    kind: str
    day: date
    at: time | None
    title: str
    url: str
    hint: str
    icon: str
    whose: str
    is_overdue: bool


@dataclass(frozen=True)
class Days:
    """The entries of a span of days, at most so many of each kind a day, and how many there are by day."""

    entries: dict[date, list[Entry]]
    counts: dict[date, int]


def days(
    user: Any, first: date, last: date, *, now: datetime, who: str = MINE, kinds: Iterable[str] = (), most: int
) -> Days:
    """Return what `user` may see from `first` to `last`, both included, in two questions at most.

    `now` is in the viewer's zone. `who` is MINE, TEAM (one's own and those of one's teams' people) or ALL; no `kinds`
    are all kinds; `most` entries of a kind are fetched for a day.
    """
    wanted = set(kinds) or {TASKS, CLOSES}
    entries: dict[date, list[Entry]] = defaultdict(list)
    counts: dict[date, int] = defaultdict(int)
    found: list[tuple[Any, Entry]] = []
    if TASKS in wanted:
        rows = due_between(
            Task.objects.visible_to(user).open().filter(held_by("assignee", user, who)), first, last, now
        )
        found += [(row, of_task(row, user, now)) for row in first_of_each_day(rows, "due_at", most)]
    if CLOSES in wanted:
        rows = Opportunity.objects.visible_to(user).open().filter(held_by("responsible", user, who))
        rows = rows.filter(expected_close_on__range=(first, last)).annotate(day=F("expected_close_on"))
        rows = rows.select_related("contact", "stage", "responsible")
        found += [(row, of_opportunity(row, user, now)) for row in first_of_each_day(rows, "sort_title", most)]
    kinds_seen = set()
    for row, entry in found:
        entries[entry.day].append(entry)
        if (entry.kind, entry.day) not in kinds_seen:
            kinds_seen.add((entry.kind, entry.day))
            counts[entry.day] += row.of_day
    for lines in entries.values():
        lines.sort(key=in_order)
    return Days(dict(entries), dict(counts))


def in_order(entry: Entry) -> tuple[bool, time, str, str]:
    """Return the place of an entry in its day: what is meant for the whole day first, then by time."""
    return (entry.at is not None, entry.at or time.min, entry.kind, entry.title.casefold())


def held_by(field: str, user: Any, who: str) -> Q:
    """Return the condition that a row is one's own (or of whom one stands in for), or of somebody of one's teams."""
    if who == ALL:
        return Q()
    own = Q(**{f"{field}__in": user.counts_as()})
    if who == MINE:
        return own
    people = User.objects.filter(groups__in=teams().filter(user=user))
    return own | Q(**{f"{field}__in": people.values("pk")})


def due_between(tasks: QuerySet[Task], first: date, last: date, now: datetime) -> QuerySet[Any]:
    """Return the tasks due from `first` to `last` for a viewer in the zone of `now`, each with its `day`."""
    zone = now.tzinfo
    start, end = midnight(first, zone), midnight(last + timedelta(days=1), zone)
    whole = Q(due_time=None, due_on__range=(first, last))
    timed = Q(due_time__isnull=False, due_at__gte=start, due_at__lt=end)
    # By what an index holds first: whole days end at most a day away from midnight here, wherever they were meant.
    near = Q(due_at__gte=start - timedelta(days=1), due_at__lt=end + timedelta(days=2))
    day = Case(When(due_time=None, then=F("due_on")), default=TruncDate("due_at", tzinfo=zone))
    rows: QuerySet[Any] = tasks.filter(near).filter(whole | timed).annotate(day=day)
    return rows.select_related("category", "assignee", "opportunity", "contact")


def midnight(day: date, zone: tzinfo | None) -> datetime:
    """Return when a day begins in a zone."""
    return datetime.combine(day, time.min, tzinfo=zone)


def first_of_each_day(rows: QuerySet[Any], order: str, most: int) -> QuerySet[Any]:
    """Return the first rows of each `day`, each with how many the day has (`of_day`): of a full day, not all come."""
    place = Window(RowNumber(), partition_by=F("day"), order_by=[order, "pk"])
    of_day = Window(Count("pk"), partition_by=F("day"))
    return rows.annotate(place=place, of_day=of_day).filter(place__lte=most).order_by("day", "place")


def of_task(task: Task, user: Any, now: datetime) -> Entry:
    """Return the entry of a task."""
    day, at = task.due_for(now.tzinfo)
    about = str(task.about) if task.about else ""
    whose = "" if task.assignee_id == user.pk else task.assignee.name
    url = task.get_absolute_url()
    return Entry(TASKS, day, at, task.title, url, about, task.category.icon, whose, task.is_overdue(now))


def of_opportunity(row: Opportunity, user: Any, now: datetime) -> Entry:
    """Return the entry of an opportunity's close date."""
    day: Any = row.expected_close_on
    whose = "" if row.responsible_id == user.pk else row.responsible.name
    url = row.get_absolute_url()
    return Entry(CLOSES, day, None, row.title, url, hint(row), "graph-up-arrow", whose, day < now.date())
