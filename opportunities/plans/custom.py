"""The custom fields of an opportunity."""

from typing import Any

from fields import verbs
from fields.plans import plan_values
from opportunities.plans.plan import Plan


def plan_custom(plan: Plan, changes: dict[str, Any]) -> None:
    """Plan the values of custom fields by the rule that they have everywhere; each change is told."""
    if "custom" not in changes:
        return
    layout, row = changes["layout"], plan.row
    before = {} if plan.fresh else {"held": row.custom, "texts": row.custom_texts}
    planned = plan_values(layout, changes["custom"], **before)
    for name, sentence in planned.refusals.items():
        plan.refuse(name, sentence)
    if planned.changed:
        plan.set("custom", planned.values)
        plan.set("custom_texts", planned.texts)
        for particulars in planned.particulars(layout):
            plan.tell(verbs.VALUE_CHANGED, **particulars)
