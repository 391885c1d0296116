"""What bears custom fields: the rows of a higher floor, which registers them when it is ready."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Bearer:
    """Rows that bear custom fields. `key` is that of their import target, and what a field names its rows by.

    The model has the columns `custom` and `custom_texts` (see `fields.plans`), a `version` and `last_activity_at`.
    `derive` sets on some rows what follows from these, and returns the names of the attributes. `noun` counts them:
    an `ngettext_lazy` that names its number `%(n)s`, by that number.
    """

    key: str
    label: Any
    model: Any
    derive: Callable[[Sequence[Any]], list[str]]
    noun: Callable[[int], Any]

    def counted(self, n: int) -> str:
        """Return "3 opportunities"."""
        return str(self.noun(n)) % {"n": n}


_bearers: dict[str, Bearer] = {}


def register(bearer: Bearer) -> None:
    """Let rows bear custom fields; registering again replaces."""
    _bearers[bearer.key] = bearer


def bearer(key: str) -> Bearer:
    """Return a bearer by its key. Raises KeyError where no app registered it."""
    return _bearers[key]


def registered() -> list[Bearer]:
    """Return all bearers."""
    return list(_bearers.values())


def choices() -> list[tuple[str, Any]]:
    """Return the bearers with their labels, as a model's field takes them."""
    return [(each.key, each.label) for each in _bearers.values()]
