"""Locks of office servers: compared and set in one transaction, with the document's row locked."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.editing import locked
from documents.models import Document, Lock

# The protocol's own span; an office server refreshes its lock while somebody edits.
LIFETIME = timedelta(minutes=30)
LONGEST = 1024


class Mismatch(Exception):
    """Another lock is on the document than the caller knows: `lock_id`, or "" for none."""

    def __init__(self, lock_id: str) -> None:
        super().__init__("The document is not locked so.")
        self.lock_id = lock_id


class NoLock(ValueError):
    """What was sent cannot name a lock."""


def current_id(document: Document) -> str:
    """Return the lock that is on the document, or ""."""
    held = Lock.objects.filter(document=document, expires_at__gt=timezone.now()).first()
    return held.lock_id if held else ""


def holder(document: Document) -> Any:
    """Return the person for whom an office server is editing the document, or None."""
    held = Lock.objects.filter(document=document, expires_at__gt=timezone.now()).select_related("held_by").first()
    return held.held_by if held else None


def under_lock(document: Document) -> Document:
    """Return the document anew, its row locked within the caller's transaction; its page first, as its own verbs do."""
    locked(document.page)
    row: Document = locked(document)
    return row


def must_fit(document: Document, lock_id: str) -> None:
    """Raise Mismatch unless the document bears this lock, or none; in the caller's transaction, under lock."""
    held = current_id(document)
    if held and held != lock_id:
        raise Mismatch(held)


def must_fit_to_save(document: Document, lock_id: str) -> None:
    """Raise Mismatch unless the document bears this lock; without one, only an empty file may be written."""
    must_fit(document, lock_id)
    if not current_id(document) and document.current.size:
        raise Mismatch("")


@transaction.atomic
def take(document: Document, lock_id: str, *, by: Any) -> None:
    """Put this lock on the document, or prolong it; Mismatch where it bears another one."""
    _must_be_one(lock_id)
    row = locked(document)
    must_fit(row, lock_id)
    _put(row, lock_id, by=by)


@transaction.atomic
def exchange(document: Document, former: str, lock_id: str, *, by: Any) -> None:
    """Put this lock in the place of `former`; Mismatch where that is not on the document."""
    _must_be_one(lock_id)
    row = locked(document)
    _must_be(row, former)
    _put(row, lock_id, by=by)


@transaction.atomic
def refresh(document: Document, lock_id: str, *, by: Any) -> None:
    """Prolong this lock; Mismatch where it is not on the document."""
    _must_be_one(lock_id)
    row = locked(document)
    _must_be(row, lock_id)
    _put(row, lock_id, by=by)


@transaction.atomic
def release(document: Document, lock_id: str) -> None:
    """Take this lock off; Mismatch where it is not on the document."""
    _must_be_one(lock_id)
    row = locked(document)
    _must_be(row, lock_id)
    Lock.objects.filter(document=row).delete()


def _must_be_one(lock_id: str) -> None:
    if not 0 < len(lock_id) <= LONGEST:
        raise NoLock(f"A lock has 1 to {LONGEST} characters.")


def _must_be(document: Document, lock_id: str) -> None:
    held = current_id(document)
    if held != lock_id:
        raise Mismatch(held)


def _put(document: Document, lock_id: str, *, by: Any) -> None:
    facts = {"lock_id": lock_id, "held_by": by, "expires_at": timezone.now() + LIFETIME}
    Lock.objects.update_or_create(document=document, defaults=facts)
