"""How fast a job is, and what is left of it, in words."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

# How much the last stretch counts against all before it: a pause is soon forgotten, a slow batch does not alarm.
WEIGHT = 0.3
SHORTEST = 0.001


def faster_or_slower(pace: float | None, *, counted: int, since: datetime, now: datetime) -> float:
    """Return how many are done a second, after `counted` more were done since a moment."""
    latest = counted / max((now - since).total_seconds(), SHORTEST)
    return latest if pace is None else pace + WEIGHT * (latest - pace)


def in_words(seconds: float) -> str:
    """Return about how long something takes: in steps of five seconds, then in minutes, then in hours."""
    if seconds < 5:
        return _("a few seconds")
    if seconds < 90:
        count = round(seconds / 5) * 5
        return ngettext("%(count)s second", "%(count)s seconds", count) % {"count": count}
    if seconds < 90 * 60:
        count = round(seconds / 60)
        return ngettext("%(count)s minute", "%(count)s minutes", count) % {"count": count}
    count = round(seconds / 3600)
    return ngettext("%(count)s hour", "%(count)s hours", count) % {"count": count}
