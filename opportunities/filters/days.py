"""Words for spans of days, such as "this-quarter", and days as spans of time."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

DUE = (
    ("overdue", _("Overdue")),
    ("today", _("Today")),
    ("this-week", _("This week")),
    ("next-week", _("Next week")),
    ("next-7-days", _("Next 7 days")),
    ("this-month", _("This month")),
    ("next-month", _("Next month")),
    ("this-quarter", _("This quarter")),
    ("next-quarter", _("Next quarter")),
    ("none", _("Without a date")),
)


def week_of(one: date) -> tuple[date, date]:
    """Return Monday and Sunday of the week in which a day lies."""
    first = one - timedelta(days=one.weekday())
    return first, first + timedelta(days=6)


def month_of(one: date) -> tuple[date, date]:
    """Return the first and the last day of the month in which a day lies."""
    first = one.replace(day=1)
    return first, (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def quarter_of(one: date) -> tuple[date, date]:
    """Return the first and the last day of the quarter in which a day lies."""
    first = one.replace(month=one.month - (one.month - 1) % 3, day=1)
    return first, month_of(first + timedelta(days=64))[1]


def due_range(word: str, today: date) -> tuple[date, date] | None:
    """Return the days, both included, that a word such as "this-month" means, or None."""
    if word == "today":
        return today, today
    if word == "next-7-days":
        return today, today + timedelta(days=6)
    which, _dash, span = word.partition("-")
    around = {"week": week_of, "month": month_of, "quarter": quarter_of}.get(span)
    if around is None or which not in {"this", "next"}:
        return None
    this = around(today)
    return this if which == "this" else around(this[1] + timedelta(days=1))


def start_of(one: date) -> datetime:
    """Return the instant at which a day begins for the reader."""
    return timezone.make_aware(datetime.combine(one, time.min))
