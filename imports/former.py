"""Former values: what a row held before an import changed it, as JSON, and how it gets that back."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models


def former_values(row: models.Model, names: Iterable[str]) -> dict[str, Any]:
    """Return the values of these fields as JSON; a foreign key is kept by its key, an amount as text."""
    attributes = [row._meta.get_field(name).attname for name in names]
    return {attribute: _plain(getattr(row, attribute)) for attribute in attributes}


def _plain(value: Any) -> Any:
    """Return a value as JSON can hold it. Django's own encoder would cut microseconds off."""
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def give_back(row: models.Model, former: dict[str, Any]) -> list[str]:
    """Set a row's attributes to former values, and return their names. The row is not saved."""
    by_attribute = {field.attname: field for field in row._meta.concrete_fields}
    kept = [attribute for attribute in former if attribute in by_attribute]
    for attribute in kept:
        field = by_attribute[attribute]
        plain = field.target_field if isinstance(field, models.ForeignKey) else field
        setattr(row, attribute, plain.to_python(former[attribute]))
    return kept
