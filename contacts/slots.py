"""What contacts show on the pages of other floors."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from contacts.models import Contact
from core.slots import Found, Hit


def search(*, user: Any, query: str) -> Found:
    """Answer the search of the top bar."""
    rows = Contact.objects.visible_to(user).select_related("company").search(query)
    url = f"{reverse('contacts:index')}?{urlencode({'q': query})}"
    return Found("contacts", _("Contacts"), "people", rows, hit, position=2, list_url=url)


def hit(row: Contact) -> Hit:
    """Return what the search shows of a contact."""
    return Hit(row.name, row.get_absolute_url(), row.hint)
