"""The words of opportunities for history."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from history.verbs import register


def _access(particulars: dict[str, Any]) -> Any:
    if not particulars.get("restricted"):
        return _("opened the opportunity to everybody")
    if particulars.get("granted"):
        return _("restricted the access and granted it to %(granted)s")
    return _("restricted the access to the opportunity")


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
    total = sum(particulars.get("counts", {}).values())
    return ngettext_lazy(
        "deleted the opportunity with all that belonged to it (%(total)d thing)",
        "deleted the opportunity with all that belonged to it (%(total)d things)",
        total,
    ) % {"total": total}


CREATED = register("opportunities.created", _("created the opportunity"), icon="plus-circle")
MOVED = register("opportunities.moved", _moved, icon="arrow-right-circle")
RENAMED = register("opportunities.renamed", _("changed the title from “%(from)s” to “%(to)s”"), icon="pencil")
DESCRIBED = register("opportunities.described", _("changed the description"), icon="pencil")
CONTACT_CHANGED = register(
    "opportunities.contact_changed", _("changed the contact from %(from)s to %(to)s"), icon="person"
)
DUE_CHANGED = register(
    "opportunities.due_changed", _("changed the expected close date from %(from)s to %(to)s"), icon="calendar"
)
CLOSED_ON_CHANGED = register(
    "opportunities.closed_on_changed", _("changed the closing day from %(from)s to %(to)s"), icon="calendar"
)
REASON_CHANGED = register(
    "opportunities.reason_changed", _("changed the lost reason from %(from)s to %(to)s"), icon="pencil"
)
BUDGET_CHANGED = register(
    "opportunities.budget_changed", _("changed the budget from %(from)s to %(to)s"), icon="cash-coin"
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
IMPORTED = register("opportunities.imported", _("imported the opportunity from %(file)s, line %(line)s"), icon="upload")
DELETED = register("opportunities.deleted", _deleted, icon="trash")
