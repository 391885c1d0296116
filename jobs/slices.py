"""A slice: the seconds that a handler gets at a time, so that a mail never waits behind an import."""

import logging
import traceback
from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

from jobs import registry

if TYPE_CHECKING:
    from jobs.models import Job

logger = logging.getLogger("jobs")

SECONDS = 2.0


class LeaseLost(Exception):
    """The job is no longer this worker's: it was cancelled, or another worker took it up. Nothing more is written."""


class Slice:
    """What a handler holds in its hand: the job's payload and checkpoint, and when to stop."""

    def __init__(self, job: "Job", *, stopping: Callable[[], bool] = bool, seconds: float = SECONDS) -> None:
        self.job = job
        self._stopping = stopping
        self._ends_at = monotonic() + seconds

    @property
    def payload(self) -> dict[str, Any]:
        """What was enqueued."""
        return self.job.payload

    @property
    def by(self) -> Any:
        """Who asked for the job, or None."""
        return self.job.by

    @property
    def checkpoint(self) -> dict[str, Any]:
        """How far the work is, as it was last saved; an empty dict at first."""
        return self.job.checkpoint

    @property
    def time_is_up(self) -> bool:
        """Whether to return AGAIN now: the slice is over, or the worker was asked to stop."""
        return monotonic() >= self._ends_at or self._stopping()

    def save(
        self,
        checkpoint: dict[str, Any],
        *,
        done: int | None = None,
        total: int | None = None,
        message: str | None = None,
    ) -> None:
        """Keep how far the work is. Call it in the transaction that writes the rows, and each row is written once.

        `done` and `total` are counts for the progress bar, `message` a sentence under it; None leaves them. A new
        checkpoint is progress that lasts: earlier attempts count no more. Raises LeaseLost where the job is no longer
        ours: let it pass, so that the transaction is rolled back.
        """
        shown = {"done": done, "total": total, "message": message, "attempts": None}
        if checkpoint != self.job.checkpoint:
            shown["attempts"] = 1
        if not self.job.hold(
            checkpoint=checkpoint, **{key: value for key, value in shown.items() if value is not None}
        ):
            raise LeaseLost(str(self.job))


def run(job: "Job", *, stopping: Callable[[], bool] = bool) -> None:
    """Run one slice of a job that this process has leased, and write down how it ended.

    Exceptions of the handler end here: Failed fails the job, every other one is tried again later. What the database
    raises while the end is written passes on; then the lease runs out and another worker takes the job up.
    """
    try:
        with job.in_words_of_its_person():
            outcome = registry.handler(job.kind)(Slice(job, stopping=stopping))
    except LeaseLost:
        logger.info("Job %s was taken from this worker.", job.name)
    except registry.Failed as reason:
        logger.warning("Job %s failed for good.", job.name)
        job.fail(str(reason))
    except Exception as error:
        logger.exception("Job %s went wrong (attempt %s of %s).", job.name, job.attempts, job.max_attempts)
        job.stumble(place_of(error))
    else:
        ended = job.put_back() if outcome is registry.AGAIN else job.complete()
        if not ended:
            logger.info("Job %s was taken from this worker at the end of its slice.", job.name)


def place_of(error: Exception) -> str:
    """Return where an exception came from, without its text: that may hold what people typed, or a password."""
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"{Path(frame.filename).parent.name}/{Path(frame.filename).name}:{frame.lineno}" for frame in frames[-3:]]
    return f"{type(error).__module__}.{type(error).__qualname__} at {' > '.join(places)}"
