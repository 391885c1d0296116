"""What custom fields refer to: people, and what higher floors register, such as contacts."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet


@dataclass(frozen=True)
class Reference:
    """What the values of a kind of custom fields refer to.

    `kind` is that of the fields. `choosable` gives the rows that a person may choose; `label` calls one by its name as
    pages do, `name` as files do; `url` leads to its page ("" for none). `facts` are the fields that `label` and `url`
    need, `order` those by which rows are sorted. Where rows are found by typing, `suggest` names the address that a
    picker asks. `vocabulary` gives what the names of a file stand for, as a person sees it.
    """

    kind: str
    model: Any
    choosable: Callable[[Any], QuerySet[Any]]
    label: Callable[[Any], str]
    name: Callable[[Any], str]
    url: Callable[[Any], str]
    facts: tuple[str, ...]
    order: tuple[str, ...]
    vocabulary: Callable[[Any], Any]
    suggest: str = ""
    # Whether such rows can be deleted, so that one that is about to be named must be held.
    may_go: bool = True


_references: dict[str, Reference] = {}


def register(reference: Reference) -> None:
    """Let custom fields refer to such rows; registering again replaces."""
    _references[reference.kind] = reference


def reference(kind: str) -> Reference:
    """Return what a kind refers to. Raises KeyError where no app registered it."""
    return _references[kind]


def registered() -> list[Reference]:
    """Return all of them."""
    return list(_references.values())
