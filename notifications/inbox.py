"""What somebody's bell shows, on every page and when it asks again."""

from typing import Any

from django.db.models import Count, Max

from notifications.models import Notification

BELL_ROWS = 5


def unread_of(user: Any) -> dict[str, Any]:
    """Return the count alone, for the bell of a page; the latest come when it is opened.

    `mark` says whether anything changed since: a bell that asks again with the same one need not be drawn anew.
    """
    unread = Notification.objects.visible_to(user).unread()
    found = unread.aggregate(count=Count("pk"), last=Max("created_at"))
    last = found["last"].timestamp() if found["last"] else 0
    return {"latest": None, "unread_count": found["count"], "mark": f"{found['count']}-{last:.6f}"}


def bell_of(user: Any) -> dict[str, Any]:
    """Return how many notifications of `user` are unread, and the latest ones, read or not."""
    latest = Notification.objects.visible_to(user).for_list().order_by("-created_at", "-id")[:BELL_ROWS]
    return unread_of(user) | {"latest": latest}
