"""What nobody goes on with: drafts of imports, with the files that were uploaded for them."""

from django.utils import timezone

from imports.models import ImportRun
from jobs import AGAIN, DONE, Outcome, Slice


def delete_abandoned(slice: Slice) -> Outcome:
    """Delete the drafts that were left alone for thirty days, and their files."""
    for run in ImportRun.objects.abandoned(timezone.now())[:1000]:
        run.discard(by=None)
        if slice.time_is_up:
            return AGAIN
    return DONE
