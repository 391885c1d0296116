"""Beginning a bulk change, and taking its next step: each does nothing twice, however often it is asked for."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.bulk import insert_columns
from core.editing import locked
from jobs import Failed
from jobs.queue import enqueue
from opportunities.bulk.selection import MOST
from opportunities.bulk.work import CHECK, STEP_OF, STEPS, UNDO, WRITE, AtOnce, counted
from opportunities.models import BulkChange, BulkRow
from opportunities.models.bulk import AT_ONCE

State = BulkChange.State


def begin(
    action: str, wish: dict[str, Any], keys: Sequence[int], *, by: Any, query: str = "", gone: int = 0
) -> BulkChange:
    """Settle which rows a bulk change is about, and look what it comes to on them: at once, or by a worker.

    Raises ValidationError where no row is left of what was chosen, there are too many, or what is wished is gone.
    """
    if not keys:
        raise ValidationError(_("Nothing is left of what was chosen. Go back to the list and choose again."))
    if len(keys) > MOST:
        raise ValidationError(_("At most 100,000 opportunities are changed at once. Narrow the filter."))
    with transaction.atomic():
        change: BulkChange = BulkChange.objects.create(
            owner=by, action=action, wish=wish, query=query, gone=gone, rows_chosen=len(keys)
        )
        same = {"change_id": change.pk, "former": {}}
        insert_columns(BulkRow, len(keys), {"row_key": keys}, same)
        _do(change, CHECK, len(keys), by=by)
    return change


def apply(change: BulkChange, *, keep_own: bool, by: Any) -> bool:
    """Write what the preview has shown; return whether it was still to be written.

    Raises ValidationError where what is wished is gone meanwhile.
    """
    with transaction.atomic():
        change = locked(change)
        if change.state != State.PREVIEW:
            return False
        change.keep_own, change.state, change.job = keep_own, State.RUNNING, None
        change.save(update_fields=["keep_own", "state", "job"])
        _do(change, WRITE, counted(change)[BulkRow.Outcome.READY], by=by)
    return True


def take_back(change: BulkChange, *, by: Any) -> bool:
    """Give the rows their former values back; return whether that was still to be done."""
    with transaction.atomic():
        change = locked(change)
        if not change.can_be_undone:
            return False
        change.state, change.job = State.UNDOING, None
        change.save(update_fields=["state", "job"])
        _do(change, UNDO, counted(change)[BulkRow.Outcome.CHANGED], by=by)
    return True


def go_on(change: BulkChange, *, by: Any) -> bool:
    """Go on with a step that was stopped, by a worker; return whether it was."""
    with transaction.atomic():
        change = locked(change)
        if not change.is_stopped:
            return False
        _hand_over(change, STEP_OF[State(change.state)], by=by)
    return True


def _do(change: BulkChange, step: str, count: int, *, by: Any) -> None:
    """Do a step in the caller's transaction where it is about few rows, else hand it to a worker."""
    if count > AT_ONCE:
        _hand_over(change, step, by=by)
        return
    try:
        STEPS[step](AtOnce(change, by))
    except Failed as reason:
        raise ValidationError(str(reason)) from reason


def _hand_over(change: BulkChange, step: str, *, by: Any) -> None:
    """Have a worker do a step, in the language of the page that asks for it."""
    payload = {"change": change.pk, "language": get_language()}
    change.job = enqueue(step, by=by, payload=payload, dedupe_key=f"{step}:{change.pk}")
    change.save(update_fields=["job"])
