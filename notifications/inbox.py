"""What somebody's bell shows, on every page and when it asks again."""

from typing import Any

from notifications.models import Notification

BELL_ROWS = 5


def unread_of(user: Any) -> dict[str, Any]:
    """Return the count alone, for the bell of a page; the latest come when it is opened."""
    return {"latest": None, "unread_count": Notification.objects.visible_to(user).unread().count()}


def bell_of(user: Any) -> dict[str, Any]:
    """Return how many notifications of `user` are unread, and the latest ones, read or not."""
    mine = Notification.objects.visible_to(user)
    latest = mine.for_list().order_by("-created_at", "-id")[:BELL_ROWS]
    return {"latest": latest, "unread_count": mine.unread().count()}
