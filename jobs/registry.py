"""What can be done: handlers and labels by kind, and the kinds that run by the clock.

Filled by apps in `AppConfig.ready()`.
"""

from collections.abc import Callable
from datetime import timedelta
from enum import Enum
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from jobs.slices import Slice


class Outcome(Enum):
    """What a handler says at the end of a slice: some is left, or all is done."""

    AGAIN = "again"
    DONE = "done"


AGAIN = Outcome.AGAIN
DONE = Outcome.DONE

# A handler that returns nothing has done all there was.
Handler = Callable[["Slice"], Outcome | None]

PACE = gettext_lazy("%(pace)s per second")

_handlers: dict[str, Handler] = {}
_paces: dict[str, Any] = {}
_labels: dict[str, Any] = {}
_intervals: dict[str, timedelta] = {}


class Failed(Exception):
    """Raised by a handler when trying again is of no use; its text is a sentence for the person who asked."""


def register(kind: str, label: Any, *, pace: Any = PACE) -> Callable[[Handler], Handler]:
    """Let the decorated function do the jobs of this kind, named `<app>.<verb>`; registering again replaces.

    `label` says to people what is done, `pace` how fast, with %(pace)s for how many are done a second.
    """

    def keep(handler: Handler) -> Handler:
        _handlers[kind], _labels[kind], _paces[kind] = handler, label, pace
        return handler

    return keep


def every(kind: str, label: Any, *, minutes: int) -> Callable[[Handler], Handler]:
    """Register a kind, and have one job of it enqueued every so many minutes, however many workers run.

    A run that is still going on is not joined by a second one; runs missed while no worker was there are not made up.
    """
    if minutes < 1:
        raise ValueError("A schedule needs at least one minute.")
    _intervals[kind] = timedelta(minutes=minutes)
    return register(kind, label)


def handler(kind: str) -> Handler:
    """Return the function that does the jobs of this kind. Raises LookupError where no app registered it."""
    try:
        return _handlers[kind]
    except KeyError:
        raise LookupError(f"No app has registered jobs of the kind {kind!r}.") from None


def pace(kind: str) -> Any:
    """Return how is said how fast jobs of this kind are."""
    return _paces.get(kind, PACE)


def intervals() -> dict[str, timedelta]:
    """Return the kinds that run by the clock, with their intervals."""
    return dict(_intervals)


def choices() -> list[tuple[str, Any]]:
    """Return the kinds with their labels, as a model's field takes them."""
    return sorted(_labels.items())
