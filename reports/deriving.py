"""How an opportunity stood at the ends of days that are over, out of its history.

Beginning at how it stands, what was recorded is taken back, the last first. So the days before the first snapshot are
known, as are those that a job missed because no worker ran. Not recorded, and therefore of today, are what
administrators change for many rows at once (the probability of a stage) and what took an import back.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from opportunities import verbs

# The verbs whose events tell of something that a snapshot holds.
TELLING = (
    verbs.MOVED,
    verbs.BUDGET_CHANGED,
    verbs.CURRENCY_CHANGED,
    verbs.DUE_CHANGED,
    verbs.PROBABILITY_CHANGED,
    verbs.RESPONSIBLE_CHANGED,
)


@dataclass(frozen=True)
class Standing:
    """What a snapshot holds of an opportunity, but for what follows from the other fields."""

    stage_id: int | None
    kind: str
    total: Decimal | None
    currency: str
    probability: int
    expected_close_on: date | None
    responsible_id: int


@dataclass(frozen=True)
class Stages:
    """The stages as they are, by key: the kind and the probability of each."""

    kinds: dict[int, str]
    probabilities: dict[int, int]

    def moved_to(self, labels: dict[str, Any], kind: str | None = None) -> dict[str, Any]:
        """Return the fields of a standing in the stage that an event names; one that is deleted has no key."""
        key = labels.get("id")
        known = key if key in self.kinds else None
        kind = self.kinds.get(key, kind or "open") if key is not None else kind or "open"
        return {"stage_id": known, "kind": kind, "probability": self.probabilities.get(known or 0, 0)}


def standings(now: Standing, events: Sequence[Any], opened_on: date | None, stages: Stages) -> list[tuple[date, Any]]:
    """Return (day, Standing) for each day that left an opportunity otherwise than the day before, the first one first.

    `events` are (verb, particulars, happened_at) of `TELLING`, the first one first. With `opened_on`, its first day,
    the standing of that day is the first; without, only days with events are told, the last of them as `now`.
    """
    before = _taken_back(now, events, stages)
    after = [*before[1:], now] if events else []
    by_day: dict[date, Standing] = {}
    if opened_on is not None:
        by_day[opened_on] = before[0]
    for (_verb, _particulars, happened_at), standing in zip(events, after, strict=True):
        day = timezone.localtime(happened_at, timezone.get_default_timezone()).date()
        # What was entered for a time before it was opened belongs to its first day.
        by_day[max(day, opened_on) if opened_on else day] = standing
    found: list[tuple[date, Standing]] = []
    for day in sorted(by_day):
        if not found or found[-1][1] != by_day[day]:
            found.append((day, by_day[day]))
    return found


def _taken_back(now: Standing, events: Sequence[Any], stages: Stages) -> list[Standing]:
    """Return how it stood before each event, the first one first; of no event how it stands."""
    standing, before = now, []
    for verb, particulars, _happened_at in reversed(events):
        standing = replace(standing, **_former(verb, particulars, stages))
        before.append(standing)
    before.reverse()
    return _with_probabilities(before, events, stages) if before else [now]


def _former(verb: str, particulars: dict[str, Any], stages: Stages) -> dict[str, Any]:
    """Return the fields that were otherwise before an event."""
    was = particulars.get("from")
    if verb == verbs.MOVED:
        return stages.moved_to(was or {})
    if verb == verbs.BUDGET_CHANGED:
        if was is None:
            return {"total": None}
        return {"total": Decimal(was["amount"]), "currency": was["currency"]}
    if verb == verbs.CURRENCY_CHANGED:
        return {"currency": was} if was else {}
    if verb == verbs.DUE_CHANGED:
        return {"expected_close_on": date.fromisoformat(was["day"]) if was else None}
    if verb == verbs.RESPONSIBLE_CHANGED:
        return {"responsible_id": was["user"]} if was else {}
    return {}


def _with_probabilities(before: list[Standing], events: Sequence[Any], stages: Stages) -> list[Standing]:
    """Return the standings with the probabilities that were set by hand: those last until the next move."""
    own: int | None = None
    first = next((event for event in events if event[0] in (verbs.PROBABILITY_CHANGED, verbs.MOVED)), None)
    if first and first[0] == verbs.PROBABILITY_CHANGED:
        own = first[1]["from"]["percent"]
    found = []
    for standing, (verb, particulars, _happened_at) in zip(before, events, strict=True):
        follows = stages.probabilities.get(standing.stage_id or 0, standing.probability)
        found.append(replace(standing, probability=follows if own is None else own))
        if verb == verbs.MOVED:
            own = None
        elif verb == verbs.PROBABILITY_CHANGED:
            own = particulars["to"]["percent"]
    return found
