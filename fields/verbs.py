"""The words of custom fields for history: of their values, on the rows that bear them, and of themselves."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from history.verbs import DETAILS, REMOVALS, filled, register


def _changed(particulars: dict[str, Any]) -> Any:
    """A long text is not told: nobody would read both."""
    field = particulars.get("field")
    if "long" in particulars or "field" not in particulars:
        return filled(_("changed “%(field)s”"), field=field)
    before, after = particulars.get("from"), particulars.get("to")
    if before is None:
        return filled(_("set “%(field)s” to %(to)s"), field=field, to=after)
    if after is None:
        return filled(_("cleared “%(field)s”, which was %(from)s"), **{"field": field, "from": before})
    return filled(_("“%(field)s”: %(from)s → %(to)s"), **{"field": field, "from": before, "to": after})


VALUE_CHANGED = register("fields.value_changed", _changed, icon="input-cursor-text", kind=DETAILS)
ADDED = register("fields.added", _("added the custom field “%(name)s”"), icon="plus-square", kind=DETAILS)
REVISED = register("fields.revised", _("changed the custom field “%(name)s”"), icon="pencil", kind=DETAILS)
MOVED = register("fields.moved", _("moved the custom field “%(name)s”"), icon="arrow-down-up", kind=DETAILS)
REMOVED = register(
    "fields.removed",
    _("deleted the custom field “%(name)s” (values that went with it: %(count)s)"),
    icon="trash",
    kind=REMOVALS,
)
