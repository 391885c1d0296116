"""Contacts bear custom fields, and custom fields may refer to contacts."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from contacts.models import Contact
from contacts.vocabularies import ContactNames
from fields.bearers import Bearer
from fields.kinds import Kind
from fields.references import Reference
from imports.vocabularies import EMPTY, REFUSE


def derive(rows: Sequence[Any]) -> list[str]:
    """Set what contacts are found by after their texts changed; return the attribute."""
    related = Contact.objects.select_related("company").prefetch_related("points").in_bulk([row.pk for row in rows])
    for row in rows:
        known = related[row.pk]
        row.company = known.company
        row.index(list(known.points.all()))
    return ["search_text"]


class NamedContacts(ContactNames):
    """Contacts that a custom field names: known ones only."""

    allows = (EMPTY, REFUSE)
    on_creating = _("A custom field names contacts that are there: create or import the contacts first.")


CONTACTS = Bearer(
    "contacts", _("Contacts"), Contact, derive, lambda n: ngettext_lazy("%(n)s contact", "%(n)s contacts", n)
)
REFERENCE = Reference(
    kind=Kind.CONTACT,
    model=Contact,
    choosable=lambda user: Contact.objects.visible_to(user),
    label=lambda contact: contact.name,
    name=lambda contact: contact.name,
    url=lambda contact: contact.get_absolute_url(),
    facts=("public_id", "name"),
    order=("sort_name",),
    vocabulary=NamedContacts,
    suggest="contacts:suggest",
)
