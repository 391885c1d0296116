"""The three parts of bin/test, and what is said about them at the end."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from types import FrameType

from tools.browser import find_browser
from tools.setup_steps import PYTHON, ROOT, UTF8, say

PARTS = ("sqlite", "postgresql", "journeys")
PASSED, FAILED, NOT_RUN = "passed", "FAILED", "DID NOT RUN"
NO_TESTS_COLLECTED = 5
# Several processes at a time, and each starts more: what one of them compiled, the others need not compile again.
COMPILE_ONCE = {"PYTHONDONTWRITEBYTECODE": ""}
# The exit code by which tools.on_postgresql says that it could start no server.
NO_SERVER = 87


def run(
    parts: Sequence[str],
    required: Mapping[str, bool],
    processes: int | None,
    more: Sequence[str],
    long_once: bool = False,
) -> int:
    """Run the parts one after the other, say how each went, and return the exit code.

    `long_once` leaves what takes long to the first database, and second looks out of the journeys.
    """
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _leave)
    number = str(processes or min(max(os.cpu_count() or 2, 2), 8))
    second = partial(_on_postgresql, "not journey and not long" if long_once else "not journey")
    deeds: dict[str, Callable[[list[str], list[str]], str]] = {
        "sqlite": _on_sqlite,
        "postgresql": second,
        "journeys": partial(_journeys, "journey and not long" if long_once else "journey"),
    }
    lines, failed = [], False
    with tempfile.TemporaryDirectory(prefix="crm-prepared-", ignore_cleanup_errors=True) as prepared:
        # What one part prepares (tests/prepared.py), the next finds ready.
        os.environ["TEST_PREPARED_DIR"] = prepared
        for part in (part for part in PARTS if part in parts):
            say(f"\n=== {part} ===")
            began = time.monotonic()
            outcome = deeds[part](["-n", number, "--dist", "loadgroup"], list(more))
            failed |= outcome == FAILED or (outcome == NOT_RUN and required.get(part, False))
            lines.append(f"  {part:<12}{outcome:<14}{time.monotonic() - began:6.0f} s")
    say("\n" + "\n".join(lines))
    return 1 if failed else 0


def _on_sqlite(parallel: list[str], more: list[str]) -> str:
    return _verdict(_call(_pytest("-m", "not journey", *parallel, *more), DATABASE_URL=""))


def _on_postgresql(chosen: str, parallel: list[str], more: list[str]) -> str:
    code = _call([PYTHON, "-m", "tools.on_postgresql", *_pytest("-m", chosen, *parallel, *more)])
    if code == NO_SERVER:
        say("!!! The suite DID NOT RUN on PostgreSQL: no server could be started (see above).")
        return NOT_RUN
    return _verdict(code)


def _journeys(chosen: str, parallel: list[str], more: list[str]) -> str:
    browser = find_browser()
    if browser is None:
        say("!!! No Chromium or Chrome was found (CHROMIUM may name one), so these journeys DID NOT RUN:")
        _call(_pytest("-m", "journey", "--collect-only", "-q", "--no-header", *more), DATABASE_URL="")
        return NOT_RUN
    return _verdict(_call(_pytest("-m", chosen, *parallel, *more), DATABASE_URL="", CHROMIUM=browser))


def _pytest(*arguments: str) -> list[str | Path]:
    return [PYTHON, "-m", "pytest", "-q", *arguments]


def _verdict(code: int) -> str:
    """Return how a part went by pytest's exit code; a part in which no test ran has shown nothing."""
    if code == NO_TESTS_COLLECTED:
        say("!!! Not one test was chosen here. Check what follows --, or name the part that you mean by --only.")
    return PASSED if code == 0 else FAILED


def _call(command: Sequence[str | Path], **environment: str) -> int:
    """Run a command and return its exit code; whatever ends us ends it first."""
    everything = {**os.environ, **UTF8, **COMPILE_ONCE, **environment}
    child = subprocess.Popen([str(part) for part in command], cwd=ROOT, env=everything)
    try:
        return child.wait()
    except BaseException:
        child.terminate()
        child.wait()
        raise


def _leave(number: int, frame: FrameType | None) -> None:
    sys.exit(128 + number)
