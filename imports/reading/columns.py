"""The columns of a file: names that tell them apart, and sample values."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from imports.reading.rows import Row, Rows

SAMPLE_ROWS = 3
LONGEST_SAMPLE = 200
LONGEST_NAME = 100


@dataclass(frozen=True)
class Column:
    """One column: its place (from 0), the name it goes by (unique in the file), values of the first rows."""

    index: int
    name: str
    heading: str
    samples: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return it as it is kept with an import."""
        return {"name": self.name, "heading": self.heading, "samples": list(self.samples)}

    @classmethod
    def from_json(cls, index: int, kept: dict[str, Any]) -> "Column":
        """Return it from what was kept."""
        return cls(index, kept["name"], kept["heading"], tuple(kept["samples"]))


def letters(index: int) -> str:
    """Return the name that spreadsheets give a column: A, B, … Z, AA, …"""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def name_columns(heading: Iterable[str], width: int) -> list[str]:
    """Return a name for each column: its heading; blank ones by letter, equal ones numbered, braces taken out.

    Braces stand for columns in a template, so no name holds one.
    """
    headings = [" ".join(cell.replace("\0", "").split())[:LONGEST_NAME] for cell in heading]
    headings += [""] * (width - len(headings))
    names: list[str] = []
    taken: set[str] = set()
    for index, bare in enumerate(headings[:width]):
        wanted = bare.replace("{", "(").replace("}", ")") or _("Column %(letters)s") % {"letters": letters(index)}
        name, number = wanted, 1
        while name.casefold() in taken:
            number += 1
            name = f"{wanted} ({number})"
        taken.add(name.casefold())
        names.append(name)
    return names


def read_samples(rows: Rows, first: int) -> list[Row]:
    """Return the rows from the `first` on (from 1) that serve as samples; reads all before them."""
    readable = (row for row in rows if not row.refusal)
    return list(islice(readable, first - 1, first - 1 + SAMPLE_ROWS))


def read_columns(rows: Rows) -> list[Column]:
    """Return the columns of a file with samples out of its first rows; reads those rows."""
    first: list[Row] = []
    for row in rows:
        if not row.refusal:
            first.append(row)
        if len(first) == SAMPLE_ROWS:
            break
    names = name_columns(rows.heading, rows.width)
    return [
        Column(
            index,
            name,
            rows.heading[index].strip()[:LONGEST_NAME] if index < len(rows.heading) else "",
            tuple(row.cells[index].strip()[:LONGEST_SAMPLE] for row in first),
        )
        for index, name in enumerate(names)
    ]
