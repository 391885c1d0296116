"""The words of tasks for history."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from history.verbs import register, register_count


def _created(particulars: dict[str, Any]) -> Any:
    if particulars.get("own"):
        return _("added the task “%(title)s”, due %(due)s")
    return _("added the task “%(title)s” for %(assignee)s, due %(due)s")


def _revised(particulars: dict[str, Any]) -> Any:
    if particulars.get("to"):
        return _("moved the task “%(title)s” from %(from)s to %(to)s")
    if particulars.get("former"):
        return _("renamed the task “%(former)s” to “%(title)s”")
    return _("changed the task “%(title)s”")


CREATED = register("tasks.created", _created, icon="check2-square")
REASSIGNED = register(
    "tasks.reassigned", _("gave the task “%(title)s” of %(from)s to %(assignee)s"), icon="person-check"
)
REVISED = register("tasks.revised", _revised, icon="pencil")
CLOSED = register("tasks.closed", _("closed the task “%(title)s”"), icon="check-circle")
REPORTED = register("tasks.reported", _("noted the result of the task “%(title)s”"), icon="chat-left-text")
REOPENED = register("tasks.reopened", _("reopened the task “%(title)s”"), icon="arrow-counterclockwise")
DELETED = register("tasks.deleted", _("deleted the task “%(title)s”"), icon="trash")

register_count("tasks", lambda n: ngettext_lazy("%(n)s task", "%(n)s tasks", n))
