"""Keys by which an office server opens one document for one person."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from documents.models import AccessToken, Document

# As long as a working day; the protocol advises ten hours, and a page that is loaded anew gets a new one.
LIFETIME = timedelta(hours=10)
BYTES = 32


@dataclass(frozen=True)
class Issued:
    """A key that was just made: `text` is known here and to whoever is given it, and nowhere else."""

    text: str
    row: AccessToken

    @property
    def ttl(self) -> int:
        """When it expires, as the protocol wants it: milliseconds since 1970."""
        return int(self.row.expires_at.timestamp() * 1000)


def issue(document: Document, user: Any, *, can_write: bool, can_save_as: bool = True, browser: str = "") -> Issued:
    """Make a key to `document` for `user`, who may do with it what `can_write` says, and return it.

    `browser` (see `browser_of`) ties it to the browser's session: it ends with signing out.
    """
    text = secrets.token_urlsafe(BYTES)
    row = AccessToken.objects.create(
        digest=_digest(text),
        file_id=document.public_id,
        user=user,
        can_write=can_write,
        can_save_as=can_save_as,
        browser=browser,
        standing=standing_of(user),
        expires_at=timezone.now() + LIFETIME,
    )
    return Issued(text, row)


def opened_by(text: str) -> AccessToken | None:
    """Return the token of this key with its person, or None: unknown, expired, revoked, the person shut out since.

    Whether the person may still see or change the document is asked of the document.
    """
    found = AccessToken.objects.valid(timezone.now()).filter(digest=_digest(text)).select_related("user").first()
    if found is None or not found.user.is_active or not secrets.compare_digest(found.standing, standing_of(found.user)):
        return None
    return found


def standing_of(user: Any) -> str:
    """Return what changes when a person's sessions end: with a new password, with being deactivated."""
    return _digest(user.get_session_auth_hash())


def browser_of(request: HttpRequest) -> str:
    """Return what stands for the browser's session, or "" for none."""
    key = request.session.session_key
    return _digest(key) if key else ""


def _digest(secret: str) -> str:
    return sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()
