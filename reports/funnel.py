"""The funnel: how far those come that were opened in the period, and how long they stand in each stage.

A stage counts as reached by whatever stood in it, or further on, at the end of a day, and by what was won. One that was
lost counts up to where it came. Days are the full ones that are over, of those that were in the stage.
"""

from collections import Counter
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _

from opportunities.filters.days import start_of
from opportunities.models import Stage
from reports.models import OpportunitySnapshot
from reports.period import Period
from reports.scope import Scope
from reports.tables import COUNT, DAYS, PERCENT, TEXT, Cell, Column, Line, Table, share


def funnel(scope: Scope) -> list[Table]:
    """Return the funnel of one pipeline."""
    stages = scope.funnel
    if not stages:
        return []
    pipeline, period = stages[0].pipeline, scope.period
    opened = scope.rows("pipeline").filter(stage__pipeline=pipeline, created_at__gte=start_of(period.first))
    opened = opened.filter(created_at__lt=start_of(_after(period)))
    cohort = OpportunitySnapshot.objects.filter(opportunity__in=opened.order_by().values("pk"))
    return [
        Table(
            "funnel",
            _("Funnel: %(pipeline)s") % {"pipeline": pipeline.name},
            [
                Column("name", _("Stage"), TEXT),
                Column("reached", _("Reached"), COUNT, charted=True),
                Column("share", _("Of all"), PERCENT),
                Column("went_on", _("Went on"), PERCENT),
                Column("days", _("Days on average"), DAYS),
                Column("here", _("There now")),
            ],
            _lines(scope, stages, opened.count_by_stage(), *_counted(cohort)),
            chart="bar",
            note=_("Counted are opportunities opened in the period, by the last snapshot of each."),
        )
    ]


def _after(period: Period) -> Any:
    return period.last.fromordinal(period.last.toordinal() + 1)


def _counted(cohort: Any) -> tuple[Counter[tuple[str, int | None]], dict[int, Decimal]]:
    """Return how many there are by (state, furthest stage), and the average days in each stage."""
    furthest: Counter[tuple[str, int | None]] = Counter()
    for kind, reached, number in cohort.standing().values_list("kind", "reached").annotate(number=Count("pk")):
        furthest[kind, reached] += number
    over = cohort.filter(kind="open", lasted__isnull=False, stage__isnull=False).order_by().values_list("stage")
    lasted = over.annotate(days=Sum("lasted"), number=Count("opportunity", distinct=True))
    return furthest, {stage: Decimal(days) / number for stage, days, number in lasted}


def _lines(
    scope: Scope, stages: list[Stage], here: dict[int, int], furthest: Counter[Any], days: dict[int, Decimal]
) -> list[Line]:
    opened: dict[str, Any] = {"created_from": scope.period.first, "created_to": scope.period.last}
    opened |= {"pipeline": [stages[0].pipeline_id]}
    everything = sum(here.values())
    ahead = [stage for stage in stages if stage.is_open]
    reached = [_reached(furthest, [one.pk for one in ahead[place:]]) for place in range(len(ahead))]
    won = sum(here.get(stage.pk, 0) for stage in stages if stage.kind == "won")
    lines = [Line([Cell(_("Opened")), Cell(everything, scope.link(kind="all", **opened)), *[Cell(None)] * 4])]
    for place, stage in enumerate(ahead):
        url = scope.link(kind="all", report=f"reached.{stage.pk}", **opened)
        following = reached[place + 1] if place + 1 < len(ahead) else won
        lines.append(
            Line(
                [
                    Cell(stage.name),
                    Cell(reached[place], url),
                    Cell(share(reached[place], everything)),
                    Cell(share(following, reached[place])),
                    Cell(round(days[stage.pk], 1) if stage.pk in days else None),
                    Cell(here.get(stage.pk, 0), scope.link(stage=[stage.pk], **opened)),
                ]
            )
        )
    for kind, label in (("won", _("Won")), ("lost", _("Lost"))):
        number = sum(here.get(stage.pk, 0) for stage in stages if stage.kind == kind)
        url = scope.link(kind=kind, **opened)
        cells = [Cell(label), Cell(number, url), Cell(share(number, everything)), Cell(None), Cell(None)]
        lines.append(Line([*cells, Cell(number, url)]))
    return lines


def _reached(furthest: Counter[Any], stages: list[int]) -> int:
    """Return how many reached one of these stages, or were won."""
    return sum(number for (kind, stage), number in furthest.items() if kind == "won" or stage in stages)


def reached_q(stages: list[Stage]) -> Q:
    """Return the condition that a standing snapshot reached one of these stages of a pipeline, or was won there."""
    return Q(kind="won", stage__pipeline=stages[0].pipeline_id) | Q(reached__in=[stage.pk for stage in stages])
