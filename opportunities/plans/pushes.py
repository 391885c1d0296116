"""How often the expected close date of an open opportunity was moved later."""

from opportunities.plans.plan import Plan


def plan_pushes(plan: Plan) -> None:
    """Count a move to a later day; by which form, import or bulk change, makes no difference.

    It is told by the date's own event already. Closing and reopening are no moves of it, nor is a first date.
    """
    if plan.fresh or "expected_close_on" not in plan.fields:
        return
    row, later = plan.row, plan.fields["expected_close_on"]
    if not (row.stage.is_open and plan.get("stage").is_open):
        return
    if row.expected_close_on and later and later > row.expected_close_on:
        plan.set("close_pushed", row.close_pushed + 1)
