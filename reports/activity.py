"""Who did what around opportunities in the period: what people added to the history by type, and tasks they closed."""

from collections import Counter
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from history.models import Event, EventCategory
from opportunities.filters.days import start_of
from opportunities.filters.narrowing import person_q
from opportunities.models import Opportunity
from reports.period import Period
from reports.scope import Scope
from reports.tables import COUNT, TEXT, Cell, Column, Line, Table
from tasks.models import Task

TASKS = "tasks"


def activity(scope: Scope) -> list[Table]:
    """Return the table of people; `who` of the filter is here whoever did it, not who is responsible."""
    keys = scope.rows("who").order_by().values("pk")
    everything = scope.user.is_administrator and not scope.filter.set_words
    events, tasks = added_in(scope.period), closed_in(scope.period)
    if not everything:
        events, tasks = events.filter(page_id__in=keys), tasks.filter(opportunity__in=keys)
    if scope.who:
        events = events.filter(person_q(scope.who, scope.user, "actor"))
        tasks = tasks.filter(person_q(scope.who, scope.user, "closed_by"))
    counts: Counter[tuple[int, Any]] = Counter()
    for person, category, number in events.order_by().values_list("actor", "category").annotate(number=Count("pk")):
        counts[person, category] += number
    for person, number in tasks.order_by().values_list("closed_by").annotate(number=Count("pk")):
        counts[person, TASKS] += number
    return [_table(scope, counts)]


def added_in(period: Period) -> Any:
    """Return what people added to opportunities in these days."""
    events = Event.objects.added().filter(page_type=ContentType.objects.get_for_model(Opportunity))
    return events.filter(actor__isnull=False, **_within("happened_at", period))


def closed_in(period: Period) -> Any:
    """Return the tasks of opportunities that were closed in these days."""
    return Task.objects.filter(opportunity__isnull=False, **_within("closed_at", period))


def _within(name: str, period: Period) -> dict[str, Any]:
    after = period.last.fromordinal(period.last.toordinal() + 1)
    return {f"{name}__gte": start_of(period.first), f"{name}__lt": start_of(after)}


def _table(scope: Scope, counts: Counter[tuple[int, Any]]) -> Table:
    used = {category for _person, category in counts}
    categories = [one for one in EventCategory.objects.order_by("position", "pk") if one.active or one.pk in used]
    kinds: list[tuple[Any, str]] = [*((one.pk, one.name) for one in categories), (TASKS, _("Tasks closed"))]
    lines = [
        Line(
            [
                Cell(person.label),
                *(Cell(counts[person.pk, kind], _link(scope, kind, [person.public_id])) for kind, _name in kinds),
            ]
        )
        for person in scope.people({person for person, _category in counts})
    ]
    sums = {kind: sum(number for (_who, one), number in counts.items() if one == kind) for kind, _name in kinds}
    foot = Line([Cell(_("Total")), *(Cell(sums[kind], _link(scope, kind, scope.who)) for kind, _name in kinds)])
    columns = [Column("name", _("Person"), TEXT), *(Column(str(kind), name, COUNT, True) for kind, name in kinds)]
    return Table(
        "people",
        _("Activity by person"),
        columns,
        lines,
        foot,
        "stacked",
        note=_("Counted is what people added to the history of opportunities. A number leads to the opportunities."),
        empty=_("Nobody added anything in these days."),
    )


def _link(scope: Scope, kind: Any, who: list[str]) -> str:
    first, last = (day.isoformat() for day in scope.period)
    return scope.link(kind="all", who="", report=f"done.{kind}.{','.join(who)}.{first}.{last}")


def done_on(kind: str, who: list[str], user: Any, period: Period) -> Any:
    """Return the keys of the opportunities on which these people (none named: anybody) did this in these days."""
    if kind == TASKS:
        tasks = closed_in(period).filter(person_q(who, user, "closed_by") if who else Q())
        return tasks.order_by().values("opportunity")
    events = added_in(period).filter(person_q(who, user, "actor") if who else Q(), category=kind)
    return events.order_by().values("page_id")
