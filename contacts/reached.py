"""What a row of a file says of a contact's kind, and of how it is reached."""

import re
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from contacts import plans
from contacts.models import ContactPoint, Kind
from contacts.vocabularies import person_called, too_long_for_person
from imports.conversion import Record
from imports.names import split_names

POINT_SEPARATORS = re.compile(r"[;\n]|, ")
LONGEST_POINT = 247  # with "https://" it is as long as its column


def divide_names(records: Sequence[Record]) -> None:
    """Let "Eva Licht" and "Licht, Eva" in one column be a first and a last name, in rows that have none."""
    for record in records:
        whole = record.values.pop("full_name", None)
        if whole and not record.values.get("first_name") and not record.values.get("last_name"):
            person = person_called(whole)
            if reason := too_long_for_person(person):
                record.refuse("full_name", reason)
            record.values |= {"first_name": person.first_name, "last_name": person.last_name}


def kind_of(record: Record, *, surely: bool = False) -> str | None:
    """Return company or person; without a column for it, by which names a row has. Refuses what has no name.

    An existing contact that is meant `surely`, by its own number, is what it is, whatever columns the file lacks.
    """
    values = record.values
    person = bool(values.get("first_name") or values.get("last_name"))
    if surely and record.match is not None and not (person and record.match.is_company):
        return str(values.get("kind") or record.match.kind)
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
    """Return the numbers or addresses in a cell; one that holds a separator stands in quotes."""
    if text and '"' in text:
        return split_names(text)
    return [part.strip() for part in POINT_SEPARATORS.split(text or "") if part.strip()]


def joined(values: Iterable[str]) -> str:
    """Return the cell that `split` takes apart into these values."""
    return "; ".join(f'"{value}"' if POINT_SEPARATORS.search(value) else value for value in values)


POINTS = {
    "phone": (ContactPoint.Kind.PHONE, ContactPoint.Label.WORK),
    "mobile": (ContactPoint.Kind.PHONE, ContactPoint.Label.MOBILE),
    "private_phone": (ContactPoint.Kind.PHONE, ContactPoint.Label.PRIVATE),
    "other_phone": (ContactPoint.Kind.PHONE, ContactPoint.Label.OTHER),
    "email": (ContactPoint.Kind.EMAIL, ContactPoint.Label.WORK),
    "private_email": (ContactPoint.Kind.EMAIL, ContactPoint.Label.PRIVATE),
    "other_email": (ContactPoint.Kind.EMAIL, ContactPoint.Label.OTHER),
    "web": (ContactPoint.Kind.WEB, ContactPoint.Label.WORK),
}


def field_of(kind: str, label: str) -> str:
    """Return the field in which a file has a way to reach a contact; web pages, and odd labels, have one for all."""
    exact = next((key for key, known in POINTS.items() if known == (kind, label)), "")
    return exact or next(key for key in ("phone", "email", "web") if POINTS[key][0] == kind)


def points_of(record: Record) -> list[ContactPoint]:
    """Return the ways to reach a contact, unsaved; refuses what is no number or address, and too many."""
    points = []
    held = {(point.kind, point.value) for point in record.match.points.all()} if record.match else set()
    for key, (kind, label) in POINTS.items():
        for value in split(record.values.get(key)):
            if (kind, value) not in held and (len(value) > LONGEST_POINT or plans.complaint(kind, value)):
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
