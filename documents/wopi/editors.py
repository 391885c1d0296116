"""Which documents the office server opens."""

from django.conf import settings

from documents import names
from documents.models import Document
from documents.wopi.discovery import Action, Unavailable, discovery


def action_for(document: Document, *, deed: str) -> Action | None:
    """Return how the office server does `deed` ("edit" or "view") to this kind of file, or None.

    None without an office server, too. Raises Unavailable where there is one that does not say what it can do.
    """
    if not settings.OFFICE_DISCOVERY_URL:
        return None
    return discovery().action(deed, names.ending(document.name))


def is_opened_in_office(document: Document) -> bool:
    """Return whether the office server opens this kind of file, for `document.may_edit` or for reading."""
    try:
        return action_for(document, deed="edit" if document.may_edit else "view") is not None  # type: ignore[attr-defined]
    except Unavailable:
        return False
