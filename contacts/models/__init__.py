"""Companies and people, in one table, and how they are reached."""

from contacts.models.contact import NAME_FIELDS, Contact, Kind, Salutation
from contacts.models.creating import company_called, create_contact
from contacts.models.point import ContactPoint, normal_form

__all__ = [
    "NAME_FIELDS",
    "Contact",
    "ContactPoint",
    "Kind",
    "Salutation",
    "company_called",
    "create_contact",
    "normal_form",
]
