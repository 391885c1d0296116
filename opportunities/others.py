"""Other opportunities of the same contact, named while one more is being created: perhaps it is there already."""

from typing import Any

from django.http import HttpRequest

from contacts.models import Contact
from opportunities.models import Opportunity

SHOWN = 5
# Filled in where they are named: the public id of the contact whose others the reader has seen.
KNOWN = "others_known"


def others_of(contact: Contact | None, user: Any) -> list[Opportunity]:
    """Return the first opportunities of a contact that `user` may see, one more than are shown, the open ones first.

    For a company those of its people are among them.
    """
    if contact is None:
        return []
    rows = Opportunity.objects.visible_to(user).around_contact(contact)
    return list(rows.select_related("stage", "contact", "responsible").open_first()[: SHOWN + 1])


def naming(request: HttpRequest, form: Any, place: str) -> dict[str, Any]:
    """Return what `opportunities/_others.html` expects: those of the contact that stands in the form."""
    return named(request, str(form["contact"].value() or ""), place)


def named(request: HttpRequest, public_id: str, place: str) -> dict[str, Any]:
    """Return the same of the contact with this public id; `place` tells two forms on one page apart."""
    found = Contact.objects.visible_to(request.user).filter(public_id=public_id.replace("\0", "")[:12])
    contact = found.first() if public_id else None
    rows = others_of(contact, request.user)
    return {"others": rows[:SHOWN], "more_others": len(rows) > SHOWN, "others_of": contact, "others_at": place}


def unnamed(request: HttpRequest, form: Any) -> bool:
    """Return whether a valid form would create one of a contact whose others its reader has not been told of.

    Only a form that names them can say so (it posts `others_known`); it comes back once, and is not refused.
    """
    contact = form.cleaned_data.get("contact")
    if contact is None or request.POST.get(KNOWN, contact.public_id) == contact.public_id:
        return False
    return bool(others_of(contact, request.user))
