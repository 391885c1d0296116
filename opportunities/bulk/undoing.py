"""Which rows of a bulk change may get their former values back, and why the others may not."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from opportunities.bulk.custom import FormerValues
from opportunities.bulk.judging import locked_rows, note_who
from opportunities.bulk.writing import restore
from opportunities.models import BulkChange, BulkRow, LostReason, Stage

Reason = BulkRow.Reason


def undo(change: BulkChange, bulk_rows: Sequence[BulkRow], *, by: Any) -> None:
    """Give a batch its former values back, in the caller's transaction; rows that somebody has changed since are left.

    So are rows that `by` may not change (any more), and those whose former values cannot be any more.
    """
    values = FormerValues(change, bulk_rows)  # what they refer to is locked before the rows
    rows = locked_rows(bulk_rows, by)
    standing = Standing(bulk_rows)
    given = []
    for bulk_row in bulk_rows:
        row = rows.get(bulk_row.row_key)
        if row is None:
            bulk_row.leave(BulkRow.Outcome.LEFT, Reason.GONE)
        elif row.version != bulk_row.version:
            bulk_row.leave(BulkRow.Outcome.LEFT, Reason.SINCE)
        elif not row.may_edit or (touches_access(bulk_row, row) and not row.may_govern):
            bulk_row.leave(BulkRow.Outcome.LEFT, Reason.FORBIDDEN)
        elif sentence := standing.refusal(bulk_row) or values.refusal(bulk_row):
            bulk_row.leave(BulkRow.Outcome.LEFT, Reason.REFUSED, sentence)
        else:
            given.append((bulk_row, row))
    note_who([bulk_row for bulk_row in bulk_rows if bulk_row.reason == Reason.SINCE], change.created_at)
    restore(change, given, values, by=by)


def touches_access(bulk_row: BulkRow, row: Any) -> bool:
    """Whether giving back the former values changes who has access: that is for whoever governs it."""
    former = bulk_row.former
    return "grants" in former or "restricted" in former or ("responsible_id" in former and row.restricted)


class Standing:
    """What former values refer to, as far as it is still there: asked for a batch by three questions."""

    def __init__(self, bulk_rows: Sequence[BulkRow]) -> None:
        def named(name: str) -> set[Any]:
            return {bulk_row.former.get(name) for bulk_row in bulk_rows} - {None}

        stages, people, reasons = named("stage_id"), named("responsible_id"), named("lost_reason_id")
        self.stages = {stage.pk: stage for stage in Stage.objects.filter(pk__in=stages)} if stages else {}
        fit = User.objects.who_may_change().filter(pk__in=people)
        self.people = set(fit.values_list("pk", flat=True)) if people else set()
        known = LostReason.objects.filter(pk__in=reasons)
        self.reasons = set(known.values_list("pk", flat=True)) if reasons else set()

    def refusal(self, bulk_row: BulkRow) -> str:
        """Return why a row cannot hold its former values any more, "" where it can."""
        former = bulk_row.former
        if "stage_id" in former:
            stage = self.stages.get(former["stage_id"])
            # Of a stage in which nothing stood meanwhile, an administrator may have changed the kind.
            if stage is None or ("closed_on" in former and stage.is_open != (former["closed_on"] is None)):
                return _("Its former stage was deleted, or is another one now.")
        if former.get("lost_reason_id") and former["lost_reason_id"] not in self.reasons:
            return _("Its former lost reason was deleted.")
        if "responsible_id" in former and former["responsible_id"] not in self.people:
            return _("Its former owner cannot be responsible any more.")
        return ""
