"""Asking for work, waking a worker up for it, and taking the next job in turn.

The wake-ups are tasks of django-tasks: `docs/decisions/0003-jobs.md` says why they are not the truth.
"""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from jobs import registry, slices
from jobs.models import Job, Schedule

# How long a wake-up may take before a job that waits for it counts as forgotten.
GRACE = timedelta(seconds=5)


@task()
def advance(key: int) -> None:
    """Run one slice of the job with this key, if it is its turn and nobody holds it: what a wake-up does.

    Our own worker takes the wake-ups itself; this body is for workers of other django-tasks backends.
    """
    if (job := lease(key, worker="django-tasks")) is not None:
        run(job)


def enqueue(
    kind: str,
    *,
    by: Any = None,
    payload: dict[str, Any] | None = None,
    queue: str = "default",
    dedupe_key: str = "",
    max_attempts: int | None = None,
) -> Job:
    """Ask for work in the caller's transaction, and return its job.

    `payload` is JSON. With a `dedupe_key` the live job of the same key is returned, if there is one, and nothing is
    added. Raises LookupError for a kind that no app registered.
    """
    registry.handler(kind)
    wanted = {"kind": kind, "by": by, "payload": payload or {}, "queue": queue}
    if max_attempts is not None:
        wanted["max_attempts"] = max_attempts
    with transaction.atomic():
        if dedupe_key:
            job, is_new = Job.objects.live().get_or_create(dedupe_key=dedupe_key, defaults=wanted)
        else:
            job, is_new = Job.objects.create(**wanted), True
        if is_new:
            wake_up(job)
    return job


def wake_up(job: Job) -> None:
    """Put a wake-up for a waiting job behind the others; one that waits for later gets it at its time."""
    later = job.run_after if job.run_after > timezone.now() else None
    if later is None or advance.get_backend().supports_defer:
        advance.using(queue_name=job.queue, run_after=later).enqueue(job.pk)


def lease(key: int, *, worker: str) -> Job | None:
    """Take the job with this key for `worker`; None where it is not its turn, or somebody else holds it."""
    with transaction.atomic():
        due = Job.objects.due(timezone.now()).filter(pk=key)
        job = due.select_for_update(skip_locked=True).first()
        return job if job is not None and job.take(worker) else None


def next_job(*, worker: str, queues: tuple[str, ...] = ()) -> Job | None:
    """Take the job whose turn it is for `worker`, or None.

    The oldest wake-up first. When none is ready: a job whose wake-up got lost, or whose worker was killed.
    """
    ready = DBTaskResult.objects.ready().filter(task_path=advance.module_path, backend_name=advance.backend)
    if queues:
        ready = ready.filter(queue_name__in=queues)
    while ready.exists():
        with transaction.atomic():
            wake = ready.get_locked()
            if wake is None:  # the other workers were faster
                break
            job = lease(wake.args_kwargs["args"][0], worker=worker)
            wake.delete()
        if job is not None:
            return job
    forgotten = Job.objects.due(timezone.now(), grace=GRACE).in_queues(queues).values_list("pk", flat=True)
    return next((job for key in forgotten[:20] if (job := lease(key, worker=worker)) is not None), None)


def run(job: Job, **options: Any) -> None:
    """Run one slice of a leased job; what is left goes behind the others that wait."""
    slices.run(job, **options)
    if job.state == Job.State.WAITING:
        wake_up(job)


def tick() -> None:
    """Enqueue a job for each schedule whose turn has come. Of many workers, one does it."""
    intervals = registry.intervals()
    now = timezone.now()
    for schedule in Schedule.objects.due(now).filter(kind__in=intervals):
        with transaction.atomic():
            if schedule.claim(intervals[schedule.kind], now):
                enqueue(schedule.kind, dedupe_key=scheduled(schedule.kind))


def scheduled(kind: str) -> str:
    """Return the key under which at most one job of a scheduled kind is live."""
    return f"schedule:{kind}"


def set_up_schedules() -> None:
    """Make the rows of the schedules that apps registered, due at once; forget the ones no app has any more."""
    intervals = registry.intervals()
    known = set(Schedule.objects.values_list("kind", flat=True))
    Schedule.objects.bulk_create(
        [Schedule(kind=kind) for kind in intervals if kind not in known], ignore_conflicts=True
    )
    Schedule.objects.exclude(kind__in=intervals).delete()
