"""Keeping the table of jobs short."""

from django.utils import timezone

from jobs.models import Job
from jobs.registry import AGAIN, DONE, Outcome
from jobs.slices import Slice

BATCH = 500


def tidy(slice: Slice) -> Outcome:
    """Delete ended jobs that nobody asked for; what people started stays, their pages may name it."""
    while not slice.time_is_up:
        keys = list(Job.objects.outdated(timezone.now()).values_list("pk", flat=True)[:BATCH])
        Job.objects.filter(pk__in=keys).delete()
        if len(keys) < BATCH:
            return DONE
    return AGAIN
