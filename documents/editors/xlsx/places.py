"""Cells and areas of a sheet by name. Rows and columns count from 0 here, as everywhere in the editor."""

import re
from dataclasses import dataclass

from imports.reading.columns import letters
from imports.reading.xlsx.worksheet import LAST_COLUMN, MOST_ROWS, place_of

NAME = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})", re.ASCII)

Place = tuple[int, int]


def place(name: str) -> Place:
    """Return (row, column) of a cell by its name: B3 is (2, 1). Raises ValueError for what names no cell."""
    match = NAME.fullmatch(name)
    row = int(match[2]) - 1 if match else MOST_ROWS
    column = place_of(match[1]) if match else -1
    if not 0 <= column <= LAST_COLUMN or row >= MOST_ROWS:
        raise ValueError(name)
    return row, column


def name_of(row: int, column: int) -> str:
    """Return the name of a cell: (2, 1) is B3."""
    return f"{letters(column)}{row + 1}"


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of cells, its last row and column included."""

    top: int
    left: int
    bottom: int
    right: int

    @classmethod
    def named(cls, reference: str) -> "Area":
        """Return the area that `reference` names, "B2:C9" or "B2". Raises ValueError for what names none."""
        first, _colon, last = reference.partition(":")
        top, left = place(first)
        bottom, right = place(last or first)
        return cls(min(top, bottom), min(left, right), max(top, bottom), max(left, right))

    def __contains__(self, cell: Place) -> bool:
        return self.top <= cell[0] <= self.bottom and self.left <= cell[1] <= self.right

    def __str__(self) -> str:
        return f"{name_of(self.top, self.left)}:{name_of(self.bottom, self.right)}"

    def as_json(self) -> list[int]:
        """Return it as the grid knows it: [top, left, bottom, right]."""
        return [self.top, self.left, self.bottom, self.right]
