"""The day's page: what its reader has to do, whom they should call, and how their month stands.

It mixes floors, so it stands on the roof, and asks each floor by its own questions. Their number does not grow with the
rows: three lists of opportunities come by one question, the sums of a person and their teams by another.
"""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db.models import DateTimeField, Exists, F, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from contacts.calling import phones_of
from core.kept import Blank, answer, answers
from notifications.models import Notification
from opportunities.filters.days import month_of, week_of
from opportunities.marks import mark
from opportunities.models import Opportunity, SalesGoal, Stage
from opportunities.staleness import limit_days
from opportunities.totals import Totals, together, totals_by_known
from tasks.boards import Line
from tasks.forms import report_form
from tasks.models import Task

# So many rows a part shows; the rest stand one click away, under the same filter.
TASKS, DEALS, NEWS = 8, 6, 3
NEW_FOR = timedelta(days=7)


@dataclass
class Part:
    """Some of the rows that belong together, and whether there are more of them."""

    rows: list[Any] = field(default_factory=list)
    more: bool = False

    @classmethod
    def of(cls, rows: list[Any], shown: int) -> "Part":
        """Return the first of some rows."""
        return cls(rows[:shown], len(rows) > shown)


@dataclass(frozen=True)
class Month:
    """What a person or a team has open, has won in this month, and wanted to win; amounts in the base currency."""

    name: str
    query: str
    pipeline: Totals
    won: Totals
    goal: Decimal | None
    is_team: bool = False

    @property
    def percent(self) -> int | None:
        """How much of the goal is won, in whole percent, rounded down; None without a goal."""
        return int(self.won.total * 100 / self.goal) if self.goal else None

    @property
    def shown_percent(self) -> int:
        """How far a bar reaches, from 0 to 100."""
        return min(self.percent or 0, 100)

    @property
    def missing(self) -> Decimal:
        """What is still to be won; 0 once the goal is reached."""
        return max(Decimal(0), (self.goal or Decimal(0)) - self.won.total)


@dataclass
class Today:
    """All that the page shows."""

    tasks: Part
    closing: Part
    new: Part
    stale: Part
    months: list[Month]
    news: list[Notification]
    # The filter by whose opportunities these are: one's own, and those of whom one stands in for.
    whose: str = "who=me"

    @property
    def is_clear(self) -> bool:
        """Whether nothing waits at all."""
        return not (self.tasks.rows or self.closing.rows or self.new.rows or self.stale.rows)


def today_of(user: Any, *, back: str, just_closed: str = "") -> Today:
    """Return the day of `user`, by their clock. `back` is the page's own address, for what is done in place.

    `just_closed` is the public id of a task that was closed on the page: it stays, with the form for what came of it.
    """
    now = timezone.localtime()
    tasks = tasks_of(user, now, just_closed)
    deals = deals_of(user, now)
    mark(user, deals)
    phones = phones_of([*(contact_of(task) for task in tasks), *(deal.contact for deal in deals)])
    for deal in deals:
        deal.phones = phones.get(deal.contact_id or 0, [])  # type: ignore[attr-defined]
    closing, new, stale = sorted_out(user, deals, now.date())
    return Today(
        tasks=Part.of([line_of(task, user, now, back, phones) for task in tasks], TASKS),
        closing=Part.of(closing, DEALS),
        new=Part.of(new, DEALS),
        stale=Part.of(stale, DEALS),
        months=months_of(user, now.date()),
        news=answer(_news, of=user),
        whose=urlencode([("who", "me"), *(("who", row.absent.public_id) for row in user.standing_in)]),
    )


def _news(user: Any) -> Any:
    return Notification.objects.visible_to(user).unread().for_list().order_by("-created_at", "-id")[:NEWS]


# Tasks


def tasks_of(user: Any, now: datetime, just_closed: str) -> list[Task]:
    """Return one's overdue tasks and those of today, in the order in which they are due; one more than shown.

    Those of whom one stands in for are among them.
    """
    known = None if just_closed else (tasks_of, *_day(now))
    return next(answers(known, lambda: [_tasks_of(user, now, just_closed)], of=user))


def _tasks_of(user: Any, now: datetime, just_closed: str) -> Any:
    rows = Task.objects.visible_to(user).filter(assignee__in=user.counts_as()).pressing(now, beside=just_closed)
    related = ("contact__company", "opportunity__contact__company")
    return rows.for_list().select_related(*related).with_may_edit(user).in_order()[: TASKS + 1]


def _day(now: datetime) -> tuple[Any, ...]:
    """Return what the days of a question follow from: the reader's today, and where it begins."""
    return now.date(), str(now.tzinfo)


def line_of(task: Task, user: Any, now: datetime, back: str, phones: dict[int, list[Any]]) -> Line:
    """Return the line of a task, with whom to call about it."""
    contact = contact_of(task)
    asked = report_form(task, user) if task.is_closed and task.may_edit else None  # type: ignore[attr-defined]
    return Line(task, now, back, True, asked, tuple(phones.get(contact.pk, []) if contact else []))


def contact_of(task: Task) -> Any:
    """Return the contact with whom a task is about to be done, or None."""
    return task.opportunity.contact if task.opportunity else task.contact


# Opportunities


def deals_of(user: Any, now: datetime) -> list[Opportunity]:
    """Return the opportunities of the three parts, each cut off by itself, all by one question.

    Those of whom one stands in for are among the ones that close and lie still. What stands in an earlier part is left
    out of the later ones: each is looked at once.
    """
    stages = answer(_stages) if user.role else []
    known = (deals_of, *_day(now), tuple((stage.pk, limit_days(stage)) for stage in stages))
    return next(answers(known, lambda: [_deals_of(user, now, stages)], of=user, filling=(now, now - NEW_FOR)))


def _stages() -> Any:
    return Stage.objects.all()


def _deals_of(user: Any, now: datetime, stages: list[Stage]) -> Any:
    """Ask for them; the instants `now` and that since when one is new are filled in."""
    moment, since = Blank(0, DateTimeField()), Blank(1, DateTimeField())
    visible = Opportunity.objects.visible_to(user)
    people = user.counts_as()
    mine, new = visible.open().filter(responsible__in=people), visible.new_to(user, since)
    week = {"expected_close_on__range": week_of(now.date())}
    parts = (
        mine.filter(**week).order_by("expected_close_on", "pk"),
        new.exclude(responsible__in=people, **week).order_by("-last_activity_at", "pk"),
        mine.stale(now, stages, moment).exclude(**week).order_by(F("base_total").desc(nulls_last=True), "pk"),
    )
    # A new one that lies still stands among the new ones: so many more are needed of the last part.
    cuts = (DEALS + 1, DEALS + 1, 2 * DEALS + 2)
    keys = [
        Opportunity.objects.filter(pk__in=part.values("pk")[:cut]).order_by().values("pk")
        for part, cut in zip(parts, cuts, strict=True)
    ]
    found = Opportunity.objects.filter(pk__in=keys[0].union(*keys[1:], all=True))
    is_new = Exists(new.filter(pk=OuterRef("pk")))
    return found.for_list(user).select_related("contact__company").annotate(is_new=is_new)


def sorted_out(user: Any, deals: Iterable[Opportunity], today: date) -> tuple[list[Any], list[Any], list[Any]]:
    """Return marked opportunities as those that close this week, those that are new, and those that lie still."""
    first, last = week_of(today)
    people = set(user.counts_as())
    closing: list[Any] = []
    new: list[Any] = []
    stale: list[Any] = []
    for deal in deals:
        mine, due = deal.responsible_id in people, deal.expected_close_on
        if mine and due is not None and first <= due <= last:
            closing.append(deal)
        elif deal.is_new:  # type: ignore[attr-defined]
            new.append(deal)
        elif mine and deal.stale:  # type: ignore[attr-defined]
            stale.append(deal)
    closing.sort(key=lambda deal: (deal.expected_close_on, deal.pk))
    new.sort(key=lambda deal: deal.last_activity_at, reverse=True)
    stale.sort(key=lambda deal: deal.base_total or Decimal(-1), reverse=True)
    return closing, new, stale


# The month


def months_of(user: Any, today: date) -> list[Month]:
    """Return how the month stands of a person, then of each of their teams.

    A team's figures are those of its people, as far as `user` may see them.
    """
    if not user.role:
        return []
    days, visible = month_of(today), Opportunity.objects.visible_to
    goals = {(goal.person_id, goal.team_id): goal.amount for goal in answer(_goals, days[0], of=user)}
    # Two questions: what is open, and what was closed in these days, are each found by an index, and not together.
    pipeline = _sums(user, "open", lambda: visible(user).open())
    won = _sums(user, days, lambda: visible(user).filter(stage__kind="won", closed_on__range=days))
    own = Month(_("My month"), "who=me", pipeline[user], won[user], goals.get((user.pk, None)))
    query = "who=team" if len(user.teams) == 1 else ""
    return [
        own,
        *(
            Month(team.name, query, pipeline[team], won[team], goals.get((None, team.pk)), is_team=True)
            for team in user.teams
        ),
    ]


def _goals(user: Any, month: date) -> Any:
    return SalesGoal.objects.visible_to(user).of_month(month)


def _sums(user: Any, known: Hashable, rows: Callable[[], Any]) -> dict[Any, Totals]:
    """Return what rows come to: those of `user`, and those of each of their teams."""
    teams = user.teams
    if not teams:
        own = totals_by_known(lambda: rows().filter(responsible=user), "responsible", known=(_sums, known), user=user)
        return {user: own.get(user.pk, Totals())}
    # Grouped by the teams of the responsible person; a person's own are those within any one of their teams.
    asking = lambda: rows().filter(responsible__groups__in=teams)  # noqa: E731
    sums = totals_by_known(asking, "responsible", "responsible__groups", known=(_sums, known), user=user)
    found = {team: together(part for (_who, of), part in sums.items() if of == team.pk) for team in teams}
    return {user: sums.get((user.pk, teams[0].pk), Totals()), **found}
