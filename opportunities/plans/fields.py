"""The plain fields of an opportunity, its budget and its tags."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from core.money import MAX_AMOUNT
from opportunities import verbs
from opportunities.plans.plan import Plan, cleaned, day_of

BUDGET = ("currency", "amount", "amount_type", "periods")
PLAIN = ("title", "contact", "description", "expected_close_on", "external_source", "external_id")


def plan_plain(plan: Plan, changes: dict[str, Any]) -> None:
    """Plan the fields that follow no rule but their own, each with its word for history."""
    known_before = None if plan.fresh else _known_elsewhere(plan)
    words: dict[str, tuple[str, Callable[[Any], Any]]] = {
        "title": (verbs.RENAMED, str),
        "contact": (verbs.CONTACT_CHANGED, _named),
        "expected_close_on": (verbs.DUE_CHANGED, day_of),
    }
    for name in PLAIN:
        if name not in changes:
            continue
        value = cleaned(plan, name, changes[name])
        before = None if plan.fresh else getattr(plan.row, name)
        if plan.set(name, value):
            if name in words:
                verb, shown = words[name]
                plan.tell(verb, **{"from": shown(before) if before else None, "to": shown(value) if value else None})
            elif name == "description":
                plan.tell(verbs.DESCRIBED)
    if not plan.fresh and known_before != _known_elsewhere(plan):
        plan.tell(verbs.EXTERNAL_ID_CHANGED, **{"from": known_before, "to": _known_elsewhere(plan)})


def _known_elsewhere(plan: Plan) -> str | None:
    """Return under what another system knows it: "SAP 4711"; None for nothing."""
    return " ".join(part for part in (plan.get("external_source"), plan.get("external_id")) if part) or None


def plan_budget(plan: Plan, changes: dict[str, Any]) -> None:
    """The total is amount × periods; a fixed price is one period. A final amount that differs is a fixed price.

    Reopening brings back the budget that a final amount took the place of, unless another one is wished.
    """
    wished = _wished(plan, changes)
    if not wished:
        return
    budget = {name: wished.get(name, None if plan.fresh else getattr(plan.row, name)) for name in BUDGET}
    if budget["amount_type"] == "fixed":
        budget["periods"] = 1
    elif budget["periods"] is None:
        plan.refuse("periods", _("Enter how many periods the amount is paid for, at least 1."))
        return
    for name in BUDGET:
        budget[name] = cleaned(plan, name, budget[name])
    if plan.refusals.keys() & set(BUDGET):
        return
    total = None if budget["amount"] is None else budget["amount"] * budget["periods"]
    if total is not None and total > MAX_AMOUNT:
        plan.refuse("amount", _("The total may be at most 999,999,999,999.999."))
        return
    former = {name: None if plan.fresh else getattr(plan.row, name) for name in BUDGET}
    former_total = None if plan.fresh else plan.row.total
    changed = {name for name, value in budget.items() if plan.set(name, value)}
    plan.set("total", total)
    if total is not None or former_total is not None:
        if changed:
            plan.tell(verbs.BUDGET_CHANGED, **{"from": _reckoned(former, former_total), "to": _reckoned(budget, total)})
        return
    if "currency" in changed:
        plan.tell(verbs.CURRENCY_CHANGED, **{"from": former["currency"], "to": budget["currency"]})
    if changed & {"amount_type", "periods"}:
        plan.tell(verbs.BUDGET_TYPE_CHANGED, type=budget["amount_type"], periods=budget["periods"])


def _wished(plan: Plan, changes: dict[str, Any]) -> dict[str, Any]:
    """Return the parts of the budget as they are wished, be it by a final amount or by reopening; {} for none."""
    wished = {name: changes[name] for name in BUDGET if name in changes}
    if plan.fresh:
        return {"amount": None, "amount_type": "fixed", "periods": 1} | wished
    row, final, former = plan.row, changes.get("final_amount"), plan.row.budget_before
    if "final_amount" in changes and final is None and row.total is not None:
        plan.refuse("final_amount", _("Enter the amount in the end, or 0 where there is none."))
    if former is not None and any(getattr(row, name) != value for name, value in wished.items()):
        plan.set("budget_before", None)
    elif former is not None and plan.get("stage").is_open:
        plan.set("budget_before", None)
        return former | {"amount": None if former["amount"] is None else Decimal(former["amount"])}
    if final is not None and final != row.total:
        if former is None:
            amount = None if row.amount is None else str(row.amount)
            kept = {"amount": amount, "amount_type": row.amount_type, "periods": row.periods}
            plan.set("budget_before", kept)
        wished |= {"amount": final, "amount_type": "fixed"}
    return wished


def _reckoned(budget: dict[str, Any], total: Decimal | None) -> dict[str, Any] | None:
    """Return a budget as events keep it: the total, and of one by periods how it is reckoned; None for no budget."""
    if total is None:
        return None
    kept = {"amount": str(total), "currency": budget["currency"]}
    if budget["amount_type"] != "fixed":
        kept |= {"each": str(budget["amount"]), "periods": budget["periods"], "type": budget["amount_type"]}
    return kept


def plan_tags(plan: Plan, changes: dict[str, Any]) -> None:
    """Plan the tags; what was added and what was removed is told."""
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
