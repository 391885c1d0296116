"""What a target takes: its fields, and from which columns of a file each of them is filled."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from django.utils import translation

from imports.reading.templates import fill, places

# The key of the field that holds a row's own number, in every target: our exports carry it.
OWN_ID = "id"


class Kind(Enum):
    """How the text of a cell becomes a value."""

    TEXT = "text"
    NUMBER = "number"
    PERCENT = "percent"
    DAY = "day"
    # A name that stands for a row or a choice; NAMES holds several of them in one cell.
    NAME = "name"
    NAMES = "names"


def headings(text: str) -> tuple[str, ...]:
    """Return the headings in a text that separates them by semicolons."""
    return tuple(part.strip() for part in text.split(";") if part.strip())


@dataclass(frozen=True)
class Field:
    """One field of a target.

    `label` is lazily translated and one of the headings the field is known by; `aliases` are others, the best first,
    separated by semicolons, in any spelling (see `reading.guessing`). `longest` is in characters. A templated field can
    be put together from several columns; a field with `several` takes the values of more than one column. `vocabulary`
    says what its names mean. The names of one that `refers` may end in the number of what they name, in brackets.
    A `foreign` one is how other systems tell what other fields tell here: our own files have no need of it.
    """

    key: str
    label: Any
    kind: Kind = Kind.TEXT
    aliases: str = ""
    required: bool = False
    longest: int = 255
    templated: bool = False
    several: bool = False
    vocabulary: str = ""
    refers: bool = False
    foreign: bool = False
    # Headings of the columns that a template is offered of, where no column is named for the field itself.
    parts: tuple[str, ...] = ()
    # Headings that mean the field even where another column bears its label.
    first: str = ""

    def headings(self) -> tuple[str, ...]:
        """Return the headings it is known by, the best first: its label in both languages, then the aliases."""
        labels = []
        for language in ("en", "de"):
            with translation.override(language):
                labels.append(str(self.label))
        return (*headings(self.first), *labels, *headings(self.aliases))

    @property
    def is_named(self) -> bool:
        """Whether its values are names that stand for something known."""
        return bool(self.vocabulary)


@dataclass(frozen=True)
class Source:
    """Where a field's value comes from: columns by their place in the file, or a template over names of columns."""

    columns: tuple[int, ...] = ()
    template: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return it as it is kept with an import."""
        return {"template": self.template} if self.template else {"columns": list(self.columns)}

    def text(self, cells: Sequence[str], names: Sequence[str]) -> str:
        """Return the text of a row for the field; several columns are joined as a list of names is."""
        if self.template:
            return fill(self.template, dict(zip(names, cells, strict=False)))
        if len(self.columns) == 1:
            return cells[self.columns[0]].strip()
        return "; ".join(cells[index].strip() for index in self.columns if cells[index].strip())

    def texts(self, rows: Sequence[Sequence[str]], names: Sequence[str]) -> list[str]:
        """Return the text of each of some rows, given by their cells."""
        if len(self.columns) == 1 and not self.template:
            (place,) = self.columns
            return [cells[place].strip() for cells in rows]
        return [self.text(cells, names) for cells in rows]


@dataclass(frozen=True)
class Mapping:
    """Which fields are filled from where, by field key. Fields that are not in it are left alone."""

    sources: dict[str, Source] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return it as it is kept with an import."""
        return {key: source.as_json() for key, source in self.sources.items()}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Mapping":
        """Return it from what was kept."""
        return cls(
            {key: Source(tuple(source.get("columns", ())), source.get("template", "")) for key, source in kept.items()}
        )

    def __contains__(self, key: str) -> bool:
        return key in self.sources

    def columns_of(self, key: str, names: Sequence[str]) -> list[str]:
        """Return the names of the columns that a field is filled from; of none where it is not filled from the file."""
        source = self.sources.get(key)
        if source is None:
            return []
        if source.template:
            return [name for name in places(source.template) if name in names]
        return [names[index] for index in source.columns if index < len(names)]
