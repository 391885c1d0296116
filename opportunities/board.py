"""The board: the stages of a pipeline as columns, what each comes to, and the first cards of each.

Cards stand by expected close date, then by latest activity. An order of their own is kept nowhere: it would be
rewritten with every drop, would mean something else to everybody who looks, and could not be paged by key.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from core.kept import answers
from core.paging import Page, first_page, in_order, keyset
from opportunities.filters import OpportunityFilter
from opportunities.marks import mark
from opportunities.models import Opportunity, Pipeline, Stage
from opportunities.totals import Totals, totals_by

PER_COLUMN = 12
# Longer lists and boards are added up after they have appeared: what they cost does not grow with the rows.
AT_ONCE = 10_000
ORDER = ["expected_close_on", "-last_activity_at", "pk"]
# What the columns themselves say.
SAID_BY_COLUMNS = ("kind", "stage", "pipeline")


@dataclass
class Column:
    """A stage, what the filter's opportunities in it come to, and one page of them.

    `begun` says that the page is not the first of the column.
    """

    stage: Stage
    totals: Totals = field(default_factory=Totals)
    page: Page | None = None
    begun: bool = False


@dataclass
class Zone:
    """A won or lost stage that is no column: something to drop on, and how many came there this month."""

    stage: Stage
    count: int = 0


@dataclass
class Board:
    """One pipeline as its reader sees it. `pipeline` is None where there are no stages to be seen.

    `added_up` says whether it is known yet what columns and zones come to.
    """

    pipeline: Pipeline | None
    pipelines: list[Pipeline]
    columns: list[Column]
    zones: list[Zone]
    added_up: bool = False


def board_of(wanted: OpportunityFilter, pipeline: str = "") -> Board:
    """Return the board under a filter: which columns and zones there are, not yet what they hold.

    `pipeline` is the key of one as the address says it; for none of ours it is that of the stages that the filter
    names, else the default one. The columns are the stages that the filter names, else those of its state.
    """
    stages = wanted.all_stages
    keys = {str(getattr(one, "pk", one)) for one in wanted.cleaned.get("stage") or ()}
    named = [stage for stage in stages if str(stage.pk) in keys]
    shown = _pipeline(stages, pipeline, named)
    own = [stage for stage in stages if shown and stage.pipeline_id == shown.pk]
    kind = wanted.cleaned.get("kind") or "open"
    kinds = {"all": ("open", "won", "lost"), "closed": ("won", "lost")}.get(kind, (kind,))
    columns = [Column(stage) for stage in own if (stage in named if keys else stage.kind in kinds)]
    held = {column.stage.pk for column in columns}
    zones = [Zone(stage) for stage in own if not stage.is_open and stage.pk not in held]
    return Board(shown, list({stage.pipeline_id: stage.pipeline for stage in stages}.values()), columns, zones)


def add_up(wanted: OpportunityFilter, board: Board) -> None:
    """Say of each column what it comes to, and of each zone how many came there this month: one question each."""
    board.added_up = True
    by_stage = totals_by(_held(wanted, board), "stage") if board.columns else {}
    for column in board.columns:
        column.totals = by_stage.get(column.stage.pk, column.totals)
    if board.zones:
        this_month = in_any_stage(wanted).filter(stage__in=[zone.stage for zone in board.zones])
        counts = this_month.filter(closed_on__gte=timezone.localdate().replace(day=1)).count_by_stage()
        for zone in board.zones:
            zone.count = counts.get(zone.stage.pk, 0)


def is_long(user: Any, wanted: OpportunityFilter, board: Board) -> bool:
    """Whether the columns hold so many that the board appears first, and is added up then: as the list does it."""
    beyond = lambda: [_held(wanted, board).order_by().values("pk")[AT_ONCE : AT_ONCE + 1]]  # noqa: E731
    stages = tuple((column.stage.pk, column.stage.kind) for column in board.columns)
    known = wanted.known and (is_long, AT_ONCE, wanted.known, stages)
    return bool(next(answers(known, beyond, of=user)))


def _held(wanted: OpportunityFilter, board: Board) -> Any:
    """Return what the columns hold. Where that is open ones alone it says so: their indexes are the small ones."""
    stages = [column.stage for column in board.columns]
    rows = in_any_stage(wanted).filter(stage__in=[stage.pk for stage in stages])
    return rows.open() if all(stage.is_open for stage in stages) else rows


def lay_cards(user: Any, wanted: OpportunityFilter, columns: Sequence[Column], begun_at: tuple[str, str]) -> None:
    """Give each column its first cards, all by one question.

    `begun_at` is the key of a stage and a cursor, as the address says them: that column begins there.
    """
    firsts = [column for column in columns if not (begun_at[1] and str(column.stage.pk) == begun_at[0])]
    asking = lambda: [_first_cards(in_any_stage(wanted), [column.stage for column in firsts], user)]  # noqa: E731
    known = wanted.known and (lay_cards, wanted.known, tuple(column.stage.pk for column in firsts))
    found: dict[int, list[Opportunity]] = {}
    for row in next(answers(known, asking, of=user)) if firsts else ():
        found.setdefault(row.stage_id, []).append(row)
    for column in firsts:
        column.page = first_page(found.get(column.stage.pk, []), ORDER, PER_COLUMN)
    for column in columns:
        if column.page is None:
            lay_more(user, wanted, column, begun_at[1])
    mark(user, [card for column in columns if column.page for card in column.page.rows])


def lay_more(user: Any, wanted: OpportunityFilter, column: Column, cursor: str) -> None:
    """Give a column the page of cards that begins at a cursor."""
    rows = in_any_stage(wanted).filter(stage=column.stage).for_list(user)
    column.page = keyset(rows, ORDER, cursor, PER_COLUMN)
    column.begun = bool(column.page.before)


def in_any_stage(wanted: OpportunityFilter) -> Any:
    """Return what every part of the filter lets through, but for those that say which stages: the columns are these."""
    rows = wanted.visible
    for name, value in wanted.cleaned.items():
        if name not in SAID_BY_COLUMNS:
            rows = wanted.filters[name].filter(rows, value)
    return rows


def _pipeline(stages: list[Stage], asked: str, named: list[Stage]) -> Pipeline | None:
    by_key = {str(stage.pipeline_id): stage.pipeline for stage in stages}
    if asked in by_key:
        return by_key[asked]
    if named:
        return by_key[str(named[0].pipeline_id)]
    pipelines = list(by_key.values())
    return next((one for one in pipelines if one.is_default), pipelines[0] if pipelines else None)


def _first_cards(rows: Any, stages: list[Stage], user: Any) -> Any:
    """Return the first cards of each stage, one more than are shown, in order.

    Each stage is cut off by itself, along its index; ranking them by a window would read and sort all of them. What is
    cut off stands within another query, since SQLite knows no limit in a part of a union.
    """
    cut = [in_order(rows.filter(stage=stage), ORDER).values("pk")[: PER_COLUMN + 1] for stage in stages]
    parts = [Opportunity.objects.filter(pk__in=part).order_by().values("pk") for part in cut]
    keys = parts[0].union(*parts[1:], all=True)
    return in_order(Opportunity.objects.filter(pk__in=keys).for_list(user), ORDER)
