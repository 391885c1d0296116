"""Long work, and work by the clock: what a request must not wait for.

An app registers what it can do in its `AppConfig.ready()`:

    jobs.register("imports.run")(run_import)            # run_import(slice) -> jobs.AGAIN or jobs.DONE
    jobs.every("tasks.remind", minutes=1)(remind)       # the same, by the clock

and asks for it with `jobs.enqueue("imports.run", by=anna, payload={"run": 7})`. A handler works until
`slice.time_is_up`, calling `slice.save(...)` in each transaction that writes rows, and returns `jobs.AGAIN` while
something is left. It raises `jobs.Failed("a sentence for the person who started it")` when trying again is of no use;
every other exception is tried again with a growing pause.
"""

from importlib import import_module
from typing import Any

from jobs.registry import AGAIN, DONE, Failed, Outcome, every, register
from jobs.slices import LeaseLost, Slice

__all__ = ["AGAIN", "DONE", "Failed", "LeaseLost", "Outcome", "Slice", "enqueue", "every", "register"]


def __getattr__(name: str) -> Any:
    # This package is imported before the apps are loaded, when models cannot be; so `enqueue` is looked up when used.
    if name == "enqueue":
        return import_module("jobs.queue").enqueue
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
