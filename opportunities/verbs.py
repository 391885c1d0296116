"""The words of opportunities for history."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from history.verbs import filled, register, register_count, tell_counts


def _access(particulars: dict[str, Any]) -> Any:
    granted, taken = particulars.get("granted"), particulars.get("taken")
    if not particulars.get("restricted"):
        return _("opened the opportunity to everybody")
    if not particulars.get("was"):
        if granted:
            return _("restricted the access and granted it to %(granted)s")
        return _("restricted the access to the opportunity")
    if granted and taken:
        return _("gave access to %(granted)s and took it from %(taken)s")
    if granted:
        return _("gave access to %(granted)s")
    return _("took the access from %(taken)s") if taken else _("changed what those with access may do")


def _tags(particulars: dict[str, Any]) -> Any:
    if not particulars.get("removed"):
        return _("added the tags %(added)s")
    if not particulars.get("added"):
        return _("removed the tags %(removed)s")
    return _("added the tags %(added)s and removed %(removed)s")


def _participant(particulars: dict[str, Any]) -> Any:
    return (
        _("added the participant %(contact)s as %(role)s")
        if particulars.get("role")
        else _("added the participant %(contact)s")
    )


def _moved(particulars: dict[str, Any]) -> Any:
    if particulars.get("kind") == "lost" and particulars.get("reason"):
        return _("moved the stage from %(from)s to %(to)s (%(reason)s)")
    return _("moved the stage from %(from)s to %(to)s")


def _deleted(particulars: dict[str, Any]) -> Any:
    counted = tell_counts(particulars.get("counts", {}))
    if not counted:
        return _("deleted the opportunity")
    return filled(_("deleted the opportunity with all that belonged to it: %(counted)s"), counted=counted)


def _role(particulars: dict[str, Any]) -> Any:
    if not particulars.get("to"):
        return _("removed the role of the participant %(contact)s")
    return _("gave the participant %(contact)s the role %(to)s")


def _change(first: Any, other: Any, last: Any) -> Callable[[dict[str, Any]], Any]:
    """Return what tells a change: of nothing to something, of one to another, of something to nothing."""

    def tell(particulars: dict[str, Any]) -> Any:
        if particulars.get("to") is None:
            return last
        return other if particulars.get("from") is not None else first

    return tell


CREATED = register("opportunities.created", _("created the opportunity"), icon="plus-circle")
MOVED = register("opportunities.moved", _moved, icon="arrow-right-circle")
RENAMED = register("opportunities.renamed", _("changed the title from “%(from)s” to “%(to)s”"), icon="pencil")
DESCRIBED = register("opportunities.described", _("changed the description"), icon="pencil")
CONTACT_CHANGED = register(
    "opportunities.contact_changed",
    _change(
        _("made %(to)s the contact"),
        _("changed the contact from %(from)s to %(to)s"),
        _("removed the contact %(from)s"),
    ),
    icon="person",
)
DUE_CHANGED = register(
    "opportunities.due_changed",
    _change(
        _("set the expected close date to %(to)s"),
        _("changed the expected close date from %(from)s to %(to)s"),
        _("removed the expected close date %(from)s"),
    ),
    icon="calendar",
)
CLOSED_ON_CHANGED = register(
    "opportunities.closed_on_changed", _("changed the closing day from %(from)s to %(to)s"), icon="calendar"
)
REASON_CHANGED = register(
    "opportunities.reason_changed",
    _change(
        _("gave “%(to)s” as the lost reason"),
        _("changed the lost reason from %(from)s to %(to)s"),
        _("removed the lost reason %(from)s"),
    ),
    icon="pencil",
)
BUDGET_CHANGED = register(
    "opportunities.budget_changed",
    _change(
        _("set the budget to %(to)s"),
        _("changed the budget from %(from)s to %(to)s"),
        _("removed the budget of %(from)s"),
    ),
    icon="cash-coin",
)
PROBABILITY_CHANGED = register(
    "opportunities.probability_changed", _("changed the probability from %(from)s to %(to)s"), icon="percent"
)
RESPONSIBLE_CHANGED = register(
    "opportunities.responsible_changed", _("made %(to)s responsible instead of %(from)s"), icon="person-check"
)
ACCESS_CHANGED = register("opportunities.access_changed", _access, icon="lock")
TAGS_CHANGED = register("opportunities.tags_changed", _tags, icon="tag")
PARTICIPANT_ADDED = register("opportunities.participant_added", _participant, icon="people")
PARTICIPANT_REMOVED = register(
    "opportunities.participant_removed", _("removed the participant %(contact)s"), icon="person-dash"
)
PARTICIPANT_ROLE = register("opportunities.participant_role", _role, icon="people")
IMPORTED = register("opportunities.imported", _("imported the opportunity from %(file)s, line %(line)s"), icon="upload")
DELETED = register("opportunities.deleted", _deleted, icon="trash")

register_count("opportunities", lambda n: ngettext_lazy("%(n)s opportunity", "%(n)s opportunities", n))
register_count("participants", lambda n: ngettext_lazy("%(n)s participant", "%(n)s participants", n))
