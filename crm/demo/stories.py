"""The opportunities of the demo: each is opened, moves through its stages, and is won, lost or still open.

They go through the product's own plans, with the clock of their own day, so that the history reads like a year's work.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.querysets import teams
from contacts.models import Contact
from core.models import Tag
from core.sharing import CHANGE, VIEW, Grant
from crm.demo import words
from history import verbs as history_verbs
from history.models import EventCategory, record
from opportunities import plans
from opportunities.models import LostReason, Opportunity, Stage

CURRENCIES = ("EUR",) * 8 + ("CHF", "USD", "GBP")
PERIODS = {"fixed": (1, 1), "hour": (20, 120), "day": (2, 12), "week": (1, 4), "month": (6, 36), "year": (1, 3)}


@dataclass
class Cast:
    """Who and what stories are about. `now` is when the making began."""

    sellers: list[User]
    contacts: list[Contact]
    stages: list[Stage]
    reasons: list[LostReason]
    tags: list[Tag]
    categories: list[EventCategory]
    now: datetime

    @classmethod
    def gathered(cls, people: dict[str, User], contacts: list[Contact]) -> "Cast":
        """Return the cast with the lists that ship."""
        return cls(
            sellers=sellers_of(people),
            contacts=contacts,
            stages=list(Stage.objects.of_default_pipeline()),
            reasons=list(LostReason.objects.order_by("position")),
            tags=Tag.objects.named(list(words.TAGS)),
            categories=list(EventCategory.objects.order_by("position")),
            now=timezone.now(),
        )


def sellers_of(people: dict[str, User]) -> list[User]:
    """Return those of the demo's people who sell."""
    return [person for person in people.values() if person.role == "sales"]


def tell_story(rng: Random, cast: Cast) -> Opportunity:
    """Make one opportunity with its history; return it as it stands today."""
    opened_at = office_hour(rng, cast.now - timedelta(days=rng.triangular(1, 365, 90)), cast.now)
    seller = rng.choice(cast.sellers)
    with transaction.atomic():
        row = open_at(opened_at, opening(rng, cast, seller, opened_at), by=seller)
        for contact in rng.sample(cast.contacts, rng.choice((0, 0, 1, 2, 3))):
            row.add_participant(contact, by=seller, role=rng.choice(words.ROLES))
        at = opened_at
        for stage in path(rng, cast):
            at = office_hour(rng, at + timedelta(days=rng.uniform(2, 28)), cast.now)
            if at >= cast.now - timedelta(hours=1):
                break
            note(rng, cast, row, at - timedelta(hours=1), by=seller)
            row = revise_at(at, row, closing(rng, cast, row, stage, at), by=seller)
        backdate(row, cast.now, opened_at + timedelta(minutes=5))
        Opportunity.objects.filter(pk=row.pk).update(last_activity_at=min(at, cast.now))
    return row


def backdate(row: Opportunity, now: datetime, at: datetime) -> None:
    """Let what verbs recorded since the making began, by the real clock, have happened at `at`."""
    row.events.filter(happened_at__gte=now).update(happened_at=min(at, now - timedelta(minutes=1)))


def path(rng: Random, cast: Cast) -> list[Stage]:
    """Return the stages that an opportunity goes through, without the first."""
    open_ones = [stage for stage in cast.stages if stage.is_open]
    reached = rng.choices(range(len(open_ones)), weights=(2, 2, 2, 3, 3, 4, 4))[0]
    way = open_ones[1 : reached + 1]
    end = rng.random()
    if end < 0.3:
        return [*open_ones[1:], next(stage for stage in cast.stages if stage.kind == "won")]
    if end < 0.52:
        return [*way, next(stage for stage in cast.stages if stage.kind == "lost")]
    return way


def opening(rng: Random, cast: Cast, seller: User, at: datetime) -> dict[str, Any]:
    """Return what a new opportunity is opened with."""
    title, low, high, amount_type = rng.choice(words.OFFERS)
    contact = rng.choice(cast.contacts)
    step = 10 if high < 5000 else 500
    changes = {
        "title": f"{title} – {(contact.company or contact).name}",
        "contact": contact,
        "description": rng.choice(words.DESCRIPTIONS),
        "responsible": seller,
        "stage": cast.stages[0],
        "currency": rng.choice(CURRENCIES),
        "amount": Decimal(rng.randrange(low, high, step)) if rng.random() < 0.93 else None,
        "amount_type": amount_type,
        "periods": rng.randint(*PERIODS[amount_type]),
        "expected_close_on": due_day(rng, cast, at) if rng.random() < 0.95 else None,
        "tags": rng.sample(cast.tags, rng.choice((0, 0, 1, 1, 2))),
        "created_at": at,
        "stage_since": at,
    }
    if rng.random() < 0.1:
        changes |= {"restricted": True, "grants": grants(rng, cast, seller)}
    return changes


def due_day(rng: Random, cast: Cast, at: datetime) -> date:
    """Return when it may close: weeks after it was opened, and of the old ones most in the coming weeks."""
    due = at.date() + timedelta(days=rng.randrange(20, 160))
    if due < cast.now.date() and rng.random() < 0.8:
        due = cast.now.date() + timedelta(days=rng.randrange(-6, 75))
    return due


def grants(rng: Random, cast: Cast, seller: User) -> list[Grant]:
    """Return whom a restricted opportunity is shared with: a colleague, or a team."""
    if rng.random() < 0.3:
        return [Grant(rng.choice(list(teams())), CHANGE)]
    others = [person for person in cast.sellers if person != seller]
    return [Grant(person, rng.choice((VIEW, CHANGE))) for person in rng.sample(others, rng.choice((0, 1, 2)))]


def closing(rng: Random, cast: Cast, row: Opportunity, stage: Stage, at: datetime) -> dict[str, Any]:
    """Return the changes of one move: the stage, and what winning, losing or haggling brings along."""
    changes: dict[str, Any] = {"stage": stage}
    if not stage.is_open:
        changes["closed_on"] = timezone.localtime(at).date()
    if stage.kind == "lost" and rng.random() < 0.85:
        changes["lost_reason"] = rng.choice(cast.reasons)
    elif stage.is_open and row.amount and rng.random() < 0.15:
        changes["amount"] = (row.amount * Decimal(rng.choice(("0.9", "0.95", "1.1")))).quantize(Decimal(1))
    if stage.is_open and row.expected_close_on and Random(row.title + stage.name_en).random() < 0.2:
        changes["expected_close_on"] = max(row.expected_close_on, at.date()) + timedelta(days=21)
    if stage.is_open and rng.random() < 0.12:
        changes["own_probability"] = min(95, stage.probability + rng.choice((5, 10, 15)))
    return changes


def note(rng: Random, cast: Cast, row: Opportunity, at: datetime, *, by: User) -> None:
    """Let somebody write down what was said."""
    kind = rng.randrange(len(words.NOTES))
    others = [person for person in cast.sellers if person != by and not row.restricted]
    told = [rng.choice(others)] if others and rng.random() < 0.08 else []
    text = rng.choice(words.NOTES[kind])
    category = cast.categories[kind % len(cast.categories)]
    record(history_verbs.ADDED, row, by=by, page=row, text=text, category=category, happened_at=at, recipients=told)


def open_at(at: datetime, changes: dict[str, Any], *, by: User) -> Opportunity:
    """Open an opportunity as if `at` were now."""
    row = Opportunity(created_by=by)
    plan = plans.plan_opening(row, changes, by=by, now=at, today=timezone.localtime(at).date())
    row.carry_out(plan, by=by)
    return row


def revise_at(at: datetime, row: Opportunity, changes: dict[str, Any], *, by: User) -> Opportunity:
    """Revise an opportunity as if `at` were now."""
    plan = plans.plan_revision(row, changes, by=by, now=at, today=timezone.localtime(at).date())
    if plan.changes_anything:
        row.carry_out(plan, by=by)
    return row


def office_hour(rng: Random, at: datetime, latest: datetime) -> datetime:
    """Return a moment in office hours of that day, on a working day, and not after `latest`."""
    local = timezone.localtime(at)
    day = local.date() - timedelta(days=max(0, local.weekday() - 4))
    moment = datetime.combine(day, time(rng.randrange(8, 17), rng.randrange(60)), local.tzinfo)
    return min(moment, latest)
