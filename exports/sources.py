"""Sources: what lists can be exported. An app of a higher floor declares one and registers it when it is ready."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from core.querysets import VisibleQuerySet
from imports.fields import OWN_ID, Field, Kind


@dataclass(frozen=True)
class Column:
    """A column of an export: its heading, of what kind its values are, and how one is got of a row.

    `value` takes the row and the source's `Spelling`. A NUMBER is a Decimal or int, a PERCENT an int, a DAY a date,
    NAMES a list of texts, all else a text; None is an empty cell. One for the import has the key and label of its
    field; one that is only to be read has a heading that no import knows.
    """

    key: str
    label: Any
    kind: Kind
    value: Callable[[Any, Any], Any]


class Spelling:
    """What rows refer to, as a file calls it: looked up for a batch of rows at once."""

    def prepare(self, rows: Sequence[Any], columns: Collection[str]) -> None:
        """Look up what the values of these columns need, in few questions however many rows there are."""


class Source(ABC):
    """A list that can be exported. `key` stands in addresses and is that of the import target of the same rows."""

    key: str = ""
    label: Any = ""
    # The heading of its page ("Export opportunities"), and the URL name of the list.
    heading: Any = ""
    icon: str = "download"
    list_url: str = ""

    @abstractmethod
    def columns(self) -> Sequence[Column]:
        """Return all columns in the order of the file: the row's own number, those of the list, then the rest."""

    @abstractmethod
    def found(self, request: HttpRequest) -> VisibleQuerySet:
        """Return the rows that the list shows at the address of the request, to whoever asks, in its order."""

    def shown(self, request: HttpRequest) -> Sequence[str]:
        """Return the keys of the columns that the list shows by somebody's choice; none where nobody has chosen."""
        return ()

    @abstractmethod
    def fetched(self, rows: VisibleQuerySet) -> VisibleQuerySet:
        """Return the rows with what their columns need of themselves; the rest is looked up by the `Spelling`."""

    @abstractmethod
    def spelling(self, user: Any) -> Spelling:
        """Return what calls things by their names for `user`, in the active language."""

    def left_out(self, request: HttpRequest) -> Sequence[str]:
        """Return what of the filter in the address could not be read, as sentences: such a file is not written."""
        return ()

    def batch(self, user: Any, keys: Sequence[int]) -> list[Any]:
        """Return the rows of these keys in this order, without those that `user` may not see (any more)."""
        model_rows: Any = self.rows()
        found = {row.pk: row for row in self.fetched(model_rows.visible_to(user).filter(pk__in=keys))}
        return [found[key] for key in keys if key in found]

    @abstractmethod
    def rows(self) -> VisibleQuerySet:
        """Return all rows, from which what one may see is chosen."""


def columns_of(
    fields: Sequence[Field],
    values: dict[str, Callable[[Any, Any], Any]],
    *,
    first: Sequence[str],
    others: Sequence[Column] = (),
) -> list[Column]:
    """Return a column for each field of the import, and those that are only to be read.

    `first` names the keys that the list shows, in its order; the row's own number stands before them. Raises KeyError
    for a field that nothing says how to write: what can be read can be written, but for what is `foreign` to us.
    """
    declared = [Column(field.key, field.label, field.kind, values[field.key]) for field in fields if not field.foreign]
    by_key = {column.key: column for column in (*declared, *others)}
    order = dict.fromkeys([OWN_ID, *first, *by_key])
    return [by_key[key] for key in order]


_sources: dict[str, Source] = {}


def register(source: Source) -> None:
    """Let the rows of `source` be exported; registering again replaces."""
    _sources[source.key] = source


def source(key: str) -> Source:
    """Return a source by its key. Raises KeyError where no app registered it."""
    return _sources[key]
