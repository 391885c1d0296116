"""What can be undone no more: bulk changes go after seven days, with what their rows held before."""

from django.utils import timezone

from jobs import AGAIN, DONE, Outcome, Slice
from opportunities.models import BulkChange, BulkRow

BATCH = 5000


def tidy(slice: Slice) -> Outcome:
    """Delete bulk changes whose time is over, and previews that nobody answered; the history of the rows stays."""
    for change in BulkChange.objects.outdated(timezone.now()).order_by("pk"):
        while keys := list(change.rows.values_list("pk", flat=True)[:BATCH]):
            BulkRow.objects.filter(pk__in=keys).delete()
            if slice.time_is_up:
                return AGAIN
        change.delete()
    return DONE
