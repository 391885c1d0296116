"""The rules of an opportunity, as pure plans: row and wished changes in, field values and unsaved events out.

A plan asks no database and saves nothing, so that a form, the board, a bulk action, an import and the admin all change
an opportunity by one rule. What cannot be raises ValidationError by field; what one may not raises PermissionDenied.

Wished changes, by key: `title`, `contact`, `description`, `expected_close_on`, `currency`, `amount`, `amount_type`,
`periods`, `responsible`, `keep_former_responsible`, `stage`, `own_probability`, `keep_probability`, `closed_on`,
`final_amount`, `lost_reason`, `restricted`, `grants`, `tags`, `external_source`, `external_id`, and for a new one
`created_at`, `stage_since`; `custom` holds values of custom fields by their keys; `stage_goes` where the stage that it
leaves is deleted. The verb turns names of `tags` into tags, and hands in what stands beside the row: `grants_before`,
`tags_before`, and the `layout` with `custom`, and where the stage that is left requires custom fields.
"""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from history.models import Event, event
from opportunities import verbs
from opportunities.plans.access import plan_access, plan_responsible
from opportunities.plans.custom import plan_custom
from opportunities.plans.fields import plan_budget, plan_plain, plan_tags
from opportunities.plans.gate import plan_gate
from opportunities.plans.plan import Plan, person_of, stands
from opportunities.plans.pushes import plan_pushes
from opportunities.plans.stages import plan_stage

__all__ = ["Plan", "plan_opening", "plan_revision", "stands"]


def plan_revision(row: Any, changes: dict[str, Any], *, by: Any, now: datetime, today: date) -> Plan:
    """Return what `changes` come to on an existing opportunity."""
    return _planned(Plan(row, by, now, today), changes)


def plan_opening(
    row: Any, changes: dict[str, Any], *, by: Any, now: datetime, today: date, record_as: Event | None = None
) -> Plan:
    """Return what `changes` come to as a new opportunity; `title`, `responsible`, `stage` and `currency` are needed.

    The one event says that it was created; an import gives its own as `record_as`.
    """
    plan = Plan(row, by, now, today, fresh=True)
    for name in ("title", "responsible", "stage", "currency"):
        if not changes.get(name):
            plan.refuse(name, _("This is needed."))
    if plan.refusals:
        raise ValidationError(plan.refusals)
    created_at = changes.get("created_at") or now
    plan.fields |= {"created_at": created_at, "updated_at": now, "stage_since": changes.get("stage_since") or now}
    _planned(plan, changes)
    responsible = plan.fields["responsible"]
    particulars = {"stage": plan.fields["stage"].labels, "responsible": person_of(responsible)}
    plan.row.title = plan.fields["title"]  # the event's label
    opened = record_as or event(verbs.CREATED, row, by=by, page=row, particulars=particulars, happened_at=created_at)
    plan.events.insert(0, opened)
    return plan


def _planned(plan: Plan, changes: dict[str, Any]) -> Plan:
    plan_plain(plan, changes)
    plan_stage(plan, changes)
    plan_pushes(plan)
    plan_budget(plan, changes)
    plan_responsible(plan, changes)
    plan_access(plan, changes)
    plan_tags(plan, changes)
    plan_custom(plan, changes)
    plan_gate(plan, changes)  # the last: it looks at the row as it will be
    if plan.refusals:
        raise ValidationError(plan.refusals)
    return plan
