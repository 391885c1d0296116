"""Keeping tables short that only grow: ended jobs, keys of forms, sessions."""

from datetime import timedelta
from typing import Any

from django.contrib.sessions.models import Session
from django.utils import timezone

from core.models import IdempotencyKey
from jobs.models import Job
from jobs.registry import AGAIN, DONE, Outcome
from jobs.slices import Slice

BATCH = 500


# A form that was posted is not posted again after so long.
FORMS_KEPT = timedelta(days=30)


def tidy_forms(slice: Slice) -> Outcome:
    """Delete what only grows: the keys of forms that were posted long ago, and sessions that have ended."""
    now = timezone.now()
    for rows in (
        IdempotencyKey.objects.filter(created_at__lt=now - FORMS_KEPT),
        Session.objects.filter(expire_date__lt=now),
    ):
        while keys := _keys(rows):
            rows.model._default_manager.filter(pk__in=keys).delete()
            if slice.time_is_up:
                return AGAIN
    return DONE


def _keys(rows: Any) -> list[Any]:
    return list(rows.values_list("pk", flat=True)[:BATCH])


def tidy(slice: Slice) -> Outcome:
    """Delete ended jobs that nobody asked for; what people started stays, their pages may name it."""
    while not slice.time_is_up:
        keys = list(Job.objects.outdated(timezone.now()).values_list("pk", flat=True)[:BATCH])
        Job.objects.filter(pk__in=keys).delete()
        if len(keys) < BATCH:
            return DONE
    return AGAIN
