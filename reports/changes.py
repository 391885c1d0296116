"""What changed between the evenings of two days, by the snapshots that tell how opportunities stood at each."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import BigIntegerField, Count, ExpressionWrapper, F, FilteredRelation, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reports.models import OpportunitySnapshot
from reports.period import Period, days_of
from reports.purging import first_known_day
from reports.querysets import standing_on
from reports.scope import Scope
from reports.tables import COUNT, GREEN, MONEY, RED, TEXT, Cell, Column, Line, Table

KNOWN = Q(then__id__isnull=False)
STAYS_OPEN = Q(then__kind="open", now__kind="open")
SAME = Q(now__currency=F("then__currency"))
OTHER = Q(now__currency__lt=F("then__currency")) | Q(now__currency__gt=F("then__currency"))
MORE = SAME & Q(now__total__gt=F("then__total")) | OTHER & Q(now__base_total__gt=F("then__base_total"))
LESS = SAME & Q(now__total__lt=F("then__total")) | OTHER & Q(now__base_total__lt=F("then__base_total"))
CAME = Q(then__total__isnull=True, now__total__isnull=False)
WENT = Q(then__total__isnull=False, now__total__isnull=True)

# What may have changed, by its word: the condition on how it stood `then` and stands `now`. Negated nowhere: a negation
# over a join is a question of its own to the database.
KINDS: dict[str, tuple[Any, Callable[[datetime], Q]]] = {
    "new": (gettext_lazy("New"), lambda start: Q(then__id__isnull=True, created_at__gte=start)),
    "won": (gettext_lazy("Won"), lambda start: Q(now__kind="won") & (Q(then__kind__in=("open", "lost")) | ~KNOWN)),
    "lost": (gettext_lazy("Lost"), lambda start: Q(now__kind="lost") & (Q(then__kind__in=("open", "won")) | ~KNOWN)),
    "reopened": (gettext_lazy("Reopened"), lambda start: Q(now__kind="open", then__kind__in=("won", "lost"))),
    "moved": (
        gettext_lazy("Moved to another stage"),
        lambda start: STAYS_OPEN & (Q(now__stage__lt=F("then__stage")) | Q(now__stage__gt=F("then__stage"))),
    ),
    "up": (gettext_lazy("Amount went up"), lambda start: KNOWN & (MORE | CAME)),
    "down": (gettext_lazy("Amount went down"), lambda start: KNOWN & (LESS | WENT)),
    "pushed": (
        gettext_lazy("Close date pushed back"),
        lambda start: STAYS_OPEN & Q(now__expected_close_on__gt=F("then__expected_close_on")),
    ),
    "pulled": (
        gettext_lazy("Close date brought forward"),
        lambda start: STAYS_OPEN & Q(now__expected_close_on__lt=F("then__expected_close_on")),
    ),
}
BY_PERSON = ("new", "won", "lost", "moved", "pushed")


def changes(scope: Scope) -> list[Table]:
    """Return what changed in the period: in all, and by the person who is responsible now."""
    period = known(scope.period)
    rows, start = changed(scope.rows(), period), start_of_site(period.first)
    asked: dict[str, Any] = {}
    for word, (_label, condition) in KINDS.items():
        asked[word] = Count("pk", filter=condition(start))
        for when in ("then", "now"):
            asked |= _summed(f"{word}_{when}", f"{when}__base_total", condition(start))
    found = rows.aggregate(**asked)
    numbers = {word: Count("pk", filter=KINDS[word][1](start)) for word in BY_PERSON}
    by_person = {row.pop("responsible"): row for row in rows.order_by().values("responsible").annotate(**numbers)}
    return [_whole(scope, period, found), _by_person(scope, period, by_person, found)]


def known(period: Period) -> Period:
    """Return the part of a period of which snapshots can tell: not before they are kept, not after today."""
    today = timezone.localdate()
    first = min(max(period.first, first_known_day() + timedelta(days=1)), today)
    return Period(first, max(min(period.last, today), first))


def changed(rows: Any, period: Period) -> Any:
    """Return the rows that were otherwise at a day's end of the period, joined with how they stood `then` and `now`.

    `then` is the evening before the period, `now` that of its last day; without `then` they were not there, or it is
    not known.
    """
    touched = OpportunitySnapshot.objects.filter(day__range=period).order_by().values("opportunity")
    joined = rows.annotate(
        then=FilteredRelation("snapshots", condition=standing_on(period.first - timedelta(days=1), "snapshots__")),
        now=FilteredRelation("snapshots", condition=standing_on(period.last, "snapshots__")),
    )
    return joined.filter(pk__in=touched, now__id__isnull=False)


def changed_so(rows: Any, word: str, period: Period) -> Any:
    """Return the keys of those of some rows that changed so in a period."""
    condition = KINDS[word][1](start_of_site(period.first))
    return changed(rows, period).filter(condition).order_by().values("pk")


def start_of_site(day: date) -> datetime:
    """Return the instant at which a day begins for the site: snapshots are of the same days for everybody."""
    return timezone.make_aware(datetime.combine(day, time.min), timezone.get_default_timezone())


def label_of(word: str, period: Period) -> str:
    """Return what a number of this report counts: "Won, 1 Nov 2026 – 30 Nov 2026"."""
    return f"{KINDS[word][0]}, {days_of(period)}"


def _summed(name: str, path: str, condition: Q) -> dict[str, Any]:
    """Return the sums of an amount's units and of its rest, for thousandths would leave 64 bits (as in totals)."""
    units = ExpressionWrapper(F(path) / 1000, output_field=BigIntegerField())
    rest = ExpressionWrapper(F(path) % 1000, output_field=BigIntegerField())
    return {f"{name}_units": Sum(units, filter=condition), f"{name}_rest": Sum(rest, filter=condition)}


def _sum(found: dict[str, Any], name: str) -> Decimal:
    return Decimal(int(found[f"{name}_units"] or 0)) + Decimal(int(found[f"{name}_rest"] or 0)).scaleb(-3)


def _whole(scope: Scope, period: Period, found: dict[str, Any]) -> Table:
    lines = []
    for word, (label, _condition) in KINDS.items():
        then, now = (_sum(found, f"{word}_{when}") for when in ("then", "now"))
        before = [Cell(None), Cell(now), Cell(None)] if word == "new" else [Cell(then), Cell(now), Cell(now - then)]
        lines.append(Line([Cell(str(label)), Cell(found[word], _link(scope, word, period)), *before]))
    evening = days_of([period.first - timedelta(days=1)]), days_of([period.last])
    columns = [
        Column("name", _("What changed"), TEXT),
        Column("number", _("Opportunities"), COUNT, charted=True),
        Column("before", _("Amount before"), MONEY),
        Column("after", _("Amount after"), MONEY),
        Column("difference", _("Difference"), MONEY),
    ]
    note = _(
        "From the evening of %(first)s to the evening of %(last)s. Amounts are converted by the rate of their day."
    )
    note %= {"first": evening[0], "last": evening[1]}
    return Table("changes", _("What changed"), columns, lines, None, "bar", note)


def _by_person(scope: Scope, period: Period, by_person: dict[int, dict[str, int]], found: dict[str, Any]) -> Table:
    lines = []
    for person in scope.people(key for key, row in by_person.items() if any(row.values())):
        numbers = by_person[person.pk]
        links = (_link(scope, word, period, who=[person.public_id]) for word in BY_PERSON)
        lines.append(Line([Cell(person.label), *map(Cell, [numbers[word] for word in BY_PERSON], links)]))
    foot = Line([Cell(_("Total")), *(Cell(found[word], _link(scope, word, period)) for word in BY_PERSON)])
    hues = {"won": GREEN, "lost": RED}
    counted = (Column(word, str(KINDS[word][0]), COUNT, True, hues.get(word, 0)) for word in BY_PERSON)
    columns = [Column("name", _("Owner"), TEXT), *counted]
    nothing = _("Nothing changed in these days.")
    return Table("people", _("What changed by owner"), columns, lines, foot, "stacked", empty=nothing)


def _link(scope: Scope, word: str, period: Period, **parts: Any) -> str:
    first, last = (day.isoformat() for day in period)
    return scope.link(kind="all", report=f"changed.{word}.{first}.{last}", **parts)
