"""Snapshots are kept for three years: what people did is not kept for ever where nobody compares it any more.

What still held at that day stays, so that each opportunity keeps its last one.
"""

from datetime import date, timedelta

from django.utils import timezone

from jobs import AGAIN, DONE, Outcome, Slice
from reports.models import OpportunitySnapshot

KEPT = timedelta(days=3 * 366)
BATCH = 1_000


def first_known_day() -> date:
    """Return the first day of which snapshots tell how every opportunity stood."""
    return timezone.localdate() - KEPT


def purge(slice: Slice) -> Outcome:
    """Delete the snapshots that had ended before the first day that is kept."""
    while not slice.time_is_up:
        keys = list(OpportunitySnapshot.objects.outdated(first_known_day()).values_list("pk", flat=True)[:BATCH])
        OpportunitySnapshot.objects.filter(pk__in=keys).delete()
        if len(keys) < BATCH:
            return DONE
    return AGAIN
