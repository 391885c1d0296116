"""What of a person can be handed over here: open opportunities they answer for, access to others, saved views."""

from collections.abc import Collection, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.sharing import CHANGE, VIEW, Grant, grant_models, grants_of
from core.slots import Handover
from opportunities.models import Opportunity, SavedView


def answered_for(user: Any, person: Any) -> Any:
    """Return the open opportunities for which a person is responsible, as far as `user` may change them."""
    return Opportunity.objects.editable_by(user).open().filter(responsible=person).order_by("sort_title", "pk")


def granted_by_name(user: Any, person: Any) -> Any:
    """Return the restricted ones to which a person was granted access by name, where `user` may say who has it."""
    people, _teams = grant_models(Opportunity)
    held = people._default_manager.filter(user=person).values("content_object")
    return Opportunity.objects.governed_by(user).filter(restricted=True, pk__in=held).order_by("sort_title", "pk")


def responsibility(*, user: Any, person: Any) -> Handover | None:
    """The open opportunities of a person, and how they change hands."""
    rows = answered_for(user, person)

    def move(to: Any, by: Any, most: int | None = None) -> int:
        found = list(rows[:most])
        for row in found:
            row.revise({"responsible": to}, by=by)
        return len(found)

    count = rows.count()
    label = ngettext("%(n)s open opportunity", "%(n)s open opportunities", count) % {"n": count}
    heading = _("Open opportunities")
    return Handover(label, count, move, "opportunities", heading, lambda _to, _keys: rows) if count else None


def access(*, user: Any, person: Any) -> Handover | None:
    """A person's access to opportunities of others, and how it is passed on. What teams were granted stays theirs."""
    rows = granted_by_name(user, person)

    def move(to: Any, by: Any, most: int | None = None) -> int:
        found = list(rows[:most])
        for row in found:
            row.revise({"restricted": True, "grants": passed_on(grants_of(row), person, to)}, by=by)
        return len(found)

    def going(_to: Any, _keys: Collection[str]) -> Any:
        return rows

    count = rows.count()
    label = ngettext("access to %(n)s opportunity", "access to %(n)s opportunities", count) % {"n": count}
    return Handover(label, count, move, "access", _("Access to restricted opportunities"), going) if count else None


def saved_views(*, user: Any, person: Any) -> Handover | None:
    """The saved views of a person, for themselves and for administrators; what they chose for their list stays."""
    rows = SavedView.objects.editable_by(user).filter(owner=person).order_by("position", "name", "pk")

    def move(to: Any, by: Any, most: int | None = None) -> int:
        found = list(rows[:most])
        for row in found:
            row.hand_over(to, by=by)
        return len(found)

    count = rows.count()
    label = ngettext("%(n)s saved view", "%(n)s saved views", count) % {"n": count}
    return Handover(label, count, move, "views", _("Saved views"), lambda _to, _keys: rows) if count else None


def passed_on(grants: Sequence[Grant], person: Any, to: Any) -> list[Grant]:
    """Return the grants of a row with that of `person` given to `to`, who never gets less than they had."""
    former, present = ("user", person.pk), ("user", to.pk)
    levels = {grant.level for grant in grants if grant.key in (former, present)}
    others = [grant for grant in grants if grant.key not in (former, present)]
    return [*others, Grant(to, CHANGE if CHANGE in levels else VIEW)]
