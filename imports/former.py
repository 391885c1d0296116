"""Former values: what a row held before an import changed it, as JSON, and how it gets that back."""

import json
from collections.abc import Iterable
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models


def former_values(row: models.Model, names: Iterable[str]) -> dict[str, Any]:
    """Return the values of these fields as JSON; a foreign key is kept by its key, an amount as text."""
    held = {row._meta.get_field(name).attname: getattr(row, row._meta.get_field(name).attname) for name in names}
    return json.loads(json.dumps(held, cls=DjangoJSONEncoder))


def give_back(row: models.Model, former: dict[str, Any]) -> list[str]:
    """Set a row's attributes to former values, and return their names. The row is not saved."""
    by_attribute = {field.attname: field for field in row._meta.concrete_fields}
    kept = [attribute for attribute in former if attribute in by_attribute]
    for attribute in kept:
        field = by_attribute[attribute]
        plain = field.target_field if isinstance(field, models.ForeignKey) else field
        setattr(row, attribute, plain.to_python(former[attribute]))
    return kept
