"""The page of a contact: who it is, what higher floors know of it, and its history."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from contacts.models import Contact
from contacts.views.index import list_address
from core import slots
from core.access import seen
from core.countries import country_name
from fields.layout import layout_for
from fields.listing import facts
from history.feed import feed

PEOPLE_SHOWN = 25


@require_safe
def detail(request: HttpRequest, public_id: str) -> HttpResponse:
    contact = seen(request, Contact.objects.for_list().with_may_delete(request.user), public_id)
    sections = slots.ask("contact_sections", user=request.user, row=contact)
    context = {
        "contact": contact,
        "country": country_name(contact.country),
        "custom": facts(layout_for(request.user, "contacts"), contact.custom),
        "list_url": list_address(request),
        "sections": sorted(sections, key=lambda section: section.position),
        **people_of(contact),
        **feed(request, contact),
    }
    return render(request, "contacts/detail.html", context)


def people_of(contact: Contact) -> dict[str, Any]:
    """Return the first people of a company, and whether there are more."""
    if not contact.is_company:
        return {}
    people = list(contact.people.by_name().prefetch_related("points")[: PEOPLE_SHOWN + 1])
    return {"people": people[:PEOPLE_SHOWN], "more_people": len(people) > PEOPLE_SHOWN}
