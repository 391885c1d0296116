"""What hangs on the rows of a batch, asked for in one question and without making a model of each."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import models


def grouped(pairs: Iterable[tuple[int, Any]]) -> dict[int, list[Any]]:
    """Return the values by key, in the order in which they come; nothing where there is no such key."""
    found: dict[int, list[Any]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return found


def tags_of(model: type[models.Model], rows: Sequence[Any]) -> dict[int, list[str]]:
    """Return the names of the tags on rows of a model, by the key of the row."""
    field: Any = model._meta.get_field("tags")
    column = field.m2m_column_name()
    through = field.remote_field.through._default_manager.filter(**{f"{column}__in": [row.pk for row in rows]})
    return grouped(through.order_by("tag__folded").values_list(column, "tag__name"))
