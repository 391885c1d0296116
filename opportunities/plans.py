"""The rules of an opportunity, as pure plans: row and wished changes in, field values and unsaved events out.

A plan asks no database and saves nothing, so that a form, the board, a bulk action, an import and the admin all change
an opportunity by one rule. What cannot be raises ValidationError by field; what one may not raises PermissionDenied.

Wished changes, by key: `title`, `contact`, `description`, `expected_close_on`, `currency`, `amount`, `amount_type`,
`periods`, `responsible`, `keep_former_responsible`, `stage`, `own_probability`, `keep_probability`, `closed_on`,
`final_amount`, `lost_reason`, `restricted`, `grants`, `tags`, `external_source`, `external_id`, and for a new one
`created_at`, `stage_since`. What stands beside the row is handed in by the verb: `grants_before`, `tags_before`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from core.money import MAX_AMOUNT
from core.sharing import CHANGE, Grant
from history.models import Event, event
from opportunities import verbs

BUDGET = ("currency", "amount", "amount_type", "periods")
PLAIN = ("title", "contact", "description", "expected_close_on", "external_source", "external_id")


@dataclass
class Plan:
    """What a change comes to: field values to set, and what goes beside the row."""

    row: Any
    by: Any
    now: datetime
    today: date
    fresh: bool = False
    fields: dict[str, Any] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    tags: list[Any] | None = None
    grants: list[Grant] | None = None
    extra_grants: list[Grant] = field(default_factory=list)
    refusals: dict[str, list[str]] = field(default_factory=dict)

    @property
    def changes_anything(self) -> bool:
        """Whether there is something to write."""
        return bool(self.fields or self.events or self.extra_grants or self.tags is not None or self.grants is not None)

    def get(self, name: str) -> Any:
        """Return the value that a field will have."""
        return self.fields.get(name, getattr(self.row, name))

    def set(self, name: str, value: Any) -> bool:
        """Plan a field's value; return whether it differs from the row's."""
        if not self.fresh and getattr(self.row, name) == value:
            return False
        self.fields[name] = value
        return True

    def tell(self, verb: str, **particulars: Any) -> None:
        """Plan an event on the opportunity's page; a new opportunity tells only that it was created."""
        if not self.fresh:
            self.note(verb, particulars)

    def note(self, verb: str, particulars: dict[str, Any]) -> None:
        """Plan an event on the opportunity's page, at the plan's own time."""
        row = self.row
        self.events.append(event(verb, row, by=self.by, page=row, particulars=particulars, happened_at=self.now))

    def refuse(self, name: str, sentence: str) -> None:
        """Note why a field cannot be so."""
        self.refusals.setdefault(name, []).append(sentence)


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
    particulars = {"stage": plan.fields["stage"].labels, "responsible": _person(responsible)}
    plan.row.title = plan.fields["title"]  # the event's label
    opened = record_as or event(verbs.CREATED, row, by=by, page=row, particulars=particulars, happened_at=created_at)
    plan.events.insert(0, opened)
    return plan


def _planned(plan: Plan, changes: dict[str, Any]) -> Plan:
    _plan_plain(plan, changes)
    _plan_stage(plan, changes)
    _plan_budget(plan, changes)
    _plan_responsible(plan, changes)
    _plan_access(plan, changes)
    _plan_tags(plan, changes)
    if plan.refusals:
        raise ValidationError(plan.refusals)
    return plan


def _plan_plain(plan: Plan, changes: dict[str, Any]) -> None:
    words: dict[str, tuple[str, Callable[[Any], Any]]] = {
        "title": (verbs.RENAMED, str),
        "contact": (verbs.CONTACT_CHANGED, _named),
        "expected_close_on": (verbs.DUE_CHANGED, _day),
    }
    for name in PLAIN:
        if name not in changes:
            continue
        value = _cleaned(plan, name, changes[name])
        before = None if plan.fresh else getattr(plan.row, name)
        if plan.set(name, value):
            if name in words:
                verb, shown = words[name]
                plan.tell(verb, **{"from": shown(before) if before else None, "to": shown(value) if value else None})
            elif name == "description":
                plan.tell(verbs.DESCRIBED)


def _cleaned(plan: Plan, name: str, value: Any) -> Any:
    """Return a plain value by its model field's own rules; what breaks them is refused by field."""
    if isinstance(value, str):
        value = value.strip()
        if "\0" in value:
            plan.refuse(name, _("Null characters are not allowed."))
    if name == "contact":
        return value
    if name == "title" and not value:
        plan.refuse(name, _("Enter a title for the opportunity."))
        return value
    try:
        return plan.row._meta.get_field(name).clean(value, plan.row)
    except ValidationError as error:
        for sentence in error.messages:
            plan.refuse(name, sentence)
        return value


def _plan_stage(plan: Plan, changes: dict[str, Any]) -> None:
    before = None if plan.fresh else plan.row.stage
    stage = changes.get("stage") or before
    if before and stage.pipeline_id != before.pipeline_id:
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
        plan.tell(verbs.PROBABILITY_CHANGED, **{"from": {"percent": shown[0]}, "to": {"percent": shown[1]}})


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
        plan.tell(verbs.CLOSED_ON_CHANGED, **{"from": _day(was[0]), "to": _day(closed_on)})
    if plan.set("lost_reason", reason) and not moved:
        plan.tell(
            verbs.REASON_CHANGED, **{"from": was[1].labels if was[1] else None, "to": reason.labels if reason else None}
        )


def _plan_budget(plan: Plan, changes: dict[str, Any]) -> None:
    """The total is amount × periods; a fixed price is one period. A final amount that differs is a fixed price."""
    wished = {name: changes[name] for name in BUDGET if name in changes}
    if plan.fresh:
        wished = {"amount": None, "amount_type": "fixed", "periods": 1} | wished
    final = changes.get("final_amount")
    if final is not None and (plan.fresh or final != plan.row.total):
        wished |= {"amount": final, "amount_type": "fixed"}
    if not wished:
        return
    budget = {name: wished.get(name, None if plan.fresh else getattr(plan.row, name)) for name in BUDGET}
    if budget["amount_type"] == "fixed":
        budget["periods"] = 1
    for name in BUDGET:
        budget[name] = _cleaned(plan, name, budget[name])
    if plan.refusals.keys() & set(BUDGET):
        return
    total = None if budget["amount"] is None else budget["amount"] * budget["periods"]
    if total is not None and total > MAX_AMOUNT:
        plan.refuse("amount", _("The total may be at most 999,999,999,999.999."))
        return
    before = None if plan.fresh else _budget({name: getattr(plan.row, name) for name in BUDGET}, plan.row.total)
    changed = [plan.set(name, value) for name, value in budget.items()]
    plan.set("total", total)
    if any(changed) and before != _budget(budget, total):
        plan.tell(verbs.BUDGET_CHANGED, **{"from": before, "to": _budget(budget, total)})


def _budget(budget: dict[str, Any], total: Decimal | None) -> dict[str, Any] | None:
    if total is None:
        return None
    return {"amount": str(total), "currency": budget["currency"]}


def _plan_responsible(plan: Plan, changes: dict[str, Any]) -> None:
    """Reassigning a restricted one is for whoever may change its access; the former one is kept only if said so."""
    person = changes.get("responsible")
    if person is None:
        return
    former = None if plan.fresh else plan.row.responsible
    if person == former:
        return
    if not person.is_active or not person.may("create"):
        plan.refuse("responsible", _("This person cannot be responsible: choose an active one who may edit."))
        return
    if not plan.fresh and plan.row.restricted:
        _demand_governing(plan)
    plan.set("responsible", person)
    if former is None:
        return
    plan.tell(verbs.RESPONSIBLE_CHANGED, **{"from": _person(former), "to": _person(person)})
    if plan.get("restricted") and changes.get("keep_former_responsible"):
        plan.extra_grants.append(Grant(former, CHANGE))


def _plan_access(plan: Plan, changes: dict[str, Any]) -> None:
    """Responsible and creator can never lock themselves out: the rule names them, so no grant is needed for them.

    `grants` replaces all grants; opening to everybody takes them away. The newly granted are named on the event.
    """
    if "restricted" not in changes and "grants" not in changes:
        return
    restricted = bool(changes.get("restricted", not plan.fresh and plan.row.restricted))
    wanted = list(changes.get("grants") or []) if restricted else []
    present = [] if plan.fresh else list(changes.get("grants_before") or [])
    same = not plan.fresh and restricted == plan.row.restricted
    if same and ("grants" not in changes or {*wanted} == {*present}):
        return
    if not plan.fresh:
        _demand_governing(plan)
    plan.set("restricted", restricted)
    if "grants" in changes or not restricted:
        plan.grants = wanted
    if plan.fresh and not restricted:
        return
    known, kept = {grant.key for grant in present}, {grant.key for grant in wanted}
    particulars = {
        "restricted": restricted,
        "was": not plan.fresh and plan.row.restricted,
        "granted": [_grantee(grant) for grant in wanted if grant.key not in known],
        "taken": [_grantee(grant) for grant in present if restricted and grant.key not in kept],
    }
    plan.note(verbs.ACCESS_CHANGED, particulars)


def _demand_governing(plan: Plan) -> None:
    by, row = plan.by, plan.row
    if not by.may("create") or not (by.is_administrator or by.pk in (row.responsible_id, row.created_by_id)):
        raise PermissionDenied(
            _("Only the responsible person, the creator and administrators may change who has access.")
        )


def _plan_tags(plan: Plan, changes: dict[str, Any]) -> None:
    if "tags" not in changes:
        return
    wanted = {tag.pk: tag.name for tag in changes["tags"]}
    before = {tag.pk: tag.name for tag in changes.get("tags_before", [])}
    if wanted.keys() == before.keys():
        return
    plan.tags = list(changes["tags"])
    added = sorted(name for pk, name in wanted.items() if pk not in before)
    removed = sorted(name for pk, name in before.items() if pk not in wanted)
    plan.tell(verbs.TAGS_CHANGED, added=added, removed=removed)


def _named(row: Any) -> str:
    return row.name


def _day(day: date | None) -> dict[str, str] | None:
    return {"day": day.isoformat()} if day else None


def _person(person: Any) -> dict[str, Any]:
    return {"user": person.pk, "name": person.name}


def _grantee(grant: Grant) -> dict[str, Any]:
    kind, pk = grant.key
    return {kind: pk, "name": str(grant.grantee), "level": grant.level}
