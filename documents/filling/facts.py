"""What the placeholders say about an opportunity or a contact: plain texts in the language of the document."""

from datetime import date
from typing import Any

from babel.dates import format_date
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from contacts.models import Contact
from core.countries import USUAL, country_name
from core.money import active_locale, format_money, percent
from opportunities.models import Opportunity

# Domestic letters bear no country: the first of the usual ones is home.
HOME = USUAL[0]
MOST_PARTICIPANTS = 50


def facts_about(place: Opportunity | Contact, *, by: Any, language: str) -> dict[str, Any]:
    """Return the facts about `place` by the English names of the placeholders, written in `language` ("de", "en").

    On a contact's page there are none about an opportunity, and the responsible person is whoever creates the file.
    """
    with override(language):
        today = timezone.localdate()
        facts: dict[str, Any] = {"today": _day(today), "today_short": _day(today, "medium"), "language": language}
        facts["author"] = _person(by)
        if isinstance(place, Contact):
            return facts | {"contact": _contact(place), "responsible": _person(by)}
        taking_part = place.participants.select_related("contact__company").prefetch_related("contact__points")
        return facts | {
            "opportunity": _opportunity(place),
            "budget": _budget(place),
            "contact": _contact(place.contact) if place.contact else {},
            "responsible": _person(place.responsible),
            "participants": [_contact(one.contact) | {"role": one.role} for one in taking_part[:MOST_PARTICIPANTS]],
        }


def _day(day: date | None, length: str = "long") -> str:
    return format_date(day, length, locale=active_locale()) if day else ""  # type: ignore[arg-type]


def _person(user: Any) -> dict[str, str]:
    return {"name": user.name, "email": user.email}


def _opportunity(row: Opportunity) -> dict[str, str]:
    return {
        "title": row.title,
        "description": row.description,
        "stage": row.stage.name,
        "probability": percent(row.probability),
        "expected_close": _day(row.expected_close_on),
    }


def _budget(row: Opportunity) -> dict[str, str]:
    if row.total is None:
        return {}
    return {
        "total": format_money(row.total, row.currency),
        "amount": format_money(row.amount, row.currency),
        "type": str(row.get_amount_type_display()),
        "periods": str(row.periods),
        "reckoning": row.reckoning,
        "currency": row.currency,
    }


def _contact(contact: Contact) -> dict[str, Any]:
    lines = _address(contact)
    at = _addressed(contact)
    points = list(contact.points.all())
    reached = {kind: next((point.value for point in points if point.kind == kind), "") for kind in ("email", "phone")}
    return {
        "name": contact.name,
        "company": contact.name if contact.is_company else (contact.company.name if contact.company else ""),
        "greeting": _greeting(contact),
        "salutation": str(contact.get_salutation_display()) if contact.salutation else "",
        "title": contact.title,
        "first_name": contact.first_name,
        "last_name": contact.last_name,
        "position": contact.position,
        "address": "\n".join(lines),
        "address_lines": lines,
        "street": at.street,
        "postcode": at.postcode,
        "city": at.city,
        "country": country_name(at.country) if at.country else "",
        **reached,
    }


def _addressed(contact: Contact) -> Contact:
    """Return whose address a letter bears: a person's own, else that of their company."""
    if contact.company and not (contact.street or contact.city):
        return contact.company
    return contact


def _address(contact: Contact) -> list[str]:
    at = _addressed(contact)
    salutation = str(contact.get_salutation_display()) if contact.salutation else ""
    lines = [
        contact.company.name if contact.company else "",
        f"{salutation} {contact.name}".strip(),
        at.street,
        f"{at.postcode} {at.city}".strip(),
        country_name(at.country) if at.country and at.country != HOME else "",
    ]
    return [line for line in lines if line]


def _greeting(contact: Contact) -> str:
    named = {"name": f"{contact.title} {contact.last_name}".strip()}
    if contact.is_company:
        return _("Dear Sir or Madam")
    if contact.last_name and contact.salutation == "ms":
        return _("Dear Ms %(name)s") % named
    if contact.last_name and contact.salutation == "mr":
        return _("Dear Mr %(name)s") % named
    return _("Dear %(name)s") % {"name": contact.name}
