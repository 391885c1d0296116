"""One deed that changes many rows: what it has to say is gathered, and said once at its end.

Whoever changes many rows for one person's one click opens a deed around it:

    with one_deed(by=dora, word="handed_over", **{"from": "Anna Test"}):
        for row in rows:
            row.revise({"responsible": ben}, by=dora)

Whoever tells people of changes (`notifications.telling`) looks for `current()` and lets it `gather` what it would have
told row by row. Nothing else is put off: rows and their history are written as always.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.crypto import get_random_string

Finish = Callable[["Deed", list[Any]], None]


@dataclass
class Deed:
    """What somebody does at once: who, in which word, its particulars (language-neutral, as those of an event).

    Deeds of the same `key` are parts of one: a job that works in several slices names itself there.
    """

    by: Any
    word: str
    particulars: dict[str, Any]
    key: str
    in_parts: bool
    _gathered: dict[Finish, list[Any]] = field(default_factory=dict)

    def gather(self, finish: Finish, things: Iterable[Any]) -> None:
        """Keep `things` for `finish`, which is called once at the end with all that was kept for it."""
        self._gathered.setdefault(finish, []).extend(things)

    def end(self) -> None:
        """Call who waits for the end, in the deed's transaction."""
        for finish, things in self._gathered.items():
            finish(self, things)


_current: ContextVar[Deed | None] = ContextVar("deed", default=None)


def current() -> Deed | None:
    """Return the deed that is under way, if there is one."""
    return _current.get()


@contextmanager
def one_deed(*, by: Any, word: str = "gathered", key: str = "", **particulars: Any) -> Iterator[Deed]:
    """Gather what is to be told of what happens inside, in one transaction; a deed inside another is part of that.

    `key` is for work in several transactions (`f"bulk:{job.pk}"`): what later parts tell is added to what the first
    told. Where something is raised, nothing is told, as nothing has happened.
    """
    outer = _current.get()
    if outer is not None:
        yield outer
        return
    deed = Deed(by, word, particulars, key or get_random_string(12), in_parts=bool(key))
    with transaction.atomic():
        token = _current.set(deed)
        try:
            yield deed
        finally:
            _current.reset(token)
        deed.end()
