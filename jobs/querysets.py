"""Questions to jobs and schedules."""

from datetime import datetime, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import Q

from core.querysets import VisibleQuerySet

LIVE_STATES = ("waiting", "running")


class JobQuerySet(VisibleQuerySet):
    """Jobs by state and by turn."""

    def visible_q(self, user: Any) -> Q:
        """A job is seen by whoever asked for it, and by administrators."""
        return Q() if user.is_administrator else Q(by=user)

    def editable_q(self, user: Any) -> Q:
        """Whoever sees a job may cancel it."""
        return Q()

    def live(self) -> Self:
        """Return the jobs that are not at their end."""
        return self.filter(state__in=LIVE_STATES)

    def due(self, now: datetime, *, grace: timedelta = timedelta()) -> Self:
        """Return the jobs a worker may take at `now`, longest waiting first: their turn has come, or their lease ended.

        `grace` passes over the ones whose turn came only so long ago: their wake-up is still on its way.
        """
        turn = Q(state="waiting", run_after__lte=now - grace)
        return self.filter(turn | Q(state="running", lease_until__lt=now)).order_by("run_after", "pk")

    def in_queues(self, queues: tuple[str, ...]) -> Self:
        """Return the jobs of these queues; of all, when none is named."""
        return self.filter(queue__in=queues) if queues else self

    def outdated(self, now: datetime) -> Self:
        """Return the ended jobs nobody asked for that are no longer worth a row: done for a day, else for 30 days."""
        ended = self.filter(by=None)
        return ended.filter(
            Q(state__in=("done", "cancelled"), finished_at__lt=now - timedelta(days=1))
            | Q(state="failed", finished_at__lt=now - timedelta(days=30))
        )


class ScheduleQuerySet(models.QuerySet[Any]):
    """Schedules by their next turn."""

    def due(self, now: datetime) -> Self:
        """Return the schedules whose turn has come at `now`."""
        return self.filter(due_at__lte=now)
