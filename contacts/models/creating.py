"""Making contacts: one of what was typed, or the company of a name."""

from typing import Any

from django.db import transaction

from contacts import plans, verbs
from contacts.custom import plan_custom
from contacts.models.contact import Contact, Kind
from core.fold import fold
from fields.layout import with_layout
from history.models import record


def create_contact(changes: dict[str, Any], *, by: Any) -> Contact:
    """Make a contact of `changes` (fields, `points`, `tags`, `custom`) and record it; return the saved row.

    Raises ValidationError by field for what cannot be.
    """
    changes = dict(changes)
    points, tags = changes.pop("points", []), changes.pop("tags", [])
    wished = {"custom": changes.pop("custom")} if "custom" in changes else {}
    contact = Contact(created_by=by, **changes)
    contact.check_fields()
    plans.check_points(points)
    with transaction.atomic():
        custom = plan_custom(with_layout("contacts", wished), None)
        contact.custom, contact.custom_texts = custom.values, custom.texts
        contact.derive()
        contact.index(points)
        contact.save()
        contact.add_rows(points)
        contact.tags.set(tags)
        record(verbs.CREATED, contact, by=by, page=contact)
    return contact


def company_called(name: str, *, by: Any) -> Contact:
    """Return the company of this name, whatever its case and marks; one that is not known yet is made."""
    known = Contact.objects.visible_to(by).companies().filter(sort_name=fold(name)[:300])
    return known.order_by("pk").first() or create_contact({"kind": Kind.COMPANY, "company_name": name}, by=by)
