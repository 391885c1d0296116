"""What somebody's bell shows, on every page and when it asks again."""

from typing import Any

from django.db.models import Count, Max, Value

from core.kept import answer
from notifications.models import Notification

BELL_ROWS = 5


def unread_of(user: Any) -> dict[str, Any]:
    """Return the count alone, for the bell of a page; the latest come when it is opened.

    `mark` says whether anything changed since: a bell that asks again with the same one need not be drawn anew.
    """
    count, latest = next(iter(answer(_unread, of=user)), (0, None))
    last = latest.timestamp() if latest else 0
    return {"latest": None, "unread_count": count, "mark": f"{count}-{last:.6f}"}


def _unread(user: Any) -> Any:
    unread = Notification.objects.visible_to(user).unread().order_by()
    whole = unread.annotate(whole=Value(1)).values("whole")  # a group of all of them
    return whole.annotate(count=Count("pk"), last=Max("created_at")).values_list("count", "last")


def bell_of(user: Any) -> dict[str, Any]:
    """Return how many notifications of `user` are unread, and the latest ones, read or not."""
    latest = Notification.objects.visible_to(user).for_list().order_by("-created_at", "-id")[:BELL_ROWS]
    return unread_of(user) | {"latest": latest}
