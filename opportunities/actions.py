"""Writes that touch opportunities and contacts."""

from typing import Any

from django.db import transaction

from contacts.models import Contact, ContactPoint, create_contact
from core.fold import fold
from opportunities.models import Opportunity, open_opportunity


def make_contact(typed: dict[str, str], *, by: Any) -> Contact:
    """Make the contact that was typed inside an opportunity's form, and return it.

    A first or last name makes a person, of the company if one is named; a company of that name that is known is taken.
    `typed` has the keys company, first_name, last_name, email and phone, each maybe empty.
    """
    points = [
        ContactPoint(kind=kind, value=typed[word])
        for word, kind in (("email", ContactPoint.Kind.EMAIL), ("phone", ContactPoint.Kind.PHONE))
        if typed[word]
    ]
    is_person = bool(typed["first_name"] or typed["last_name"])
    company = None
    if typed["company"]:
        known = Contact.objects.visible_to(by).companies().filter(sort_name=fold(typed["company"])[:300])
        company = known.order_by("pk").first()
        if company is None:
            changes = {"kind": "company", "company_name": typed["company"], "points": [] if is_person else points}
            company = create_contact(changes, by=by)
    if not is_person:
        assert company is not None, "The form refuses a new contact without any name."
        return company
    person = {"kind": "person", "first_name": typed["first_name"], "last_name": typed["last_name"]}
    return create_contact(person | {"company": company, "points": points}, by=by)


def open_with_contact(changes: dict[str, Any], typed: dict[str, str], *, by: Any) -> Opportunity:
    """Open an opportunity together with the contact that was typed in its form, or neither."""
    with transaction.atomic():
        contact = {"contact": make_contact(typed, by=by)} if typed else {}
        return open_opportunity(changes | contact, by=by)


def revise_with_contact(
    row: Opportunity, changes: dict[str, Any], typed: dict[str, str], *, by: Any, version: int | None
) -> Opportunity:
    """Revise an opportunity together with the contact that was typed in its form, or neither."""
    with transaction.atomic():
        contact = {"contact": make_contact(typed, by=by)} if typed else {}
        return row.revise(changes | contact, by=by, version=version)
