"""Whom one calls: telephone numbers of contacts, for pages of many rows."""

from collections.abc import Iterable

from contacts.models import Contact, ContactPoint


def phones_of(contacts: Iterable[Contact | None]) -> dict[int, list[ContactPoint]]:
    """Return the telephone numbers of some contacts by their keys, all by one question; none: the key is missing.

    Of a person without a number it is that of their company. The contacts are such as the reader may see.
    """
    wanted = {contact.pk: contact.company_id for contact in contacts if contact is not None}
    if not wanted:
        return {}
    held: dict[int, list[ContactPoint]] = {}
    keys = {*wanted, *wanted.values()} - {None}
    for point in ContactPoint.objects.filter(contact__in=keys, kind=ContactPoint.Kind.PHONE):
        held.setdefault(point.contact_id, []).append(point)
    found = {key: held.get(key) or held.get(company or 0, []) for key, company in wanted.items()}
    return {key: phones for key, phones in found.items() if phones}
