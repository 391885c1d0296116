"""Jobs and schedules. The row of a job is the truth about it; the queue of wake-ups only says when to look."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.template.defaultfilters import floatformat
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from core.ids import new_public_id
from core.models import PublicRow
from jobs import registry
from jobs.pace import faster_or_slower, in_words
from jobs.querysets import LIVE_STATES, JobQuerySet, ScheduleQuerySet

logger = logging.getLogger("jobs")

# How long a job belongs to the worker that took it. A slice lasts seconds; one that hangs longer has lost its job.
LEASE = timedelta(seconds=60)
MAX_ATTEMPTS = 5
MESSAGE_LENGTH = 500
FIRST_PAUSE = timedelta(seconds=10)
LONGEST_PAUSE = timedelta(hours=1)


def pause_after(attempts: int) -> timedelta:
    """Return how long to wait after so many attempts in a row that failed: 10 s, 20 s, 40 s … up to an hour."""
    return min(FIRST_PAUSE * 2 ** min(attempts - 1, 20), LONGEST_PAUSE)


class Job(PublicRow):
    """One piece of work: what, for whom, how far it is, and who is at it.

    A worker holds it by a lease; `leased_by` names the one holding and is new with each taking, so that a worker that
    woke up late writes nothing: every write of progress asks for it. `attempts` counts the takings since the last slice
    that ended well, or the last new checkpoint, a killed worker's included. `error` is for administrators: where it
    went wrong, never with values.
    """

    class State(models.TextChoices):
        """How far it is; the first two are live."""

        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    kind = models.CharField(_("kind"), max_length=100, choices=registry.choices)
    queue = models.CharField(_("queue"), max_length=32, default="default")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("started by")
    )
    payload = models.JSONField(_("payload"), default=dict, blank=True)
    checkpoint = models.JSONField(_("checkpoint"), default=dict, blank=True)
    done = models.PositiveBigIntegerField(_("done so far"), default=0)
    total = models.PositiveBigIntegerField(_("of altogether"), null=True, blank=True)
    # How many are done a second, of late, and when they were last counted.
    pace = models.FloatField(_("done a second"), null=True, editable=False)
    moved_at = models.DateTimeField(null=True, editable=False)
    message = models.CharField(_("message"), max_length=MESSAGE_LENGTH, blank=True)
    error = models.TextField(_("error"), blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    max_attempts = models.PositiveSmallIntegerField(_("attempts at most"), default=MAX_ATTEMPTS)
    lease_until = models.DateTimeField(_("lease until"), null=True, blank=True)
    leased_by = models.CharField(_("leased by"), max_length=100, blank=True)
    run_after = models.DateTimeField(_("not before"), default=timezone.now)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    started_at = models.DateTimeField(_("started at"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    dedupe_key = models.CharField(_("key against doubles"), max_length=200, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        constraints = [
            models.UniqueConstraint(
                fields=["dedupe_key"],
                condition=Q(state__in=LIVE_STATES) & ~Q(dedupe_key=""),
                name="jobs_job_one_live_per_key",
            ),
            models.CheckConstraint(
                condition=Q(state="running", lease_until__isnull=False) | ~Q(state="running") & Q(lease_until=None),
                name="jobs_job_leased_while_running",
            ),
        ]
        indexes = [
            models.Index(fields=["run_after", "id"], condition=Q(state="waiting"), name="jobs_job_waiting"),
            models.Index(fields=["lease_until"], condition=Q(state="running"), name="jobs_job_running"),
            models.Index(fields=["by", "-created_at"], name="jobs_job_of_person"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.public_id}"

    @property
    def name(self) -> str:
        """What it is called in the logs, whose language is nobody's."""
        return f"{self.kind} {self.public_id}"

    @property
    def is_live(self) -> bool:
        """Whether it is not at its end yet."""
        return self.state in LIVE_STATES

    @property
    def is_retrying(self) -> bool:
        """Whether it waits because the last attempt failed."""
        return self.state == self.State.WAITING and self.attempts > 0

    @property
    def percent(self) -> int | None:
        """How far it is, from 0 to 100; None while the whole is not known."""
        return min(100, self.done * 100 // self.total) if self.total else None

    @property
    def pace_in_words(self) -> str:
        """How fast it is, such as "1,200 rows per second"; "" while that is not known."""
        if not self.pace or not self.is_live:
            return ""
        number = f"{self.pace:.1f}" if self.pace < 10 else floatformat(round(self.pace), "0g")
        return str(registry.pace(self.kind)) % {"pace": number}

    @property
    def time_left(self) -> str:
        """About how long it still takes, in words; "" while that is not known."""
        if not self.pace or not self.total or not self.is_live:
            return ""
        return in_words(max(self.total - self.done, 0) / self.pace)

    # Taking and giving back. Each `update` asks for the lease, so that only the holder writes.

    def take(self, worker: str) -> bool:
        """Lease a due job, locked by the caller's transaction, to `worker`; return whether there is work to do.

        A job that was taken too often without one good end is failed instead: it kills its workers.
        """
        if self.attempts >= self.max_attempts:
            self.state, self.error = self.State.FAILED, "The worker ended while doing it, every time."
            self.lease_until, self.leased_by, self.finished_at = None, "", timezone.now()
        else:
            now = timezone.now()
            self.state, self.attempts = self.State.RUNNING, self.attempts + 1
            self.lease_until, self.leased_by = now + LEASE, f"{worker}/{new_public_id()}"
            self.started_at = self.started_at or now
        self.save(update_fields=["state", "error", "attempts", "lease_until", "leased_by", "started_at", "finished_at"])
        return self.state == self.State.RUNNING

    def hold(self, **changes: Any) -> bool:
        """Write `changes` and renew the lease; return whether the job was still this worker's.

        A new `done` tells how fast it is.
        """
        now = timezone.now()
        if "done" in changes:
            counted, since = changes["done"] - self.done, self.moved_at or self.started_at
            changes["moved_at"] = now
            if counted > 0 and since:
                changes["pace"] = faster_or_slower(self.pace, counted=counted, since=since, now=now)
        return self._write(lease_until=now + LEASE, **changes)

    def put_back(self) -> bool:
        """End a slice that went well with more to do: behind the others that wait. Return whether it was ours."""
        return self._release(state=self.State.WAITING, attempts=0, error="", run_after=timezone.now())

    def complete(self) -> bool:
        """End the job well; return whether it was still ours."""
        return self._release(state=self.State.DONE, attempts=0, error="", finished_at=timezone.now())

    def fail(self, message: str, error: str = "") -> bool:
        """End the job badly, with a sentence for whoever asked for it; return whether it was still ours."""
        now = timezone.now()
        return self._release(state=self.State.FAILED, message=message[:MESSAGE_LENGTH], error=error, finished_at=now)

    def stumble(self, error: str) -> bool:
        """End a slice that went wrong: try again after a pause, or fail after the last attempt."""
        if self.attempts >= self.max_attempts:
            return self.fail("", error)
        run_after = timezone.now() + pause_after(self.attempts)
        return self._release(state=self.State.WAITING, error=error, run_after=run_after)

    def cancel(self, *, by: Any) -> bool:
        """Stop it: what is written stays, the slice at work writes nothing more. Return whether it was still live."""
        stopped = type(self).objects.filter(pk=self.pk).live()
        ended = {"state": self.State.CANCELLED, "lease_until": None, "leased_by": "", "finished_at": timezone.now()}
        if not stopped.update(**ended):
            return False
        logger.info("Job %s was cancelled by user %s.", self.name, by.pk)
        self.refresh_from_db()
        return True

    def _release(self, **changes: Any) -> bool:
        return self._write(lease_until=None, leased_by="", **changes)

    def _write(self, **changes: Any) -> bool:
        ours = type(self).objects.filter(pk=self.pk, state=self.State.RUNNING, leased_by=self.leased_by)
        if not ours.update(**changes):
            return False
        for name, value in changes.items():
            setattr(self, name, value)
        return True

    @contextmanager
    def in_words_of_its_person(self) -> Iterator[None]:
        """Speak the language and keep the clock of whoever asked for the job; the site's where nobody did."""
        language = (self.by and self.by.language) or settings.LANGUAGE_CODE
        zone = self.by.zone if self.by else timezone.get_default_timezone()
        with translation.override(language), timezone.override(zone):
            yield


class Schedule(models.Model):
    """When a kind of job is next due by the clock. Whoever moves `due_at` on has claimed the turn, alone."""

    kind = models.CharField(_("kind"), max_length=100, unique=True, choices=registry.choices)
    due_at = models.DateTimeField(_("due at"), default=timezone.now, db_index=True)

    objects = ScheduleQuerySet.as_manager()

    class Meta:
        verbose_name = _("schedule")
        verbose_name_plural = _("schedules")

    def __str__(self) -> str:
        return str(self.get_kind_display())

    def claim(self, interval: timedelta, now: datetime) -> bool:
        """Move `due_at` to the next turn after `now`, in step with the former ones; return whether we were first."""
        turns = (now - self.due_at) // interval + 1
        return bool(
            type(self).objects.filter(pk=self.pk, due_at=self.due_at).update(due_at=self.due_at + turns * interval)
        )
