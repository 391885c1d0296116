"""Filters of the administration."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin


class UsedChoices(admin.AllValuesFieldListFilter):
    """The values that rows have, by the labels of the field's choices; what no row has is not offered."""

    def choices(self, changelist: Any) -> Iterator[Any]:
        labels = {str(value): label for value, label in self.field.flatchoices}
        everything, *used = super().choices(changelist)
        yield everything
        for choice in used:
            yield {**choice, "display": labels.get(str(choice["display"]), choice["display"])}
