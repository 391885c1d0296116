"""A real worker process for the tests of being killed: `python -m tests.jobs.counting_worker <database> <lease>`."""

import sys
import time
from datetime import timedelta

import django
from django.conf import settings

settings.DATABASES["default"]["NAME"] = sys.argv[1]
django.setup()

from django.db import transaction  # noqa: E402

import jobs  # noqa: E402
from jobs import models, registry  # noqa: E402
from jobs.worker import Worker  # noqa: E402


def write_lines(slice: jobs.Slice) -> jobs.Outcome:
    """Write a row for each line, three to a transaction, together with the checkpoint."""
    total = slice.payload["lines"]
    for _transaction in range(5):
        with transaction.atomic():
            reached = slice.checkpoint.get("reached", 0)
            chunk = range(reached, min(reached + 3, total))
            ended = {"kind": "tests.line", "state": "done", "by_id": slice.payload["person"]}
            models.Job.objects.bulk_create(models.Job(**ended, payload={"line": line}) for line in chunk)
            time.sleep(slice.payload["seconds"])
            slice.save({"reached": chunk.stop}, done=chunk.stop, total=total)
        if chunk.stop == total:
            return jobs.DONE
        if slice.time_is_up:
            break
    return jobs.AGAIN


if __name__ == "__main__":
    models.LEASE = timedelta(seconds=float(sys.argv[2]))
    registry._handlers, registry._intervals = {"tests.write_lines": write_lines}, {}
    worker = Worker()
    worker.listen()
    worker.work()
