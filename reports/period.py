"""The days that a report is about: a word such as "this-quarter", or two days."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, NamedTuple

from babel.dates import format_date
from django import forms
from django.utils.translation import gettext_lazy as _

from core.formfields import DayField
from core.forms import Filter
from core.money import active_locale
from opportunities.filters.days import month_of, quarter_of, week_of

# Months of more years would be a page that nobody reads.
LONGEST = timedelta(days=10 * 366)
WORDS = (
    ("this-week", _("This week")),
    ("last-7-days", _("Last 7 days")),
    ("this-month", _("This month")),
    ("last-month", _("Last month")),
    ("this-quarter", _("This quarter")),
    ("last-quarter", _("Last quarter")),
    ("this-year", _("This year")),
    ("last-12-months", _("Last 12 months")),
    ("next-6-months", _("Next 6 months")),
    ("next-12-months", _("Next 12 months")),
)


class Period(NamedTuple):
    """The first and the last day, both included."""

    first: date
    last: date


def months_of(period: Period) -> list[Period]:
    """Return the months of a period, the first and the last one cut where it begins and ends."""
    found, day = [], period.first
    while day <= period.last:
        end = min(month_of(day)[1], period.last)
        found.append(Period(day, end))
        day = end + timedelta(days=1)
    return found


def period_of(word: str, today: date) -> Period:
    """Return the days that one of `WORDS` means."""
    which, _dash, span = word.partition("-")
    if word == "last-7-days":
        return Period(today - timedelta(days=6), today)
    if word == "last-12-months":
        return Period(_months_later(month_of(today)[0], -11), month_of(today)[1])
    if span.endswith("-months"):
        first = month_of(today)[0]
        return Period(first, _months_later(first, int(span.removesuffix("-months"))) - timedelta(days=1))
    if span == "year":
        return Period(today.replace(month=1, day=1), today.replace(month=12, day=31))
    around = {"week": week_of, "month": month_of, "quarter": quarter_of}[span]
    this = around(today)
    return Period(*(this if which == "this" else around(this[0] - timedelta(days=1))))


def _months_later(first: date, number: int) -> date:
    """Return the first day of the month that comes so many months after one."""
    months = first.year * 12 + first.month - 1 + number
    return date(months // 12, months % 12 + 1, 1)


def month_name(day: date) -> str:
    """Return the month of a day as it is read: "November 2026"."""
    return str(format_date(day, "LLLL y", locale=active_locale()))


def days_of(period: Iterable[date]) -> str:
    """Return the first and the last day as they are read: "01.11.2026 – 30.11.2026"."""
    pattern = "dd.MM.yyyy" if active_locale().language == "de" else "d MMM yyyy"
    return " – ".join(str(format_date(day, pattern, locale=active_locale())) for day in period)


class PeriodForm(Filter):
    """Two days say more than the word."""

    period = forms.ChoiceField(label=_("Period"), choices=WORDS, required=False)
    since = DayField(label=_("From day"), required=False)
    until = DayField(label=_("Until day"), required=False)

    def __init__(self, data: Any, *, usual: str, today: date) -> None:
        self.usual, self.today = usual, today
        super().__init__(
            {"period": data.get("period") or usual, "since": data.get("since"), "until": data.get("until")}
        )
        self.chosen = self._chosen()

    @property
    def shown(self) -> str:
        """The days that are chosen, as they are read."""
        return days_of(self.chosen)

    def clean(self) -> dict[str, Any]:
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since and until and since > until:
            self.add_error("until", _("This lies before the beginning. Both are left out."))
        elif since and until and until - since > LONGEST:
            self.add_error("until", _("A report covers ten years at the most. Both are left out."))
        return self.cleaned_data

    def _chosen(self) -> Period:
        """Return the days asked for; a day that is missing or cannot be read is the one of the word."""
        word = self.usual if "period" in self.errors else self.cleaned_data["period"]
        meant = period_of(word, self.today)
        if "until" in self.errors:
            return meant
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        asked = Period(since or min(meant.first, until or meant.first), until or max(meant.last, since or meant.last))
        return asked if asked.last - asked.first <= LONGEST else meant
