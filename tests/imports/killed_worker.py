"""Real workers to be killed: `python -m tests.imports.killed_worker <database> <folder of the files> <seed>`.

Setting Django up takes longer than an import of a few rows; so this process does it once, and forks a worker for each
line that it reads. It answers each with the worker's process id, and works on nothing itself.
"""

import os
import random
import signal
import sys

import django
from django.conf import settings

settings.DATABASES["default"]["NAME"] = sys.argv[1]
settings.MEDIA_ROOT = sys.argv[2]
django.setup()

from imports import undoing, work  # noqa: E402
from jobs import registry, slices, worker  # noqa: E402

ROWS = 8


def work_in_small_pieces(seed: int) -> None:
    """Make batches short, and end a slice after some of them: a worker can then be killed at many different points."""
    chance = random.Random(seed)
    work.BATCH, undoing.UNDO_BATCH, worker.LOOK_EVERY = ROWS, ROWS, 0.02
    slices.Slice.time_is_up = property(lambda slice: chance.random() < 0.3)  # type: ignore[assignment, misc]
    registry._intervals = {}
    worker.Worker().work()


if __name__ == "__main__":
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # killed children leave nothing behind
    for number, _line in enumerate(sys.stdin):
        child = os.fork()
        if not child:
            work_in_small_pieces(int(sys.argv[3]) + number)
            os._exit(0)
        print(child, flush=True)
