"""Taking snapshots: of each opportunity that stands otherwise than its last one, in slices.

It runs every hour, so that today's are never older; a day has one of each at the most, which is corrected until the day
is over. What was missed meanwhile is put on its own day by `reports.deriving`.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone

from core.bulk import insert_many, update_many
from history.models import Event
from jobs import AGAIN, DONE, Outcome, Slice
from opportunities.models import Opportunity, Stage
from opportunities.querysets import PROBABILITY
from opportunities.rates import Rates
from reports.deriving import TELLING, Stages, Standing, standings
from reports.models import OpportunitySnapshot

BATCH = 2_000
# In the order of `Standing`, of an opportunity (with `effective_probability`) and of a snapshot.
OF_ROW = ("stage_id", "stage__kind", "total", "currency", "effective_probability", "expected_close_on")
OF_SNAPSHOT = ("stage_id", "kind", "total", "currency", "probability", "expected_close_on")


def take(slice: Slice) -> Outcome:
    """Take the snapshots that are due, in the order of the opportunities' keys."""
    kept = {"last": 0, "seen": 0, **slice.checkpoint}
    stages = list(Stage.objects.all())
    while not slice.time_is_up:
        with transaction.atomic():
            keys = take_some(kept["last"], stages)
            if not keys:
                return DONE
            kept = {"last": keys[-1], "seen": kept["seen"] + len(keys)}
            slice.save(kept, done=kept["seen"])
    return AGAIN


def take_all() -> None:
    """Take all snapshots that are due, at once: for demo data, and before a test looks."""
    stages, last = list(Stage.objects.all()), 0
    while keys := take_some(last, stages):
        last = keys[-1]


def take_some(after: int, stages: Iterable[Stage]) -> list[int]:
    """Take the snapshots of the next opportunities behind a key; return their keys, none at the end."""
    rows = Opportunity.objects.filter(pk__gt=after).order_by("pk")
    keys = list(rows.values_list("pk", flat=True)[:BATCH])
    if not keys:
        return []
    span = {"pk__gte": keys[0], "pk__lte": keys[-1]}
    now = rows.filter(**span).annotate(effective_probability=PROBABILITY).values_list("pk", *OF_ROW, "responsible_id")
    held = OpportunitySnapshot.objects.standing().filter(opportunity__gte=keys[0], opportunity__lte=keys[-1])
    known = {key: fields for key, *fields in held.values_list("opportunity_id", *OF_SNAPSHOT, "responsible_id")}
    due = [key for key, *fields in now if known.get(key) != fields]
    if due:
        with transaction.atomic():
            _Taking(due, list(stages)).write()
    return keys


class _Taking:
    """One batch of opportunities that stand otherwise than their last snapshots."""

    def __init__(self, keys: Sequence[int], stages: Sequence[Stage]) -> None:
        self.now = timezone.now()
        self.today = timezone.localtime(self.now, timezone.get_default_timezone()).date()
        locked = Opportunity.objects.filter(pk__in=keys).select_for_update(no_key=True, of=("self",))
        self.rows = list(locked.select_related("stage").order_by("pk"))
        self.stages = Stages({one.pk: one.kind for one in stages}, {one.pk: one.probability for one in stages})
        self.places = {one.pk: (one.position, one.pk) for one in stages}
        last = OpportunitySnapshot.objects.standing().filter(opportunity__in=keys)
        self.last = {one.opportunity_id: one for one in last}
        self.events = self._events(keys)
        self.rates = Rates.of(self._currencies())
        self.new: list[OpportunitySnapshot] = []
        self.ended: list[OpportunitySnapshot] = []
        self.corrected: list[OpportunitySnapshot] = []

    def write(self) -> None:
        """Write the snapshots that are due, and let the former ones end."""
        for row in self.rows:
            self._take(row)
        # The last ones end first: there is one that stands still, at any moment.
        update_many(self.ended, ["until", "lasted"])
        update_many(self.corrected, [field.attname for field in OpportunitySnapshot._meta.fields if field.name != "id"])
        insert_many(self.new)

    def _take(self, row: Opportunity) -> None:
        last, now = self.last.get(row.pk), _standing(row)
        opened_on = None if last else timezone.localtime(row.created_at, timezone.get_default_timezone()).date()
        events = [one for one in self.events[row.pk] if last is None or one[2] > last.taken_at]
        found = standings(now, events, opened_on and min(opened_on, self.today), self.stages)
        if not found or found[-1][1] != now:
            found.append((self.today, now))
        for day, standing in found:
            taken = self._snapshot(row, day, standing, last, standing is found[-1][1])
            if last is not None and day <= last.day:
                self._correct(last, taken)
                continue
            if last is not None:
                last.until, last.lasted = day, (day - last.day).days
                if last.pk:
                    self.ended.append(last)
            self.new.append(taken)
            last = taken

    def _snapshot(
        self, row: Opportunity, day: date, standing: Standing, last: OpportunitySnapshot | None, is_now: bool
    ) -> OpportunitySnapshot:
        as_it_is = is_now and (row.closed_on is not None or day == self.today)
        base = row.base_total if as_it_is else self.rates.in_base(standing.total, standing.currency, day)
        reached = self._further(last.reached_id if last else None, standing)
        fields = {**vars(standing), "opportunity_id": row.pk, "day": day, "taken_at": self.now, "reached_id": reached}
        return OpportunitySnapshot(**fields, base_total=base)

    def _correct(self, last: OpportunitySnapshot, taken: OpportunitySnapshot) -> None:
        """Let the last snapshot say how its day ended after all."""
        for field in OpportunitySnapshot._meta.fields:
            if field.name not in ("id", "day", "until", "lasted"):
                setattr(last, field.attname, getattr(taken, field.attname))
        if last.pk:
            self.corrected.append(last)

    def _further(self, reached: int | None, standing: Standing) -> int | None:
        """Return the further of the stage reached before and the one of a standing; closed stages are beyond."""
        if standing.kind != "open" or standing.stage_id is None:
            return reached
        if reached is None or self.places.get(standing.stage_id, (0, 0)) > self.places.get(reached, (-1, 0)):
            return standing.stage_id
        return reached

    def _events(self, keys: Sequence[int]) -> dict[int, list[tuple[str, dict[str, Any], datetime]]]:
        pages = Event.objects.filter(page_type=ContentType.objects.get_for_model(Opportunity), page_id__in=keys)
        told = pages.filter(verb__in=TELLING).order_by("happened_at", "pk")
        if len(self.last) == len(keys):
            told = told.filter(happened_at__gt=min(one.taken_at for one in self.last.values()))
        found: dict[int, list[Any]] = defaultdict(list)
        for key, *event in told.values_list("page_id", "verb", "particulars", "happened_at"):
            found[key].append(tuple(event))
        return found

    def _currencies(self) -> set[str]:
        told = {
            budget["currency"]
            for events in self.events.values()
            for _verb, particulars, _at in events
            if isinstance(budget := particulars.get("from"), dict) and "currency" in budget
        }
        return told | {row.currency for row in self.rows}


def _standing(row: Opportunity) -> Standing:
    return Standing(
        stage_id=row.stage_id,
        kind=row.stage.kind,
        total=row.total,
        currency=row.currency,
        probability=row.probability,
        expected_close_on=row.expected_close_on,
        responsible_id=row.responsible_id,
    )
