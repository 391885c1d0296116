"""Files of exports whose time is over, and what was left of ones that did not come to their end."""

from django.utils import timezone

from exports.models import ExportRun
from jobs import AGAIN, DONE, Outcome, Slice


def take_away_expired(slice: Slice) -> Outcome:
    """Delete the files of exports that have expired, and of stopped ones; the rows about them stay."""
    for rows in (ExportRun.objects.expired(timezone.now()), ExportRun.objects.stopped()):
        for run in rows[:1000]:
            run.take_away()
            if slice.time_is_up:
                return AGAIN
    return DONE
