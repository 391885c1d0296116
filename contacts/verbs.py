"""The words of contacts for history."""

from typing import Any

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from history.verbs import register

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


def _revised(particulars: dict[str, Any]) -> Any:
    labels = dict.fromkeys(str(LABELS[name]) for name in particulars.get("fields", []) if name in LABELS)
    if not labels:
        return _("changed the details of the contact")
    return gettext("changed the details of the contact: %(fields)s") % {"fields": ", ".join(labels)}


CREATED = register("contacts.created", _("created the contact"), icon="person-plus")
REVISED = register("contacts.revised", _revised, icon="pencil")
DELETED = register("contacts.deleted", _("deleted the contact"), icon="trash")
IMPORTED = register("contacts.imported", _("imported the contact from %(file)s, line %(line)s"), icon="upload")
REVISED_BY_IMPORT = register(
    "contacts.revised_by_import", _("changed the contact by importing %(file)s, line %(line)s"), icon="upload"
)
RESTORED = register(
    "contacts.restored",
    _("took the import of %(file)s back: the former values are there again"),
    icon="arrow-counterclockwise",
)
