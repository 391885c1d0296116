"""How fast an import is taken back, and how long the longest of its writes keeps others from writing."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from django.db import connection

from imports.models import ImportRun
from imports.starting import work_off
from tools.memory import peak_bytes


def undone(run: ImportRun) -> dict[str, Any]:
    """Take a run back. Return the rate, the peak of memory so far, and the longest transaction in milliseconds."""
    run.refresh_from_db()
    with longest_transaction() as longest:
        began = time.perf_counter()
        run.take_back(by=run.owner)
        work_off(run)
        seconds = time.perf_counter() - began
    run.refresh_from_db()
    if run.taken_back < run.created:
        sys.exit(f"Only {run.taken_back} of {run.created} rows were taken back.")
    figures = {"undo_rate": round(run.created / seconds), "undo_longest_ms": round(longest() * 1000)}
    return figures | {"undo_peak_mb": round(peak_bytes() / (1 << 20))}


@contextmanager
def longest_transaction() -> Iterator[Callable[[], float]]:
    """Yield what tells the seconds of the longest transaction so far: from where it has begun until it is committed."""
    spans, began = [0.0], [0.0]
    switch = connection.set_autocommit

    def watched(autocommit: bool, *args: Any, **kwargs: Any) -> None:
        switch(autocommit, *args, **kwargs)
        if autocommit:
            spans.append(time.perf_counter() - began[0])
        else:
            began[0] = time.perf_counter()

    with patch.object(connection, "set_autocommit", watched):
        yield lambda: max(spans)
