"""Taking the values of a deleted field from the rows, in slices."""

from typing import Any

from django.db import transaction

from core.bulk import update_many
from fields.bearers import bearer
from fields.models import CustomField
from jobs import AGAIN, DONE, Outcome, Slice

BATCH = 500


def clear(slice: Slice) -> Outcome:
    """Take the values of a field (`payload`: `field`) from the rows, in the order of their keys; then it is gone.

    It is no edit of the rows: neither their versions nor their history move.
    """
    field = CustomField.objects.filter(pk=slice.payload["field"], leaving=True).first()
    while field is not None and not slice.time_is_up:
        if not _clear_some(field, slice):
            return DONE
    return AGAIN if field is not None else DONE


def _clear_some(field: CustomField, slice: Slice) -> bool:
    """Take the values from the next rows; return whether there were any. Without any left the field is deleted."""
    kept = {"last": 0, "seen": 0, **slice.checkpoint}
    with transaction.atomic():
        rows = field.rows().filter(pk__gt=kept["last"]).select_for_update(no_key=True).order_by("pk")
        found: list[Any] = list(rows[:BATCH])
        if not found:
            field.delete()
            return False
        for row in found:
            row.custom.pop(field.key, None)
            row.custom_texts.pop(field.key, None)
        names = bearer(field.bearer).derive(found) if field.is_text else []
        update_many(found, ["custom", "custom_texts", *names])
        seen = kept["seen"] + len(found)
        slice.save({"last": found[-1].pk, "seen": seen}, done=seen)
    return True
