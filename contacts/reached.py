"""What a row of a file says of a contact's kind, and of how it is reached."""

import re
from collections.abc import Sequence

from django.utils.translation import gettext as _

from contacts import plans
from contacts.models import ContactPoint, Kind
from contacts.vocabularies import person_called
from imports.conversion import Record

POINT_SEPARATORS = re.compile(r"[;\n]|, ")
LONGEST_POINT = 247  # with "https://" it is as long as its column


def divide_names(records: Sequence[Record]) -> None:
    """Let "Eva Licht" and "Licht, Eva" in one column be a first and a last name, in rows that have none."""
    for record in records:
        whole = record.values.pop("full_name", None)
        if whole and not record.values.get("first_name") and not record.values.get("last_name"):
            person = person_called(whole)
            record.values |= {"first_name": person.first_name, "last_name": person.last_name}


def kind_of(record: Record) -> str | None:
    """Return company or person; without a column for it, by which names a row has. Refuses what has no name."""
    values = record.values
    person = bool(values.get("first_name") or values.get("last_name"))
    kind = values.get("kind") or (Kind.PERSON if person else Kind.COMPANY)
    if kind == Kind.PERSON and not person:
        record.refuse("last_name", _("A person needs a first or a last name."))
    elif kind == Kind.COMPANY and not values.get("company_name"):
        record.refuse("company_name", _("A company needs a name."))
    elif kind == Kind.COMPANY and person:
        record.refuse("kind", _("A company has no first and last name."))
    else:
        return str(kind)
    return None


def split(text: str | None) -> list[str]:
    return [part.strip() for part in POINT_SEPARATORS.split(text or "") if part.strip()]


POINTS = {
    "phone": (ContactPoint.Kind.PHONE, ContactPoint.Label.WORK),
    "mobile": (ContactPoint.Kind.PHONE, ContactPoint.Label.MOBILE),
    "private_phone": (ContactPoint.Kind.PHONE, ContactPoint.Label.PRIVATE),
    "email": (ContactPoint.Kind.EMAIL, ContactPoint.Label.WORK),
    "private_email": (ContactPoint.Kind.EMAIL, ContactPoint.Label.PRIVATE),
    "web": (ContactPoint.Kind.WEB, ContactPoint.Label.WORK),
}


def points_of(record: Record) -> list[ContactPoint]:
    """Return the ways to reach a contact, unsaved; refuses what is no number or address, and too many."""
    points = []
    for key, (kind, label) in POINTS.items():
        for value in split(record.values.get(key)):
            if len(value) > LONGEST_POINT or plans.complaint(kind, value):
                sentences = {
                    ContactPoint.Kind.PHONE: _("This is no telephone number."),
                    ContactPoint.Kind.EMAIL: _("This is no e-mail address."),
                    ContactPoint.Kind.WEB: _("This is no web address."),
                }
                record.refuse(key, sentences[kind])
            else:
                value = plans.with_scheme(value) if kind == ContactPoint.Kind.WEB else value
                points.append(ContactPoint(kind=kind, label=label, value=value))
    if len(points) > plans.MAX_POINTS:
        record.refuse("phone", _("Give at most %(n)s numbers and addresses.") % {"n": plans.MAX_POINTS})
    return points
