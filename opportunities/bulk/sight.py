"""Whose open work a bulk change takes out of their sight: told in the preview, before anything is written."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from copy import copy
from typing import Any

from django.db import transaction

from core import slots
from opportunities.bulk.judging import Verdict
from opportunities.bulk.writing import write
from opportunities.models import BulkAction, BulkChange, BulkRow, Opportunity

# What moves who may see a row.
MOVES_ACCESS = (BulkAction.ACCESS, BulkAction.RESPONSIBLE)


def count_unseen(change: BulkChange, verdicts: Sequence[Verdict], *, by: Any) -> None:
    """Add to `change.unseen` how much open work of whom goes out of sight with a batch, in the caller's transaction.

    The rows on which others have open work are written and taken back at once: so who would still see them is asked of
    the rule of access itself. What the verdicts hold stays as it is.
    """
    ready = {v.row.pk: v for v in verdicts if v.row and v.plan and v.bulk_row.outcome == BulkRow.Outcome.READY}
    held: dict[int, Counter[Any]] = defaultdict(Counter)
    for answer in slots.ask("held_work", user=by, rows=[v.row for v in ready.values()]) if ready else ():
        for key, counts in answer.items():
            held[key].update(counts)
    if not held:
        return
    people = {person for counts in held.values() for person in counts}
    before = seen_by(people, held)
    with transaction.atomic():
        tried = [Verdict(copy(ready[key].bulk_row), copy(ready[key].row), ready[key].plan) for key in held]
        write(change, tried, by=by)
        lost = before - seen_by(people, held)
        transaction.set_rollback(True)
    unseen = Counter(change.unseen)
    for key, person in lost:
        unseen[str(person.pk)] += held[key][person]
    change.unseen = dict(+unseen)
    change.save(update_fields=["unseen"])


def seen_by(people: Any, keys: Any) -> set[tuple[int, Any]]:
    """Return the pairs of a row's key and a person who may see that row: one question a person."""
    return {
        (key, person)
        for person in people
        for key in Opportunity.objects.visible_to(person).filter(pk__in=list(keys)).values_list("pk", flat=True)
    }
