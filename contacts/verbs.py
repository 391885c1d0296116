"""The words of contacts for history."""

from typing import Any

from django.utils.translation import gettext, ngettext_lazy, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from history.verbs import DETAILS, REMOVALS, filled, register, register_count, tell_counts

# How the changed fields are called in the sentence; the parts of a name are the name.
LABELS = {
    "company_name": _("Name"),
    "first_name": _("Name"),
    "last_name": _("Name"),
    "title": _("Name"),
    "salutation": _("Salutation"),
    "position": pgettext_lazy("in a company", "Position"),
    "company": _("Company"),
    "points": _("Phone, e-mail, web"),
    "street": _("Address"),
    "postcode": _("Address"),
    "city": _("Address"),
    "country": _("Address"),
    "description": _("Description"),
    "tags": _("Tags"),
    "external_source": _("External id"),
    "external_id": _("External id"),
}

# What only loses its reference to a deleted contact; all else that is counted went with it.
STAY = frozenset({"opportunities", "people"})


def _revised(particulars: dict[str, Any]) -> Any:
    labels = dict.fromkeys(str(LABELS[name]) for name in particulars.get("fields", []) if name in LABELS)
    if not labels:
        return _("changed the details of the contact")
    return gettext("changed the details of the contact: %(fields)s") % {"fields": ", ".join(labels)}


def _deleted(particulars: dict[str, Any]) -> Any:
    """What went with the contact, and what stays and has lost it."""
    counts = particulars.get("counts", {})
    stayed = {word: counts[word] for word in STAY if word in counts}
    gone = tell_counts({word: n for word, n in counts.items() if word not in STAY})
    left = tell_counts(stayed)
    if gone and left:
        return filled(_("deleted the contact with %(gone)s; it was taken from %(left)s"), gone=gone, left=left)
    if gone:
        return filled(_("deleted the contact with %(gone)s"), gone=gone)
    return filled(_("deleted the contact; it was taken from %(left)s"), left=left) if left else _("deleted the contact")


CREATED = register("contacts.created", _("created the contact"), icon="person-plus", kind=DETAILS)
REVISED = register("contacts.revised", _revised, icon="pencil", kind=DETAILS)
DELETED = register("contacts.deleted", _deleted, icon="trash", kind=REMOVALS)
IMPORTED = register(
    "contacts.imported", _("imported the contact from %(file)s, line %(line)s"), icon="upload", kind=DETAILS
)
REVISED_BY_IMPORT = register(
    "contacts.revised_by_import",
    _("changed the contact by importing %(file)s, line %(line)s"),
    icon="upload",
    kind=DETAILS,
)
RESTORED = register(
    "contacts.restored",
    _("took the import of %(file)s back: the former values are there again"),
    icon="arrow-counterclockwise",
    kind=DETAILS,
)

register_count("people", lambda n: ngettext_lazy("%(n)s person of this company", "%(n)s people of this company", n))
