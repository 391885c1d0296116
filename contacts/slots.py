"""What contacts show on the pages of other floors."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from contacts.models import Contact
from core.slots import Hit, Hits

SHOWN = 8


def search(*, user: Any, query: str) -> Hits:
    """Answer the search of the top bar."""
    rows = list(Contact.objects.visible_to(user).select_related("company").search(query)[: SHOWN + 1])
    hits = [Hit(row.name, row.get_absolute_url(), row.hint) for row in rows[:SHOWN]]
    more = f"{reverse('contacts:index')}?{urlencode({'q': query})}" if len(rows) > SHOWN else ""
    return Hits(_("Contacts"), "people", hits, more, position=2)
