"""A report's tables: the same numbers for the page, its chart, and a CSV file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import cycle
from typing import Any

from babel.numbers import format_decimal
from django.conf import settings

from core.money import active_locale, format_money, percent
from exports import sources
from exports.formats import Format
from exports.writing.delimited import Delimited
from imports.fields import Kind
from opportunities.totals import Totals

TEXT, COUNT, MONEY, PERCENT, DAYS = "text", "count", "money", "percent", "days"
# The colours of a chart, as the style sheet calls them; what is won and what is lost have their own.
SERIES = ("series-1", "series-2", "series-3", "series-4", "series-5", "series-6")
GREEN, RED = 3, 5
KINDS = {TEXT: Kind.TEXT, PERCENT: Kind.PERCENT}


@dataclass(frozen=True)
class Column:
    """A column: its key, its heading, of what kind its values are, and whether the chart shows it.

    TEXT is a text, COUNT an int, MONEY a Decimal of the base currency, PERCENT an int, DAYS a Decimal.
    """

    key: str
    label: Any
    kind: str = COUNT
    charted: bool = False
    # Which colour of the chart it has, from 1 on; 0 for the next one.
    place: int = 0

    @property
    def mark(self) -> str:
        """The class of its colour in the chart."""
        return SERIES[self.place - 1]

    @property
    def in_file(self) -> Any:
        """The heading in a file, where an amount has no sign beside it."""
        return f"{self.label} ({settings.BASE_CURRENCY})" if self.kind == MONEY else self.label


@dataclass(frozen=True)
class Cell:
    """A value, and the address of the opportunities that it is about; None is what there is no number for."""

    value: Any
    url: str = ""


@dataclass(frozen=True)
class Line:
    """A row of a table. The chart leaves out what is beside its scale (`aside`)."""

    cells: Sequence[Cell]
    aside: bool = False


@dataclass(frozen=True)
class Table:
    """One table of a report. `chart` is "bar", "stacked" or "" for none; `left_out` says what the sums do not hold."""

    key: str
    heading: Any
    columns: Sequence[Column]
    lines: Sequence[Line]
    foot: Line | None = None
    chart: str = ""
    note: str = ""
    left_out: Totals | None = None
    empty: Any = ""

    def __post_init__(self) -> None:
        # A colour that one column has as its own is no other's: two alike could not be told apart.
        taken = {column.place for column in self.columns}
        free = cycle(place for place in range(1, len(SERIES) + 1) if place not in taken)
        placed = [
            replace(column, place=column.place or next(free)) if column.charted else column for column in self.columns
        ]
        object.__setattr__(self, "columns", placed)

    @property
    def currency(self) -> str:
        """The currency of its amounts."""
        return settings.BASE_CURRENCY

    def rows(self) -> Iterator[tuple[Line, list[tuple[Column, Cell]]]]:
        """Yield each line with its cells, each beside its column."""
        for line in self.lines:
            yield line, list(zip(self.columns, line.cells, strict=True))

    @property
    def foot_cells(self) -> list[tuple[Column, Cell]]:
        """The cells of the last line, each beside its column."""
        return list(zip(self.columns, self.foot.cells, strict=True)) if self.foot else []

    def file(self, form: Format) -> bytes:
        """Return the table as a CSV file, its foot included."""
        columns = [
            sources.Column(one.key, one.in_file, KINDS.get(one.kind, Kind.NUMBER), lambda row, spelling: None)
            for one in self.columns
        ]
        writer = Delimited(columns, form)
        lines = [*self.lines, *([self.foot] if self.foot else [])]
        return writer.head() + writer.lines(([cell.value for cell in line.cells] for line in lines), 0)


def shown(kind: str, value: Any) -> str:
    """Return a value as its reader expects it; a dash for none."""
    if value is None:
        return "–"
    if kind == MONEY:
        return format_money(value, settings.BASE_CURRENCY)
    if kind == PERCENT:
        return percent(value)
    if kind in (COUNT, DAYS):
        return format_decimal(value, "#,##0.#", locale=active_locale())
    return str(value)


def share(part: Decimal | int, whole: Decimal | int) -> int | None:
    """Return how many percent of a whole a part is, rounded half up; None of nothing."""
    return int(Decimal(part) * 100 / Decimal(whole) + Decimal("0.5")) if whole else None
