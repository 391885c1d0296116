"""Starting an import: from here on it is written, and what was said about its file is remembered for the next one."""

from typing import Any

from django.db import transaction

from imports.memory import remember
from imports.models import ImportRun


def start(run: ImportRun, *, by: Any) -> bool:
    """Start writing the rows in the background; return False when it has been started, or was not checked."""
    with transaction.atomic():
        started = run.start(by=by)
        if started:
            remember(run)
    return started
