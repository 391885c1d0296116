"""The orders of a list: what a click on a column's heading sorts by, and how the address says so."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise


@dataclass(frozen=True)
class Column:
    """A column of a list: its key in the address, its heading, and the fields that it sorts by, in order."""

    key: str
    heading: str | Promise
    fields: tuple[str, ...] = ()
    # The leading fields that keep their direction whichever way the column is sorted.
    fixed: int = 0
    # The first click sorts downward: the latest first.
    latest_first: bool = False
    # Its values are figures, which end where they are compared: at the right.
    number: bool = False

    @property
    def first_word(self) -> str:
        """What stands in the address after the first click on the heading."""
        return f"-{self.key}" if self.latest_first else self.key


@dataclass(frozen=True)
class Order:
    """A column and a direction, read from the address: "budget" or "-budget"."""

    column: Column
    descending: bool

    @property
    def word(self) -> str:
        """What stands for it in the address."""
        return f"-{self.column.key}" if self.descending else self.column.key

    def terms(self) -> list[str]:
        """Return the terms of the order, closed by the key so that it is total."""
        sign = "-" if self.descending else ""
        fixed, free = self.column.fields[: self.column.fixed], self.column.fields[self.column.fixed :]
        return [*fixed, *(f"{sign}{name}" for name in free), f"{sign}pk"]


def order_of(word: str, columns: Sequence[Column], default: str = "") -> Order:
    """Return the order that an address asks for; by `default`, else the first column, for none of these."""
    by_key = {column.key: column for column in columns if column.fields}
    column = by_key.get(word.removeprefix("-"))
    return Order(column or by_key.get(default, columns[0]), bool(column) and word.startswith("-"))


def headings(columns: Sequence[Column], order: Order) -> list[dict[str, Any]]:
    """Return the columns with what a click on each sorts by ("": not at all), and how it is sorted now."""
    shown = []
    for column in columns:
        current = column == order.column
        turned = column.key if order.descending else f"-{column.key}"
        shown.append(
            {
                "key": column.key,
                "label": column.heading,
                "number": column.number,
                "sort": (turned if current else column.first_word) if column.fields else "",
                "sorted": ("descending" if order.descending else "ascending") if current else "",
            }
        )
    return shown
