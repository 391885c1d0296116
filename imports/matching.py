"""Which existing rows the rows of a file mean: what every target asks alike."""

from collections.abc import Mapping, Sequence
from typing import Any

from core.lookups import any_of


def by_value(keys: Mapping[int, str], rows: Any, name: str) -> dict[int, Sequence[Any]]:
    """Return by line those of `rows` (a queryset) whose field `name` is the key of the line; one question for all."""
    found: dict[str, list[Any]] = {}
    for row in rows.filter(any_of(name, keys.values())).order_by("pk") if keys else ():
        found.setdefault(getattr(row, name), []).append(row)
    return {line: found[key] for line, key in keys.items() if key in found} if found else {}
