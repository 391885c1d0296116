"""What a bulk change comes to on each row of a batch, by the very plans that write: first asked, then done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from core.sharing import grants_of_all
from history.models import Event
from opportunities.bulk.custom import hold_wished, layout_of
from opportunities.bulk.wishes import Beside, Wish
from opportunities.models import BulkAction, BulkChange, BulkRow, Opportunity
from opportunities.plans import Plan, plan_revision

Outcome, Reason = BulkRow.Outcome, BulkRow.Reason
RELATED = ("stage", "responsible", "created_by", "lost_reason")


@dataclass
class Verdict:
    """A row of a bulk change as it stands, and the plan for it; neither where it is left."""

    bulk_row: BulkRow
    row: Opportunity | None = None
    plan: Plan | None = None


@dataclass
class Judge:
    """Judges batch after batch of one bulk change, with the rights of `by`."""

    change: BulkChange
    wish: Wish
    by: Any
    now: datetime
    today: date

    @classmethod
    def of(cls, change: BulkChange, wish: Wish, by: Any) -> "Judge":
        """Return the judge of a change, by the clock of now."""
        return cls(change, wish, by, timezone.now(), timezone.localdate())

    def look(self, bulk_rows: Sequence[BulkRow]) -> list[Verdict]:
        """Judge rows for the preview: each notes the version that was seen. Nothing is saved."""
        return self._judged(bulk_rows, rows_of(bulk_rows, self.by), is_preview=True)

    def decide(self, bulk_rows: Sequence[BulkRow]) -> list[Verdict]:
        """Judge rows that are about to be written, under their locks; those that changed since the preview are left."""
        hold_wished(self.change)
        return self._judged(bulk_rows, locked_rows(bulk_rows, self.by), is_preview=False)

    def _judged(self, bulk_rows: Sequence[BulkRow], rows: dict[int, Any], *, is_preview: bool) -> list[Verdict]:
        beside = beside_of(rows.values(), self.change.action)
        beside.layout = layout_of(self.change, rows.values())
        verdicts = []
        for bulk_row in bulk_rows:
            row = rows.get(bulk_row.row_key)
            verdict = Verdict(bulk_row, row)
            bulk_row.outcome = Outcome.READY
            if row is None:
                bulk_row.leave(Outcome.SKIPPED, Reason.GONE)
            elif not row.may_edit:
                bulk_row.leave(Outcome.SKIPPED, Reason.FORBIDDEN)
            elif not is_preview and row.version != bulk_row.version:
                bulk_row.leave(Outcome.SKIPPED, Reason.SINCE)
            else:
                bulk_row.version = row.version
                self._plan(verdict, row, beside)
            verdicts.append(verdict)
        note_who([bulk_row for bulk_row in bulk_rows if bulk_row.reason == Reason.SINCE], self.change.created_at)
        return verdicts

    def _plan(self, verdict: Verdict, row: Any, beside: Beside) -> None:
        """Plan what is wished of a row; what the plan refuses is why the row is left."""
        bulk_row = verdict.bulk_row
        if self.change.action == BulkAction.DELETE:
            if not row.may_govern:
                sentence = _("Only the responsible person, the creator and administrators may delete it.")
                bulk_row.leave(Outcome.SKIPPED, Reason.REFUSED, sentence)
            return
        try:
            changes = self.wish(row, beside)
            if beside.layout is not None:
                changes = changes | {"layout": beside.layout}
            if {"grants", "restricted", "responsible"} & changes.keys():
                changes = changes | {"grants_before": beside.grants.get(row.pk, [])}
            plan = plan_revision(row, changes, by=self.by, now=self.now, today=self.today)
        except ValidationError as refused:
            bulk_row.leave(Outcome.SKIPPED, Reason.REFUSED, " ".join(refused.messages))
        except PermissionDenied as refused:
            bulk_row.leave(Outcome.SKIPPED, Reason.REFUSED, str(refused))
        else:
            verdict.plan = plan
            if not plan.changes_anything:
                bulk_row.outcome = Outcome.SAME
            bulk_row.overwrites = loses_own_probability(row, plan)


def loses_own_probability(row: Any, plan: Plan) -> bool:
    """Whether a move drops a probability that was set by hand and could be kept: one that is closed follows always."""
    return plan.fields.get("own_probability", row.own_probability) is None and bool(
        row.own_probability is not None and plan.get("stage").is_open
    )


def rows_of(bulk_rows: Sequence[BulkRow], user: Any) -> dict[int, Any]:
    """Return the opportunities of these rows that `user` may see, by key, with what they may do to each."""
    rows = Opportunity.objects.visible_to(user).with_may_edit(user).with_may_govern(user)
    found = rows.filter(pk__in=[bulk_row.row_key for bulk_row in bulk_rows]).select_related(*RELATED)
    return {row.pk: row for row in found.order_by("pk")}


def locked_rows(bulk_rows: Sequence[BulkRow], user: Any) -> dict[int, Any]:
    """Return the same under their locks, taken in the order of their keys, as everywhere where there are several."""
    keys = [bulk_row.row_key for bulk_row in bulk_rows]
    rows = Opportunity.objects.filter(pk__in=keys).order_by("pk")
    list(rows.select_for_update(of=("self",), no_key=True).values_list("pk", flat=True))
    return rows_of(bulk_rows, user)


def beside_of(rows: Any, action: str) -> Beside:
    """Return what stands beside rows, as far as a change of this kind asks for it: one or two questions."""
    by_key = {row.pk: row for row in rows}
    beside = Beside()
    if action == BulkAction.TAGS:
        through: Any = Opportunity.tags.through.objects
        for held in through.filter(opportunity__in=by_key).select_related("tag").order_by("tag__folded"):
            beside.tags.setdefault(held.opportunity_id, []).append(held.tag)
    if action in (BulkAction.ACCESS, BulkAction.RESPONSIBLE):
        beside.grants = grants_of_all([row for row in by_key.values() if row.restricted])
    return beside


def note_who(bulk_rows: Sequence[BulkRow], since: datetime) -> None:
    """Note on rows that were changed since an instant who changed them last, as far as the history says it."""
    if not bulk_rows:
        return
    by_key = {bulk_row.row_key: bulk_row for bulk_row in bulk_rows}
    kind = ContentType.objects.get_for_model(Opportunity)
    later = Event.objects.filter(page_type=kind, page_id__in=by_key, recorded_at__gte=since, actor__isnull=False)
    for key, actor in later.order_by("recorded_at", "pk").values_list("page_id", "actor"):
        by_key[key].changed_by_id = actor
