"""A month, a week or a day of the calendar, laid out for its page."""

from calendar import Calendar
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from babel.dates import format_date, get_day_names
from django.utils.translation import gettext as _

from agenda.entries import Entry, days
from core.money import active_locale

MONTH, WEEK, DAY = "month", "week", "day"
# How many entries a day shows before "+ 3 more", by view; the view of a day is where those lead.
MOST = {MONTH: 4, WEEK: 20, DAY: 200}
# Years that a calendar of sales is asked for; the ends of what a date can be are nobody's close date.
FIRST, LAST = date(1990, 1, 1), date(2200, 12, 31)


@dataclass(frozen=True)
class Cell:
    """One day: its entries, how many more there are, and whether it is today or of another month."""

    day: date
    entries: list[Entry]
    more: int
    is_today: bool
    is_outside: bool

    @property
    def label(self) -> str:
        """The day in words."""
        pattern = "EEEE, d. MMMM" if active_locale().language == "de" else "EEEE, d MMMM"
        return format_date(self.day, pattern, locale=active_locale())


@dataclass(frozen=True)
class Shown:
    """What the page draws: the days in their order, a heading, and where the neighbours begin."""

    view: str
    day: date
    heading: str
    weekdays: list[str]
    cells: list[Cell]
    before: date | None
    after: date | None
    count: int


def span(view: str, day: date) -> tuple[date, date]:
    """Return the first and the last day that a view of `day` shows; weeks begin as the active language's do."""
    if view == DAY:
        return day, day
    start_of_week = active_locale().first_week_day
    if view == WEEK:
        first = day - timedelta(days=(day.weekday() - start_of_week) % 7)
        return first, first + timedelta(days=6)
    shown = list(Calendar(start_of_week).itermonthdates(day.year, day.month))
    return shown[0], shown[-1]


def shown(user: Any, view: str, day: date, *, now: datetime, **chosen: Any) -> Shown:
    """Return a view of the calendar for `user`; `chosen` narrows it as `agenda.entries.days` says."""
    first, last = span(view, day)
    most = MOST[view]
    found = days(user, first, last, now=now, most=most, **chosen)
    cells = []
    for number in range((last - first).days + 1):
        each = first + timedelta(days=number)
        entries = found.entries.get(each, [])[:most]
        more = found.counts.get(each, 0) - len(entries)
        cells.append(Cell(each, entries, more, each == now.date(), view == MONTH and each.month != day.month))
    count = sum(found.counts.values())
    return Shown(view, day, heading(view, day), weekdays(), cells, *neighbours(view, day), count)


def neighbours(view: str, day: date) -> tuple[date | None, date | None]:
    """Return a day of the month, week or day before, and of the one after; None beyond what the calendar has."""
    if view == MONTH:
        before = day.replace(day=1) - timedelta(days=1)
        after = day.replace(day=28) + timedelta(days=4)
        before, after = before.replace(day=1), after.replace(day=1)
    else:
        step = timedelta(days=7 if view == WEEK else 1)
        before, after = day - step, day + step
    return (before if before >= FIRST else None), (after if after <= LAST else None)


def heading(view: str, day: date) -> str:
    """Return what is shown, in words: "November 2026", "Week 48: 23 – 29 November 2026", "Friday, 27 November 2026"."""
    locale = active_locale()
    german = locale.language == "de"
    long = "d. MMMM y" if german else "d MMMM y"
    if view == MONTH:
        return format_date(day, "LLLL y", locale=locale)
    if view == DAY:
        return format_date(day, f"EEEE, {long}", locale=locale)
    first, last = span(WEEK, day)
    day_alone, day_and_month = ("d.", "d. MMMM") if german else ("d", "d MMMM")
    short = day_alone if first.month == last.month else day_and_month
    return _("Week %(number)s: %(first)s – %(last)s") % {
        "number": last.isocalendar().week,
        "first": format_date(first, short, locale=locale),
        "last": format_date(last, long, locale=locale),
    }


def weekdays() -> list[str]:
    """Return the short names of the weekdays in their order."""
    names = get_day_names("abbreviated", context="stand-alone", locale=active_locale())
    start = active_locale().first_week_day
    return [names[(start + number) % 7] for number in range(7)]
