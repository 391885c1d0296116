"""What a row of a file says of a contact's kind, and of how it is reached."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, URLValidator
from django.utils.translation import gettext as _

from contacts.models import ContactPoint, Kind
from imports.conversion import Record

POINT_SEPARATORS = re.compile(r"[;\n]|, ")
PHONE = re.compile(r"[+(]?[0-9][0-9 ()/.\-–\u00a0]*(?: ?(?:ext\.?|x|Durchwahl|DW) ?[0-9]+)?")


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
_is_email, _is_web = EmailValidator(), URLValidator(schemes=["http", "https"])


def points_of(record: Record) -> list[ContactPoint]:
    """Return the ways to reach a contact, unsaved; refuses what is no number or address."""
    points = []
    for key, (kind, label) in POINTS.items():
        for value in split(record.values.get(key)):
            try:
                points.append(ContactPoint(kind=kind, label=label, value=_reached(kind, value)))
            except ValidationError:
                sentences = {
                    ContactPoint.Kind.PHONE: _("This is no telephone number."),
                    ContactPoint.Kind.EMAIL: _("This is no e-mail address."),
                    ContactPoint.Kind.WEB: _("This is no web address."),
                }
                record.refuse(key, sentences[kind])
    return points


def _reached(kind: str, value: str) -> str:
    """Return a value as it is kept. Raises ValidationError for what is no number or address."""
    if len(value) > 255:
        raise ValidationError("")
    if kind == ContactPoint.Kind.EMAIL:
        _is_email(value)
    elif kind == ContactPoint.Kind.WEB:
        value = value if "://" in value else f"https://{value}"
        _is_web(value)
    elif not PHONE.fullmatch(value) or not 3 <= sum(char.isdigit() for char in value) <= 20:
        raise ValidationError("")
    return value
