"""The demo's sales goals, and the close dates that were moved again and again."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random

from django.utils import timezone

from accounts.models import User
from accounts.querysets import teams
from crm.demo.stories import Cast, revise_at
from opportunities.filters.days import month_of
from opportunities.models import Opportunity, keep_goal

MONTHS_BACK = 5


def make_goals(rng: Random, sellers: list[User], by: User, today: date) -> None:
    """Give everybody who sells, and every team, a goal for this month and some before it."""
    months = [month_of(today)[0]]
    while len(months) <= MONTHS_BACK:
        months.append(month_of(months[-1] - timedelta(days=1))[0])
    for month in reversed(months):
        for person in sellers:
            keep_goal(person, month, Decimal(rng.randrange(30, 80, 5) * 1000), by=by)
        for team in teams():
            members = sum(team in person.teams for person in sellers)
            keep_goal(team, month, Decimal(max(1, members) * 60_000), by=by)


def push_dates(rng: Random, cast: Cast) -> None:
    """Move the close dates of some open opportunities later, once or several times."""
    open_ones = Opportunity.objects.open().filter(expected_close_on__isnull=False).select_related("stage")
    for row in open_ones.order_by("pk"):
        times = rng.choices((0, 1, 2, 3), weights=(12, 4, 2, 1))[0]
        at = row.created_at
        for number in range(times):
            at += (cast.now - at) / (times + 1)
            later = row.expected_close_on + timedelta(days=7 * (number + 1))
            row = revise_at(min(at, timezone.now()), row, {"expected_close_on": later}, by=row.responsible)
