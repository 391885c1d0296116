"""The register of administrators' lists: each app says what its lists are, and how much their entries are used."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.http import Http404
from django.urls import reverse
from django.utils.functional import Promise

from core.models import NamedRow

Text = str | Promise


@dataclass(frozen=True)
class Column:
    """A further column of a list's page: its heading, and what it shows of an entry.

    `look_up` gives all entries of a page what `show` needs of them, with as few questions as it takes.
    """

    heading: Text
    show: Callable[[Any], Any]
    number: bool = False
    look_up: Callable[[Sequence[Any]], None] | None = None


def no_refusal(_row: Any) -> str:
    """Say nothing against deleting an entry."""
    return ""


def siblings(row: NamedRow) -> "models.QuerySet[Any]":
    """Return the other entries of a row's list, in order."""
    kept = kept_of(row)
    rows = kept.model._default_manager.order_by("position", "pk")
    if kept.parent:
        rows = rows.filter(**{kept.parent: getattr(row, f"{kept.parent}_id")})
    return rows.exclude(pk=row.pk)


@dataclass(frozen=True)
class KeptList:
    """A list that administrators keep.

    `key` names it in addresses and in the log. `fields` are typed beside the names. `uses` counts, by key of the entry,
    what refers to entries; `used` says a number of it in words. An entry in use is deleted by giving its place to
    another one of `others`: by `replace(row, other)`, which returns how many changed, or, where each change is one of
    its own, by `begin(row, other, by=)`, which returns the address where it goes on. `refusal` says why an entry cannot
    go at all. `parent` is the foreign key to what has such a list each: then `of` names one in the address.
    `needs_active` holds where forms could ask for an entry in vain otherwise. `placed` says where a new entry stands
    among its siblings; `added` is called with it. `related` is what the columns ask of all entries at once. `words`
    puts values of fields into words, for the log; `choices` are those of fields that hold several, or give them.
    """

    key: str
    model: type[NamedRow]
    heading: Text
    icon: str
    about: Text
    uses: Callable[[Sequence[int]], dict[int, int]]
    used: Callable[[int], str]
    fields: tuple[str, ...] = ()
    columns: tuple[Column, ...] = ()
    position: int = 0
    parent: str = ""
    badge: str = ""
    related: tuple[str, ...] = ()
    replace: Callable[[Any, Any], int] | None = None
    begin: Callable[..., str] | None = None
    others: Callable[[Any], Any] = siblings
    refusal: Callable[[Any], str] = no_refusal
    removing: Callable[[Any], None] | None = None
    added: Callable[[Any], None] | None = None
    placed: Callable[[Any, Sequence[Any]], int] | None = None
    opens: Callable[[Any], str] | None = None
    used_url: Callable[[Any], str] | None = None
    needs_active: bool = False
    words: Mapping[str, Callable[[Any], str]] = field(default_factory=dict)
    choices: Mapping[str, Callable[[], Sequence[tuple[str, Text]]]] = field(default_factory=dict)

    def rows(self, of: Any = None) -> "models.QuerySet[Any]":
        """Return the entries in order; of a list with a parent, those of this one."""
        rows = self.model._default_manager.order_by("position", "pk")
        return rows.filter(**{self.parent: of}) if self.parent else rows

    def parent_of(self, row: Any) -> Any:
        """Return what has the list in which an entry stands, None for a list that there is once."""
        return getattr(row, self.parent) if self.parent else None

    def url(self, of: Any = None, page: str = "list", *args: Any) -> str:
        """Return the address of a page of the list, with what has it."""
        address = reverse(f"lists:{page}", args=[self.key, *args])
        return f"{address}?of={of.pk}" if of is not None else address

    def use_of(self, row: Any) -> int:
        """Return how often one entry is used."""
        return self.uses([row.pk]).get(row.pk, 0)


_lists: dict[str, KeptList] = {}


def register(kept: KeptList) -> KeptList:
    """Let administrators keep a list in the product."""
    _lists[kept.key] = kept
    return kept


def every() -> list[KeptList]:
    """Return the lists that the page of settings names: those that there are once."""
    return sorted((kept for kept in _lists.values() if not kept.parent), key=lambda kept: kept.position)


def known(key: str) -> KeptList | None:
    """Return the list of a key, None for none."""
    return _lists.get(key)


def opened(key: str) -> KeptList:
    """Return the list of an address. Raises Http404 for none."""
    kept = known(key)
    if kept is None:
        raise Http404
    return kept


def kept_of(row: Any) -> KeptList:
    """Return the list that a row is an entry of; LookupError where nobody keeps its model."""
    for kept in _lists.values():
        if isinstance(row, kept.model):
            return kept
    raise LookupError(type(row).__name__)
