"""Tickets for files: who may fetch which file from the host of files (`FILES_URL`), within a minute.

A ticket is signed, and holds the address of the file at the site and the person; it lets nobody see what that person
may not see any more.
"""

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import signing

SALT = "documents.tickets"
SECONDS = 60


def address_of(path: str, person: Any) -> str:
    """Return where `person` fetches the file that has this path at the site; the address holds for a minute."""
    return f"{settings.FILES_URL}/{signing.dumps([path, person.pk], salt=SALT)}/"


def opened(ticket: str) -> tuple[str, Any]:
    """Return the path and the person of a ticket.

    Raises `signing.BadSignature` for one that is not ours or too old, and where the person has been deactivated.
    """
    path, key = signing.loads(ticket, salt=SALT, max_age=SECONDS)
    person = get_user_model().objects.filter(pk=key, is_active=True).first()
    if person is None:
        raise signing.BadSignature("The person is not active any more.")
    return path, person
