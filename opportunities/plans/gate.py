"""What must be filled in before an opportunity goes on from a stage: the stage's `required_fields`.

A custom field stands among them by the name of its form field. What it is called, and whether it is still there, is
known by the `layout` that comes with the changes; one that was deleted or switched off is not asked for.

The stage that is left is asked, on the way to a later open stage or to winning. Losing asks for nothing, nor does going
back; a new opportunity leaves no stage.
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fields.layout import PREFIX, Layout
from opportunities.plans.plan import Plan

# What a stage can require, by field of the opportunity, as people know it.
REQUIRABLE = {
    "contact": gettext_lazy("Contact"),
    "description": gettext_lazy("Description"),
    "expected_close_on": gettext_lazy("Expected close date"),
    "amount": gettext_lazy("Budget"),
}


def leads_on(before: Any, stage: Any) -> bool:
    """Whether a move from one stage to another is one on, and not back, aside or out."""
    if stage == before or not before.is_open:
        return False
    if stage.is_open:
        return (stage.position, stage.pk or 0) > (before.position, before.pk or 0)
    return bool(stage.kind == "won")


def asks_custom(stage: Any) -> bool:
    """Whether a stage requires custom fields, so that a layout is needed to leave it."""
    return any(name.startswith(PREFIX) for name in stage.required_fields)


def lacking(row: Any, stage: Any, layout: Layout) -> list[str]:
    """Return the fields that `row`, as it stands, lacks for the move to a stage.

    Names in the order of `REQUIRABLE`, then the custom ones in that of the layout.
    """
    if not leads_on(row.stage, stage):
        return []
    custom = [name for name in required_custom(row.stage, layout) if name.removeprefix(PREFIX) not in row.custom]
    return [name for name in _required(row.stage) if _is_empty(getattr(row, name))] + custom


def required_custom(stage: Any, layout: Layout) -> list[str]:
    """Return the custom fields that a stage requires, by the names of their form fields."""
    return [PREFIX + each.key for each in layout.fields if PREFIX + each.key in stage.required_fields]


def sentence_for(name: str, stage: Any, layout: Layout) -> str:
    """Return what asks for a field before a stage is left."""
    custom = layout.by_key.get(name.removeprefix(PREFIX)) if name.startswith(PREFIX) else None
    words = {"field": custom.name if custom else REQUIRABLE[name], "stage": stage.name}
    return _("“%(field)s” is needed before an opportunity goes on from “%(stage)s”.") % words


def plan_gate(plan: Plan, changes: dict[str, Any]) -> None:
    """Refuse by field what a move on lacks, as the row will be. Where the stage itself is deleted, nothing is asked."""
    if plan.fresh:
        return
    if changes.get("stage_goes"):
        if not plan.by.may("administer"):
            raise PermissionDenied(_("Your role does not include this. Ask an administrator of the CRM."))
        return
    before, stage = plan.row.stage, plan.get("stage")
    if not leads_on(before, stage):
        return
    layout = changes["layout"] if asks_custom(before) else Layout([])
    for name in required_custom(before, layout):
        if name.removeprefix(PREFIX) not in plan.get("custom") and name not in plan.refusals:
            plan.refuse(name, sentence_for(name, before, layout))
    for name in _required(before):
        # An amount that is typed in vain has its own sentence.
        asked = "final_amount" if name == "amount" and "final_amount" in changes else name
        if _is_empty(plan.get(name)) and asked not in plan.refusals:
            plan.refuse(asked, sentence_for(name, before, layout))


def _required(stage: Any) -> list[str]:
    return [name for name in REQUIRABLE if name in stage.required_fields]


def _is_empty(value: Any) -> bool:
    return value is None or value == ""
