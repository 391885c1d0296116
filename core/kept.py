"""Questions that are put together once and asked many times.

Django puts each question to the database together anew. For the small ones that every page asks (the count of the bell,
who can be chosen, which stages there are) that takes several times as long as their answers. What is kept here is what
was put together, never what was answered: the rows are asked of the database each time.

A question may be kept if its words follow from nothing but its key: no clock, no setting that changes, nothing read
from the database on the way. Of the asking person it may use what `standing` holds (accounts.models.standing): whoever
gets another role, team or stand-in asks another question from then on.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from contextlib import nullcontext
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet, Value
from django.db.models.signals import post_migrate
from django.utils.translation import get_language

from core.preparing import Preparing

# Each is some thousand bytes; a thread that serves fifty people needs a few for each of them.
KEPT = 500

Rows = QuerySet[Any]


class Blank(Value):
    """A place in a kept question that is filled in when it is asked: with one of the `filling`, a value of a field."""

    def __init__(self, number: int, field: Any) -> None:
        super().__init__(None, output_field=field)
        self.number = number

    def as_sql(self, *_given: Any, **_context: Any) -> Any:
        return "%s", (self,)

    def filled(self, filling: Sequence[Any], connection: Any) -> Any:
        """Return the value as the database takes it. Raises ValidationError for one that the field cannot have."""
        field = self.output_field
        return field.get_db_prep_value(field.to_python(filling[self.number]), connection)


class _Question:
    """One question as the database is asked it."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self.compiler = rows.query.get_compiler(rows.db)
        self.connection = connections[rows.db]
        try:
            self.asked = self.compiler.as_sql()
        except EmptyResultSet:  # nothing can fit: there is no need to ask
            self.asked = None
        else:
            self.compiler.as_sql = lambda *_args, **_kwargs: self.asked  # type: ignore[method-assign]
            self.preparing = Preparing(self.connection, self.asked[0])
            self.blank = self.asked if any(isinstance(param, Blank) for param in self.asked[1]) else None

    def answer(self, filling: Sequence[Any]) -> list[Any]:
        """Ask it once more, with its blanks filled in."""
        if self.asked is None:
            return []
        if self.blank:
            sql, params = self.blank
            fill = lambda param: param.filled(filling, self.connection) if isinstance(param, Blank) else param  # noqa: E731
            self.asked = sql, tuple(map(fill, params))
        rows = self.rows.all()
        rows.query.get_compiler = lambda *_args, **_kwargs: self.compiler  # type: ignore[method-assign]
        with nullcontext() if self.blank else self.preparing():
            return list(rows)


class _Store(threading.local):
    """What a thread keeps: what is put together belongs to its connection. What was used longest ago goes first."""

    def __init__(self) -> None:
        self.emptied = 0
        self.kept: OrderedDict[Hashable, list[_Question]] = OrderedDict()


_store = _Store()
# How often all threads were told to forget.
_emptied = 0


def answer(asking: Callable[..., Rows], *args: Hashable, of: Any = None) -> list[Any]:
    """Return the rows of `asking(*args)`, a queryset; of a person, they are the first argument.

    `asking` is a function of a module: the question is known by it, the person's standing, and `args`.
    """
    asked = lambda: [asking(*args) if of is None else asking(of, *args)]  # noqa: E731
    return next(answers((asking, args), asked, of=of))


def answers(
    key: Hashable | None, asking: Callable[[], Iterable[Rows]], *, of: Any = None, filling: Sequence[Any] = ()
) -> Iterator[list[Any]]:
    """Yield the rows of each of the querysets that `asking` gives, of which there is at least one.

    They are known by `key` and the person's standing; without a key they are put together anew. One is asked when its
    rows are taken, not before. `filling` goes into their blanks (`Blank`), and is no part of what they are known by.
    """
    if key is None:
        yield from map(list, asking())
        return
    kept = _of_this_thread()
    known = (key, get_language(), of.standing if of is not None else None)
    questions = kept.get(known)
    if questions is None or any(one.connection is not connections[one.rows.db] for one in questions):
        questions = kept[known] = [_Question(rows) for rows in asking()]
    kept.move_to_end(known)
    if len(kept) > KEPT:
        kept.popitem(last=False)
    for one in questions:
        yield one.answer(filling)


def forget(**_signal: Any) -> None:
    """Forget all that any thread keeps: the tables, or the keys of their kinds, may be others now."""
    global _emptied
    _emptied += 1


def _of_this_thread() -> OrderedDict[Hashable, list[_Question]]:
    if _store.emptied != _emptied:
        _store.emptied = _emptied
        _store.kept.clear()
    return _store.kept


post_migrate.connect(forget, dispatch_uid="core.kept.forget")
