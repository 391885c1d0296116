"""The forecast: what is expected of the open ones, month by month and person by person, beside what is won already."""

from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from opportunities.totals import Totals, together, totals_by
from reports.period import Period, month_name, months_of
from reports.scope import Scope
from reports.tables import MONEY, TEXT, Cell, Column, Line, Table

NOTHING = Totals()


def forecast(scope: Scope) -> list[Table]:
    """Return the tables of the forecast: by month, then by responsible person. Two questions each."""
    rows, period = scope.rows(), scope.period
    won = rows.filter(stage__kind="won", closed_on__range=period)
    by_day = totals_by(rows.open(), "expected_close_on")
    won_by_day = totals_by(won, "closed_on")
    due = rows.open().filter(expected_close_on__range=period)
    by_person = (totals_by(due, "responsible"), totals_by(won, "responsible"))
    return [_by_month(scope, by_day, won_by_day), _by_person(scope, *by_person)]


def _by_month(scope: Scope, by_day: dict[date | None, Totals], won_by_day: dict[date, Totals]) -> Table:
    period = scope.period
    lines = [
        _line(month_name(one.first), scope, _of(by_day, one), _of(won_by_day, one), _due(one), _closed(one))
        for one in months_of(period)
    ]
    before, after = period.first - timedelta(days=1), period.last + timedelta(days=1)
    beside = (
        (_("Earlier"), _of(by_day, Period(date.min, before)), {"due_to": before}),
        (_("Later"), _of(by_day, Period(after, date.max)), {"due_from": after}),
        (_("Without a date"), by_day.get(None, NOTHING), {"due": "none"}),
    )
    aside = [_line(label, scope, totals, None, part, None, aside=True) for label, totals, part in beside]
    lines = [aside[0], *lines, *aside[1:]]
    everything, won = together(by_day.values()), together(won_by_day.values())
    foot = _line(_("Total"), scope, everything, won, {}, _closed(period))
    return Table(
        "months",
        _("Forecast by month"),
        _columns(_("Month")),
        [line for line in lines if not (line.aside and not line.cells[1].value)],
        foot,
        chart="bar",
        left_out=together([everything, won]),
    )


def _by_person(scope: Scope, due: dict[int, Totals], won: dict[int, Totals]) -> Table:
    period = scope.period
    lines = []
    for person in scope.people([*due, *won]):
        own = {"who": [person.public_id]}
        totals = (due.get(person.pk, NOTHING), won.get(person.pk, NOTHING))
        lines.append(_line(person.label, scope, *totals, _due(period) | own, _closed(period) | own))
    foot = _line(_("Total"), scope, together(due.values()), together(won.values()), _due(period), _closed(period))
    return Table(
        "people",
        _("Forecast by owner, expected in the period"),
        _columns(_("Owner")),
        lines,
        foot,
        chart="bar",
        left_out=together([*due.values(), *won.values()]),
        empty=_("Nothing is expected in these days, and nothing was won."),
    )


def _columns(first: str) -> list[Column]:
    return [
        Column("name", first, TEXT),
        Column("open", _("Open")),
        Column("best", _("Best case"), MONEY, charted=True),
        Column("weighted", _("Weighted"), MONEY, charted=True),
        Column("won_count", _("Won")),
        Column("won", _("Amount won"), MONEY, charted=True),
    ]


def _line(
    label: str, scope: Scope, due: Totals, won: Totals | None, of_due: Any, of_won: Any, *, aside: bool = False
) -> Line:
    open_url = scope.link(**{"kind": "open", **of_due})
    cells = [Cell(label), Cell(due.count, open_url), Cell(due.total, open_url), Cell(due.weighted, open_url)]
    if won is None:
        return Line([*cells, Cell(None), Cell(None)], aside)
    won_url = scope.link(**{"kind": "won", **of_won})
    return Line([*cells, Cell(won.count, won_url), Cell(won.total, won_url)], aside)


def _of(by_day: dict[Any, Totals], period: Period) -> Totals:
    return together(found for day, found in by_day.items() if day and period.first <= day <= period.last)


def _due(period: Period) -> dict[str, Any]:
    return {"due_from": period.first, "due_to": period.last}


def _closed(period: Period) -> dict[str, Any]:
    return {"closed_from": period.first, "closed_to": period.last}
