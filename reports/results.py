"""What became of those that closed in the period: how many were won, by whom, and why the others were lost."""

from collections import defaultdict
from typing import Any

from django.utils.translation import gettext as _

from opportunities.models import LostReason
from opportunities.totals import Totals, together, totals_by
from reports.forecast import NOTHING
from reports.period import Period, month_name, months_of
from reports.scope import Scope
from reports.tables import COUNT, GREEN, MONEY, PERCENT, RED, TEXT, Cell, Column, Line, Table, share

Pair = tuple[Totals, Totals]


def results(scope: Scope) -> list[Table]:
    """Return won and lost by month and by responsible person, and the reasons for losing."""
    closed = scope.rows().filter(closed_on__range=scope.period)
    by_day, by_person = defaultdict(dict), defaultdict(dict)  # type: ignore[var-annotated]
    for (kind, day), totals in totals_by(closed, "stage__kind", "closed_on").items():
        by_day[day][kind] = totals
    for (kind, person), totals in totals_by(closed, "stage__kind", "responsible").items():
        by_person[person][kind] = totals
    reasons = totals_by(closed.filter(stage__kind="lost"), "lost_reason")
    months, whole = _by_month(scope, by_day)
    return [months, _by_person(scope, by_person, whole), _reasons(scope, reasons)]


def _by_month(scope: Scope, by_day: dict[Any, dict[str, Totals]]) -> tuple[Table, Pair]:
    lines = []
    for one in months_of(scope.period):
        held = [found for day, found in by_day.items() if one.first <= day <= one.last]
        lines.append(_line(scope, month_name(one.first), _pair(held), _closed(one)))
    whole = _pair(list(by_day.values()))
    foot = _line(scope, _("Total"), whole, _closed(scope.period))
    columns = _columns(_("Month"))
    return Table("months", _("Won and lost by month"), columns, lines, foot, "stacked", left_out=together(whole)), whole


def _by_person(scope: Scope, by_person: dict[int, dict[str, Totals]], whole: Pair) -> Table:
    lines = [
        _line(scope, person.label, _pair([by_person[person.pk]]), _closed(scope.period) | {"who": [person.public_id]})
        for person in scope.people(by_person)
    ]
    foot = _line(scope, _("Total"), whole, _closed(scope.period))
    nothing = _("Nothing was won or lost in these days.")
    return Table("people", _("Win rate by owner"), _columns(_("Owner")), lines, foot, "stacked", empty=nothing)


def _reasons(scope: Scope, reasons: dict[int | None, Totals]) -> Table:
    whole, closed = together(reasons.values()), _closed(scope.period)
    known: list[tuple[str, Any, Totals]] = [
        (one.name, one.pk, reasons[one.pk]) for one in LostReason.objects.all() if one.pk in reasons
    ]
    if None in reasons:
        known.append((_("Without a reason"), "none", reasons[None]))
    lines = []
    for name, key, totals in sorted(known, key=lambda one: -one[2].count):
        url = scope.link(kind="lost", reason=[key], **closed)
        cells = [Cell(name), Cell(totals.count, url), Cell(share(totals.count, whole.count)), Cell(totals.total, url)]
        lines.append(Line(cells))
    url = scope.link(kind="lost", **closed)
    foot = Line(
        [Cell(_("Total")), Cell(whole.count, url), Cell(share(whole.count, whole.count)), Cell(whole.total, url)]
    )
    columns = [
        Column("name", _("Lost reason"), TEXT),
        Column("lost_count", _("Lost"), COUNT, True, RED),
        Column("share", _("Share"), PERCENT),
        Column("lost", _("Amount lost"), MONEY),
    ]
    return Table(
        "reasons", _("Reasons for losing"), columns, lines, foot, "bar", empty=_("Nothing was lost in these days.")
    )


def _columns(first: str) -> list[Column]:
    return [
        Column("name", first, TEXT),
        Column("won_count", _("Won"), COUNT, True, GREEN),
        Column("lost_count", _("Lost"), COUNT, True, RED),
        Column("rate", _("Win rate"), PERCENT),
        Column("won", _("Amount won"), MONEY),
        Column("lost", _("Amount lost"), MONEY),
        Column("amount_rate", _("Win rate by amount"), PERCENT),
    ]


def _line(scope: Scope, label: str, pair: Pair, parts: dict[str, Any]) -> Line:
    won, lost = pair
    won_url, lost_url = scope.link(kind="won", **parts), scope.link(kind="lost", **parts)
    return Line(
        [
            Cell(label),
            Cell(won.count, won_url),
            Cell(lost.count, lost_url),
            Cell(share(won.count, won.count + lost.count)),
            Cell(won.total, won_url),
            Cell(lost.total, lost_url),
            Cell(share(won.total, won.total + lost.total)),
        ]
    )


def _pair(parts: list[dict[str, Totals]]) -> Pair:
    """Return what several days or people won and lost together."""
    won, lost = (together(part.get(kind, NOTHING) for part in parts) for kind in ("won", "lost"))
    return won, lost


def _closed(period: Period) -> dict[str, Any]:
    return {"closed_from": period.first, "closed_to": period.last}
