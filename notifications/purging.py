"""Keeping the inboxes short."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from jobs import AGAIN, DONE, Outcome, Slice
from notifications.models import Notification

BATCH = 500


def purge(slice: Slice) -> Outcome:
    """Delete what was read or mailed more than NOTIFICATIONS_KEPT_DAYS ago, and after twice that what never was."""
    kept = timedelta(days=settings.NOTIFICATIONS_KEPT_DAYS)
    while not slice.time_is_up:
        keys = list(Notification.objects.outdated(timezone.now(), kept).values_list("pk", flat=True)[:BATCH])
        Notification.objects.filter(pk__in=keys).delete()
        if len(keys) < BATCH:
            return DONE
    return AGAIN
