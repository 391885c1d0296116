"""When a task is due, as an instant: days and times of day in a time zone, right across daylight-saving changes."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

# A whole day has no time to count back from: its reminder counts back from when people start to work.
START_OF_WORK = time(9)

# How many minutes before it is due one can be reminded of a task; no reminder is NULL.
REMINDERS = (
    (5, _("5 minutes before")),
    (10, _("10 minutes before")),
    (15, _("15 minutes before")),
    (30, _("30 minutes before")),
    (60, _("1 hour before")),
    (120, _("2 hours before")),
    (24 * 60, _("1 day before")),
    (2 * 24 * 60, _("2 days before")),
)


def instant(day: date, at: time, zone: str) -> datetime:
    """Return the instant, in UTC, of a time of day in a zone.

    A time that the clocks skip in spring is read as if they had not been changed yet (2:30 is then shown as 3:30); of
    a time that comes twice in autumn, the first is meant.
    """
    return datetime.combine(day, at, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def due_instant(day: date, at: time | None, zone: str) -> datetime:
    """Return when a task is due, in UTC; a task without a time is due at the end of its day: when the next begins."""
    return instant(day + timedelta(days=1), time.min, zone) if at is None else instant(day, at, zone)


def remind_instant(day: date, at: time | None, zone: str, minutes: int) -> datetime:
    """Return when to remind, in UTC: so many minutes before the time, or before nine o'clock of a whole day.

    Whole days are counted on the calendar, so that "one day before 9:00" is 9:00, whatever the clocks did that night.
    """
    days, minutes = divmod(minutes, 24 * 60)
    return instant(day - timedelta(days=days), at or START_OF_WORK, zone) - timedelta(minutes=minutes)
