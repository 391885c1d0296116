"""Questions that are put together once and asked many times.

Django puts each question to the database together anew. For the small ones that every page asks (the count of the bell,
who can be chosen, which stages there are) that takes several times as long as their answers. `answer` keeps what was
put together, never what was answered: the rows are asked of the database each time.

A question may be kept if its words follow from nothing but its arguments: no clock, no setting that changes, nothing
read from the database on the way. Of the asking person it may use what `standing` holds (accounts.models.standing):
whoever gets another role, team or stand-in asks another question from then on.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet
from django.db.models.signals import post_migrate
from django.utils.translation import get_language

# Each is some thousand bytes; a thread that serves fifty people needs a few for each of them.
KEPT = 500

Asking = Callable[..., QuerySet[Any]]


class _Store(threading.local):
    """What a thread keeps: what is put together belongs to its connection. The oldest goes first."""

    def __init__(self) -> None:
        self.emptied = 0
        self.questions: OrderedDict[Hashable, _Question] = OrderedDict()


class _Question:
    """One question as the database is asked it."""

    def __init__(self, rows: QuerySet[Any]) -> None:
        self.rows = rows
        self.compiler = rows.query.get_compiler(rows.db)
        try:
            self.asked = self.compiler.as_sql()
        except EmptyResultSet:  # nothing can fit: there is no need to ask
            self.asked = None
        else:
            self.compiler.as_sql = lambda *_args, **_kwargs: self.asked

    def answer(self) -> list[Any]:
        if self.asked is None:
            return []
        rows = self.rows.all()
        rows.query.get_compiler = lambda *_args, **_kwargs: self.compiler  # type: ignore[method-assign]
        return list(rows)


_store = _Store()
# How often all threads were told to forget.
_emptied = 0


def answer(asking: Asking, *args: Any, of: Any = None) -> list[Any]:
    """Return the rows of `asking(*args)`, a queryset; with a person `of` they are its first argument.

    `asking` is a function of a module, and all of `args` can be keys of a dictionary: a question is known by them.
    """
    questions = _questions()
    key = (asking, get_language(), of.standing if of is not None else None, args)
    question = questions.get(key)
    if question is None or question.compiler.connection is not connections[question.rows.db]:
        question = _Question(asking(*args) if of is None else asking(of, *args))
        questions[key] = question
        if len(questions) > KEPT:
            questions.popitem(last=False)
    else:
        questions.move_to_end(key)
    return question.answer()


def forget(**_signal: Any) -> None:
    """Forget all that any thread keeps: the tables, or the keys of their kinds, may be others now."""
    global _emptied
    _emptied += 1


def _questions() -> OrderedDict[Hashable, _Question]:
    if _store.emptied != _emptied:
        _store.emptied = _emptied
        _store.questions.clear()
    return _store.questions


post_migrate.connect(forget, dispatch_uid="core.kept.forget")
