"""The day's page: what its reader has to do, whom they should call, and how their month stands.

It mixes floors, so it stands on the roof, and asks each floor by its own questions. Their number does not grow with the
rows: three lists of opportunities come by one question, the sums of a person and their teams by another.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db.models import BooleanField, Case, Exists, F, OuterRef, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _

from contacts.calling import phones_of
from notifications.models import Notification
from opportunities.filters.days import month_of, week_of
from opportunities.marks import mark
from opportunities.models import Opportunity, SalesGoal, Stage
from opportunities.totals import Totals, together, totals_by
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
        news=list(Notification.objects.visible_to(user).unread().for_list().order_by("-created_at", "-id")[:NEWS]),
        whose=urlencode([("who", "me"), *(("who", row.absent.public_id) for row in user.standing_in)]),
    )


# Tasks


def tasks_of(user: Any, now: datetime, just_closed: str) -> list[Task]:
    """Return one's overdue tasks and those of today, in the order in which they are due; one more than shown.

    Those of whom one stands in for are among them.
    """
    rows = Task.objects.visible_to(user).filter(assignee__in=user.counts_as()).pressing(now, beside=just_closed)
    related = ("contact__company", "opportunity__contact__company")
    return list(rows.for_list().select_related(*related).with_may_edit(user).in_order()[: TASKS + 1])


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
    visible = Opportunity.objects.visible_to(user)
    stages = list(Stage.objects.all()) if user.role else []
    people = user.counts_as()
    mine, new = visible.open().filter(responsible__in=people), visible.new_to(user, now - NEW_FOR)
    week = {"expected_close_on__range": week_of(now.date())}
    parts = (
        mine.filter(**week).order_by("expected_close_on", "pk"),
        new.exclude(responsible__in=people, **week).order_by("-last_activity_at", "pk"),
        mine.stale(now, stages).exclude(**week).order_by(F("base_total").desc(nulls_last=True), "pk"),
    )
    # A new one that lies still stands among the new ones: so many more are needed of the last part.
    cuts = (DEALS + 1, DEALS + 1, 2 * DEALS + 2)
    keys = [
        Opportunity.objects.filter(pk__in=part.values("pk")[:cut]).order_by().values("pk")
        for part, cut in zip(parts, cuts, strict=True)
    ]
    found = Opportunity.objects.filter(pk__in=keys[0].union(*keys[1:], all=True))
    is_new = Exists(new.filter(pk=OuterRef("pk")))
    return list(found.for_list(user).select_related("contact__company").annotate(is_new=is_new))


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
    goals = {(goal.person_id, goal.team_id): goal.amount for goal in SalesGoal.objects.visible_to(user).of_month(today)}
    first, last = month_of(today)
    won = Q(stage__kind="won", closed_on__range=(first, last))
    rows = Opportunity.objects.visible_to(user).filter(Q(closed_on=None) | won)
    rows = rows.annotate(
        is_won=Case(When(closed_on=None, then=Value(False)), default=Value(True), output_field=BooleanField())
    )
    teams = user.teams
    if teams:
        # Grouped by the teams of the responsible person; a person's own are those within any one of their teams.
        rows = rows.filter(responsible__groups__in=teams)
        sums = totals_by(rows, "responsible", "responsible__groups", "is_won")
        own = {is_won: sums.get((user.pk, teams[0].pk, is_won), Totals()) for is_won in (False, True)}
    else:
        sums = totals_by(rows.filter(responsible=user), "is_won")
        own = {is_won: sums.get(is_won, Totals()) for is_won in (False, True)}
    found = [Month(_("My month"), "who=me", own[False], own[True], goals.get((user.pk, None)))]
    for team in teams:
        whole = {
            is_won: together(part for (_who, of, won_), part in sums.items() if (of, won_) == (team.pk, is_won))
            for is_won in (False, True)
        }
        query = "who=team" if len(teams) == 1 else ""
        found.append(Month(team.name, query, whole[False], whole[True], goals.get((None, team.pk)), is_team=True))
    return found
