"""The stage of an opportunity, and what follows from it: probability, closing day, lost reason."""

from typing import Any

from django.utils.translation import gettext as _

from opportunities import verbs
from opportunities.plans.plan import Plan, day_of


def plan_stage(plan: Plan, changes: dict[str, Any]) -> None:
    """Plan the stage, then what follows from it; it stays in its pipeline unless its stage is deleted."""
    before = None if plan.fresh else plan.row.stage
    stage = changes.get("stage") or before
    if before and stage.pipeline_id != before.pipeline_id and not changes.get("stage_goes"):
        plan.refuse("stage", _("This stage belongs to another pipeline. Choose one of this opportunity’s pipeline."))
        return
    if stage != before:
        plan.set("stage", stage)
        if not plan.fresh:
            plan.set("stage_since", plan.now)
    _plan_probability(plan, changes, stage, before)
    _plan_closing(plan, changes, stage, before)
    if before and stage != before:
        reason = plan.get("lost_reason")
        particulars = {"from": before.labels, "to": stage.labels, "kind": stage.kind}
        if reason:
            particulars["reason"] = reason.labels
        plan.tell(verbs.MOVED, **particulars)


def _plan_probability(plan: Plan, changes: dict[str, Any], stage: Any, before: Any) -> None:
    """A closed one follows its stage, always. A move drops one's own probability unless it is to be kept."""
    own = None if plan.fresh else plan.row.own_probability
    if not stage.is_open:
        own = None
    elif "own_probability" in changes:
        own = changes["own_probability"]
        if own is not None and not (isinstance(own, int) and 0 <= own <= 100):
            plan.refuse("own_probability", _("The probability is a whole number from 0 to 100."))
            return
    elif stage != before and not changes.get("keep_probability"):
        own = None
    was = None if plan.fresh else plan.row.own_probability
    if plan.set("own_probability", own) and stage == before:
        shown = [value if value is not None else stage.probability for value in (was, own)]
        before_after = {"from": {"percent": shown[0]}, "to": {"percent": shown[1]}}
        plan.tell(verbs.PROBABILITY_CHANGED, follows=own is None, **before_after)


def _plan_closing(plan: Plan, changes: dict[str, Any], stage: Any, before: Any) -> None:
    """Won and lost have a closing day, today unless said; lost may have a reason; reopening clears both."""
    if stage.is_open:
        plan.set("closed_on", None)
        plan.set("lost_reason", None)
        return
    moved = stage != before
    closed_on = changes.get("closed_on") or (plan.today if moved or plan.fresh else plan.row.closed_on or plan.today)
    if closed_on > plan.today:
        plan.refuse("closed_on", _("The closing day must not lie in the future."))
    kept = None if plan.fresh or (moved and before.kind != stage.kind) else plan.row.lost_reason
    reason = changes.get("lost_reason", kept)
    if reason and stage.kind != "lost":
        plan.refuse("lost_reason", _("Only a lost opportunity has a reason for losing."))
    was = (None, None) if plan.fresh else (plan.row.closed_on, plan.row.lost_reason)
    if plan.set("closed_on", closed_on) and not moved:
        plan.tell(verbs.CLOSED_ON_CHANGED, **{"from": day_of(was[0]), "to": day_of(closed_on)})
    if plan.set("lost_reason", reason) and not moved:
        plan.tell(
            verbs.REASON_CHANGED, **{"from": was[1].labels if was[1] else None, "to": reason.labels if reason else None}
        )
