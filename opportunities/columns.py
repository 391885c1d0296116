"""Which columns the list shows: those of ours, those that others add, and what somebody has chosen of them."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from opportunities.ordering import COLUMNS, ListColumn

Provider = Callable[[Any], Sequence[ListColumn]]
# Without it a row leads nowhere.
FIRST = "title"

_providers: dict[str, Provider] = {}


def add(name: str, provider: Provider) -> None:
    """Let `provider` give further columns for a person, such as fields of the administrator's (again: replaces)."""
    _providers[name] = provider


def columns_for(user: Any) -> list[ListColumn]:
    """Return all columns that `user` may choose from, the everyday ones first."""
    further = [column for provider in _providers.values() for column in provider(user)]
    return sorted([*COLUMNS, *further], key=lambda column: not column.everyday)


def chosen_of(columns: Sequence[ListColumn], keys: Iterable[str]) -> list[ListColumn]:
    """Return the columns of these keys in their order, the title among them; the everyday ones where none is known.

    A key of a column that is no more is passed over.
    """
    by_key = {column.key: column for column in columns}
    chosen = [by_key[key] for key in dict.fromkeys(keys) if key in by_key]
    if not chosen:
        return [column for column in columns if column.everyday]
    return chosen if any(column.key == FIRST for column in chosen) else [by_key[FIRST], *chosen]
