"""Who is responsible for an opportunity, and who has access to it."""

from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.sharing import CHANGE, Grant
from opportunities import verbs
from opportunities.plans.plan import Plan, person_of

NOT_TO_ONESELF = gettext_lazy(
    "You may do this only because you stand in for somebody. Give it to others, not to yourself or a team of yours."
)


def plan_responsible(plan: Plan, changes: dict[str, Any]) -> None:
    """Reassigning a restricted one is for whoever may change its access."""
    person = changes.get("responsible")
    if person is None:
        return
    former = None if plan.fresh else plan.row.responsible
    if person == former:
        return
    if not _may_hold(plan, person, changes):
        plan.refuse("responsible", _("This person cannot be responsible: choose an active one who may edit."))
        return
    if not plan.fresh and plan.row.restricted:
        _demand_governing(plan)
        if person == plan.by and _keeps_what_is_lent(plan):
            plan.refuse("responsible", str(NOT_TO_ONESELF))
            return
    plan.set("responsible", person)
    if former is None:
        return
    plan.tell(verbs.RESPONSIBLE_CHANGED, **{"from": person_of(former), "to": person_of(person)})


def _may_hold(plan: Plan, person: Any, changes: dict[str, Any]) -> bool:
    """Whoever is active and may edit. An administrator brings the rows, too, of who left (`for_the_record`)."""
    if changes.get("for_the_record") and not person.is_active:
        return bool(plan.by.is_administrator)
    return bool(person.is_active and person.may("create"))


def plan_access(plan: Plan, changes: dict[str, Any]) -> None:
    """Responsible and creator can never lock themselves out: the rule names them, so no grant is needed for them.

    `grants` replaces all grants; opening to everybody takes them away. Who becomes responsible loses a grant that is
    not needed any more; who is no longer responsible has one only if it is said so. The newly granted are named on
    the event.
    """
    reassigned = not plan.fresh and "responsible" in plan.fields
    if "restricted" not in changes and "grants" not in changes and not reassigned:
        return
    restricted = bool(changes.get("restricted", not plan.fresh and plan.row.restricted))
    present = [] if plan.fresh else list(changes.get("grants_before") or [])
    wanted = _wanted(plan, changes, present) if restricted else []
    same = not plan.fresh and restricted == plan.row.restricted
    if same and {*wanted} == {*present}:
        return
    if not plan.fresh:
        _demand_governing(plan)
    plan.set("restricted", restricted)
    plan.grants = wanted
    if plan.fresh and not restricted:
        return
    known, kept = {grant.key: grant.level for grant in present}, {grant.key for grant in wanted}
    granted = [grant for grant in wanted if grant.key not in known]
    regraded = [grant for grant in wanted if known.get(grant.key, grant.level) != grant.level]
    own = (plan.by, *plan.by.teams)
    if any(grant.grantee in own for grant in (*granted, *regraded)) and _keeps_what_is_lent(plan):
        plan.refuse(NON_FIELD_ERRORS, str(NOT_TO_ONESELF))
    taken = [grant for grant in present if restricted and grant.key not in kept and not _is_always_in(plan, grant)]
    if same and not granted and not taken and not regraded:  # only what was not needed any more went
        return
    particulars = {
        "restricted": restricted,
        "was": not plan.fresh and plan.row.restricted,
        "granted": [_grantee(grant) for grant in granted],
        "changed": [_grantee(grant) | {"was": known[grant.key]} for grant in regraded],
        "taken": [_grantee(grant) for grant in taken],
    }
    plan.note(verbs.ACCESS_CHANGED, particulars)


def _wanted(plan: Plan, changes: dict[str, Any], present: list[Grant]) -> list[Grant]:
    """Return the grants that a restricted one shall have."""
    wanted = list(changes.get("grants", present) or [])
    if not plan.fresh and "responsible" in plan.fields:
        former = Grant(plan.row.responsible, CHANGE)
        # A grant that the former one held beside being responsible does not outlive it; one given now does.
        held = {grant.key for grant in present} & {former.key}
        wanted = [grant for grant in wanted if grant.key not in held]
        if changes.get("keep_former_responsible"):
            wanted = [*(grant for grant in wanted if grant.key != former.key), former]
    return [grant for grant in wanted if not _is_always_in(plan, grant)]


def _is_always_in(plan: Plan, grant: Grant) -> bool:
    """Whether a person needs no grant: the creator, and who is or becomes responsible (nobody, if refused)."""
    responsible = plan.fields.get("responsible") or (None if plan.fresh else plan.row.responsible)
    return not grant.is_team and grant.grantee in (responsible, plan.row.created_by)


def _demand_governing(plan: Plan) -> None:
    by = plan.by
    # Whoever stands in is asked last: only then it may have to be read.
    own = _owns(plan) or not _owners(plan).isdisjoint(by.counts_as(changing=True))
    if not by.may("create") or not own:
        raise PermissionDenied(
            _("Only the responsible person, the creator and administrators may change who has access.")
        )


def _keeps_what_is_lent(plan: Plan) -> bool:
    """Whether somebody would give themselves what stays, though they have the access only as long as they stand in."""
    return not plan.fresh and not _owns(plan)


def _owns(plan: Plan) -> bool:
    """Whether the access is theirs to give by themselves."""
    return bool(plan.by.is_administrator or plan.by.pk in _owners(plan))


def _owners(plan: Plan) -> set[int]:
    return {plan.row.responsible_id, plan.row.created_by_id}


def _grantee(grant: Grant) -> dict[str, Any]:
    kind, pk = grant.key
    return {kind: pk, "name": str(grant.grantee), "level": grant.level}
