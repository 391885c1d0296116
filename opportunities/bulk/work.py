"""The steps of a bulk change: looking, writing, undoing; batch by batch, in a worker's slices or at once.

The rows of a batch and what became of each are written in one transaction: a worker that is killed leaves either the
whole batch or nothing of it, and its successor takes the rows that are still to come. So each row is written once.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from core import slots
from core.bulk import update_many
from history.models import Event, record
from imports.telling import in_words_of_the_page
from jobs import AGAIN, DONE, Failed, Outcome
from opportunities import verbs
from opportunities.bulk.goings import stage_goes
from opportunities.bulk.judging import Judge, Verdict
from opportunities.bulk.sight import MOVES_ACCESS, count_unseen
from opportunities.bulk.undoing import undo
from opportunities.bulk.wishes import Unfulfillable, wish_of
from opportunities.bulk.writing import delete, write
from opportunities.models import BulkAction, BulkChange, BulkRow, Opportunity, Participant

CHECK, WRITE, UNDO = "opportunities.bulk_check", "opportunities.bulk_write", "opportunities.bulk_undo"
BATCH = 500
# Deleted one by one, each with its files and tasks; and grants are written row by row.
SMALL_BATCH = 25
STEP_OF = {BulkChange.State.CHECKING: CHECK, BulkChange.State.RUNNING: WRITE, BulkChange.State.UNDOING: UNDO}
KEPT_OF_ROW = ("version", "outcome", "overwrites", "reason", "sentence", "changed_by_id", "former")


class Slice(Protocol):
    """What a step needs of `jobs.Slice`; `AtOnce` is the other one."""

    @property
    def payload(self) -> dict[str, Any]: ...

    @property
    def by(self) -> Any: ...

    @property
    def time_is_up(self) -> bool: ...

    def save(self, checkpoint: dict[str, Any], *, done: int | None = None, total: int | None = None) -> None: ...


class AtOnce:
    """A step that is done in the request, in its transaction: no time limit, and no job to keep up to date."""

    time_is_up = False

    def __init__(self, change: BulkChange, by: Any) -> None:
        self.payload, self.by = {"change": change.pk}, by

    def save(self, checkpoint: dict[str, Any], *, done: int | None = None, total: int | None = None) -> None:
        """Nothing waits for it."""


def batches(
    change: BulkChange, slice: Slice, outcome: str, size: int, step: Callable[[list[BulkRow]], None]
) -> Outcome:
    """Do a step on all rows of an outcome, which it changes; return whether some are left for the next slice."""
    total = change.rows.count()
    still = change.rows.filter(outcome=outcome)
    done = total - still.count()
    while batch := list(still.order_by("pk")[:size]):
        with transaction.atomic():
            step(batch)
            update_many(batch, KEPT_OF_ROW)
            done += len(batch)
            slice.save({"after": batch[-1].pk}, done=done, total=total)
        if slice.time_is_up:
            return AGAIN
    return DONE


def current(slice: Slice, state: str) -> BulkChange | None:
    """Return the change of a step, or None where the step is at its end, or the change is gone."""
    found: BulkChange | None = BulkChange.objects.select_related("owner").filter(pk=slice.payload["change"]).first()
    return found if found is not None and found.state == state else None


def judge_of(change: BulkChange) -> Judge:
    """Return the judge of a change, with its owner's rights. Raises Failed where what is wished is gone."""
    try:
        return Judge.of(change, wish_of(change), change.owner)
    except Unfulfillable as reason:
        raise Failed(str(reason)) from reason


@in_words_of_the_page
def check_rows(slice: Slice) -> Outcome:
    """Look what the change comes to on each row, and of rows that are to be deleted what goes with them."""
    change = current(slice, BulkChange.State.CHECKING)
    if change is None:
        return DONE
    judge = judge_of(change)

    def look(batch: list[BulkRow]) -> None:
        verdicts = judge.look(batch)
        if change.action == BulkAction.DELETE:
            count_losses(change, verdicts)
        if change.action in MOVES_ACCESS:
            count_unseen(change, verdicts, by=judge.by)

    if batches(change, slice, BulkRow.Outcome.PENDING, BATCH, look) == AGAIN:
        return AGAIN
    end(change, slice, state=BulkChange.State.PREVIEW)
    return DONE


def count_losses(change: BulkChange, verdicts: Sequence[Verdict]) -> None:
    """Add what goes with the rows of a batch to what is counted already, in the caller's transaction."""
    rows = [verdict.row for verdict in verdicts if verdict.row and verdict.bulk_row.outcome == BulkRow.Outcome.READY]
    losses = Counter(change.losses)
    keys = [row.pk for row in rows]
    losses["participants"] += Participant.objects.filter(opportunity__in=keys).count()
    losses["events"] += (
        Opportunity.objects.filter(pk__in=keys).aggregate(number=Count("events"))["number"] if keys else 0
    )
    for counted in slots.ask("losses", user=change.owner, rows=rows) if rows else ():
        losses.update(counted)
    change.losses = dict(+losses)
    change.save(update_fields=["losses"])


@in_words_of_the_page
def write_rows(slice: Slice) -> Outcome:
    """Write what the preview has shown; at the end, whoever got something by it is told, once for all rows."""
    change = current(slice, BulkChange.State.RUNNING)
    if change is None:
        return DONE
    judge, by = judge_of(change), change.owner
    deletes, one_by_one = change.action == BulkAction.DELETE, change.action in (BulkAction.DELETE, BulkAction.ACCESS)

    def decide(batch: list[BulkRow]) -> None:
        verdicts = judge.decide(batch)
        delete(change, verdicts, by=by) if deletes else write(change, verdicts, by=by)

    if batches(change, slice, BulkRow.Outcome.READY, SMALL_BATCH if one_by_one else BATCH, decide) == AGAIN:
        return AGAIN
    with transaction.atomic():
        end(change, slice, state=BulkChange.State.DONE, finished_at=timezone.now())
        announce(change)
        stage_goes(change)
    return DONE


@in_words_of_the_page
def undo_rows(slice: Slice) -> Outcome:
    """Give the rows that were changed their former values back, with the rights of whoever asked for it."""
    change = current(slice, BulkChange.State.UNDOING)
    if change is None:
        return DONE
    size = SMALL_BATCH if change.action == BulkAction.ACCESS else BATCH
    by = slice.by

    def give_back(batch: list[BulkRow]) -> None:
        undo(change, batch, by=by)

    if batches(change, slice, BulkRow.Outcome.CHANGED, size, give_back) == AGAIN:
        return AGAIN
    with transaction.atomic():
        end(change, slice, state=BulkChange.State.UNDONE, undone_at=timezone.now(), undone_by=by)
        counts = {"action": change.wish | {"kind": change.action}, "restored": change.restored, "left": change.left}
        record(verbs.BULK_TAKEN_BACK, change, by=by, page=None, particulars=counts)
    return DONE


STEPS: dict[str, Callable[[Any], Outcome]] = {CHECK: check_rows, WRITE: write_rows, UNDO: undo_rows}


def end(change: BulkChange, slice: Slice, **fields: Any) -> None:
    """Write the end of a step with its counts, together with the hold on its job: who lost that ends nothing."""
    counts = counted(change)
    fields |= {
        "changed": sum(counts[one] for one in ("changed", "restored", "left")),
        "skipped": counts["skipped"],
        "restored": counts["restored"],
        "left": counts["left"],
    }
    with transaction.atomic():
        for name, value in fields.items():
            setattr(change, name, value)
        change.save(update_fields=[*fields])
        slice.save({"ended": True})


def counted(change: BulkChange) -> Counter[str]:
    """Return how many rows there are of each outcome."""
    found = change.rows.order_by().values_list("outcome").annotate(number=Count("pk"))
    return Counter({outcome: number for outcome, number in found})


def announce(change: BulkChange) -> Event:
    """Record that a bulk change was made, with what its new responsible person or grantees are told of it."""
    particulars: dict[str, Any] = {"count": change.changed, "skipped": change.skipped, "deed": change.action}
    if change.changed and change.action == BulkAction.RESPONSIBLE:
        particulars["responsible"] = change.wish["person"]
    if change.changed and change.action == BulkAction.ACCESS:
        particulars["granted"] = [{kind: pk} for kind, pk, _level in change.wish.get("grants", [])]
    particulars["by_job"] = change.job_id is not None
    return record(verbs.BULK_CHANGED, change, by=change.owner, page=None, particulars=particulars)
