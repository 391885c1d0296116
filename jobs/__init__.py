"""Long work, and work by the clock: what a request must not wait for.

An app registers what it can do in its `AppConfig.ready()`:

    jobs.register("imports.run", _("Import: writing the rows"))(run_import)    # (slice) -> jobs.AGAIN or jobs.DONE
    jobs.every("tasks.remind", _("Reminding of tasks"), minutes=1)(remind)      # the same, by the clock

and asks for it with `jobs.queue.enqueue("imports.run", by=anna, payload={"run": 7})`. A handler works until
`slice.time_is_up`, calling `slice.save(...)` in each transaction that writes rows, and returns `jobs.AGAIN` while
something is left. It raises `jobs.Failed("a sentence for the person who started it")` when trying again is of no use;
every other exception is tried again with a growing pause.

Here stands what may be imported before the apps are loaded; `enqueue` needs the models and stays in `jobs.queue`.
"""

from jobs.registry import AGAIN, DONE, Failed, Outcome, every, register
from jobs.slices import LeaseLost, Slice

__all__ = ["AGAIN", "DONE", "Failed", "LeaseLost", "Outcome", "Slice", "every", "register"]
