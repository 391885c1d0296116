"""Starting an import: from here on it is written, and what was said about its file is remembered for the next one."""

import time
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from imports.memory import remember
from imports.models import ImportRun
from jobs import Failed, queue

REST = 0.2


def start(run: ImportRun, *, by: Any) -> bool:
    """Start writing the rows in the background; return False when it has been started, or was not checked.

    Raises Busy while the same file is being written.
    """
    with transaction.atomic():
        said = run.answers
        started = run.start(by=by)
        if started:
            remember(run, said)
    return started


def work_off(run: ImportRun) -> None:
    """Do what is enqueued for an import as a worker does it, or wait for the worker who was faster.

    For the command line. Raises Failed where it was stopped before its end.
    """
    while run.is_working and run.job_id is not None:
        job = queue.lease(run.job_id, worker="command line")
        if job is None:
            time.sleep(REST)
        else:
            queue.run(job)
        run.refresh_from_db()
    if run.is_stopped:
        raise Failed(run.job.message if run.job and run.job.message else _("The import was stopped."))
