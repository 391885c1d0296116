"""One row of a file → the values of a target's fields, by the mapping and the formats decided for whole columns."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from core.fold import fold
from imports.fields import Field, Kind, Mapping
from imports.reading.days import YMD, read_day
from imports.reading.errors import BadCell
from imports.reading.numbers import POINT, Number, read_number
from imports.reading.rows import Row
from imports.references import without_reference

SEPARATORS = re.compile(r"[;,|\n]")
# A name that holds a separator stands in quotes, doubled within.
OPENING = re.compile(r'\s*"')
QUOTED = re.compile(r'\s*"((?:[^"]|"")*)"\s*(?:[;,|\n]|\Z)')
# A cell in which so many quotes are never closed is no list of ours: they are letters from there on.
MOST_STRAY = 100
LONGEST_VALUE = 200
# What the first cell of a line of totals says.
TOTALS = frozenset(
    {"summe", "gesamt", "gesamtsumme", "insgesamt", "zwischensumme", "total", "totals", "sum", "subtotal"}
)
# Whether a column of percentages holds 75 or 0.75.
WHOLE, FRACTION = "whole", "fraction"


def scale_key(key: str) -> str:
    """Return the key under which the scale of a field of percentages is decided."""
    return f"{key}.scale"


class RowOutcome(StrEnum):
    """What a row comes to. The names are those of the counts on an import."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    SKIPPED = "skipped"
    REFUSED = "refused"


@dataclass(frozen=True)
class Problem:
    """Why a row is refused: the column (or columns) by name, what stands there, and the reason as a sentence."""

    column: str
    value: str
    reason: str


@dataclass
class Record:
    """One row as a target gets it: values by field key (None where the file says nothing), the texts they come from.

    `match` is the existing row that it means, `draft` what the target makes of it (and of the match), `outcome` what
    that comes to; a record with problems is refused as a whole.
    """

    line: int
    values: dict[str, Any] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    match: Any = None
    draft: Any = None
    outcome: RowOutcome = RowOutcome.CREATED
    columns: dict[str, str] = field(default_factory=dict)

    @property
    def is_refused(self) -> bool:
        """Whether something in it cannot be taken."""
        return bool(self.problems)

    def refuse(self, key: str, reason: str) -> None:
        """Refuse the row for what stands in a field ("" for the row as a whole)."""
        text = self.texts.get(key, "")
        self.problems.append(Problem(self.columns.get(key, ""), text[:LONGEST_VALUE], reason))
        self.outcome = RowOutcome.REFUSED


def split_names(text: str) -> list[str]:
    """Return the names in a text that separates them, blanks joined: `Messe; "R&D, intern"` holds two."""
    if '"' not in text:
        parts = SEPARATORS.split(text)
    else:
        parts, at, stray = [], 0, 0
        while at < len(text):
            opens = OPENING.match(text, at)
            quoted = QUOTED.match(text, at) if opens and stray < MOST_STRAY else None
            if quoted:
                parts.append(quoted[1].replace('""', '"'))
                at = quoted.end()
                continue
            stray += bool(opens)
            separator = SEPARATORS.search(text, at)
            end = separator.start() if separator else len(text)
            parts.append(text[at:end])
            at = end + 1
    return [name for part in parts if (name := " ".join(part.split()))]


def joined_names(names: Iterable[str]) -> str:
    """Return the text that `split_names` takes apart into these names."""
    return "; ".join(_quoted(name) if '"' in name or SEPARATORS.search(name) else name for name in names)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def names_in(text: str) -> list[str]:
    """Return the names in a text that separates them, each once."""
    names = split_names(text)
    return list({fold(name): name for name in names}.values())


def _too_long(length: int, most: int) -> str:
    return _("The text has %(length)s characters; at most %(most)s fit.") % {"length": length, "most": most}


def _bare_length(declared: Field, name: str) -> int:
    """Return how long a name is, without the number that it may end in."""
    return len(without_reference(name) if declared.refers else name)


class Converter:
    """Rows → records, for one import."""

    def __init__(
        self,
        fields: Sequence[Field],
        mapping: Mapping,
        formats: dict[str, str],
        names: Sequence[str],
        *,
        rest_into: str = "",
        headings: Sequence[str] = (),
    ) -> None:
        """`rest_into` is the field that takes the columns without a field, each on a labelled line ("": none does).

        `headings` are the cells of the heading row, by which a repeated one is known.
        """
        self.all_fields = fields
        self.fields = [field for field in fields if field.key in mapping]
        self.mapping = mapping
        self.formats = formats
        self.names = names
        self.rest_into = rest_into
        self._headings = [heading.strip() for heading in headings]
        self._has_headings = sum(map(bool, self._headings)) > 1
        used = {index for source in mapping.sources.values() for index in source.columns}
        used |= {names.index(name) for key in mapping.sources for name in mapping.columns_of(key, names)}
        self._rest = [(index, name) for index, name in enumerate(names) if index not in used] if rest_into else []
        self._columns = {field.key: ", ".join(mapping.columns_of(field.key, names)) for field in self.fields}

    def record(self, row: Row) -> Record:
        """Return the record of a row; what cannot be read refuses it and says why."""
        record = Record(row.line, columns=self._columns)
        if row.refusal:
            record.texts[""] = " · ".join(row.cells)[:LONGEST_VALUE].replace("\0", "�")
            record.refuse("", row.refusal)
            return record
        if reason := self._no_row(row.cells):
            record.texts[""] = " · ".join(cell for cell in row.cells if cell)[:LONGEST_VALUE]
            record.refuse("", reason)
            return record
        for declared in self.fields:
            text = self.mapping.sources[declared.key].text(row.cells, self.names)
            record.texts[declared.key] = text
            try:
                record.values[declared.key] = self._value(declared, text) if text else None
            except BadCell as error:
                record.refuse(declared.key, str(error))
        if self._rest:
            self._add_rest(record, row.cells)
        return record

    def _no_row(self, cells: Sequence[str]) -> str:
        """Return why a line is no row of its own: it repeats the heading, or adds up the rows above. "" where it is."""
        if self._has_headings and [cell.strip() for cell in cells] == self._headings:
            return _("The line repeats the heading.")
        first = next((cell for cell in cells if cell.strip()), "")
        if first.strip(" :").casefold() in TOTALS and self._is_sparse(cells):
            return _("The line looks like the totals of the rows above. If it is none, change its first cell.")
        return ""

    def _is_sparse(self, cells: Sequence[str]) -> bool:
        """Whether a line holds hardly more than numbers beside its first cell."""
        filled = [cell.strip() for cell in cells if cell.strip()][1:]
        return len(filled) < len(cells) and all(any(char.isdigit() for char in cell) for cell in filled)

    def _add_rest(self, record: Record, cells: Sequence[str]) -> None:
        lines = [f"{name}: {cell}" for index, name in self._rest if (cell := cells[index].strip())]
        text = "\n".join([*filter(None, [record.values.get(self.rest_into)]), *lines])
        longest = next(field.longest for field in self.all_fields if field.key == self.rest_into)
        if len(text) > longest:
            record.refuse(self.rest_into, _too_long(len(text), longest))
        elif text:
            record.values[self.rest_into] = text

    def _value(self, declared: Field, text: str) -> Any:
        if declared.kind is Kind.DAY:
            return read_day(text, self.formats.get(declared.key, YMD))
        if declared.kind is Kind.NUMBER:
            return read_number(text, self.formats.get(declared.key, POINT))
        if declared.kind is Kind.PERCENT:
            return self._percentage(declared.key, text)
        if (
            len(text) > declared.longest
            and declared.kind is not Kind.NAMES
            and _bare_length(declared, text) > declared.longest
        ):
            raise BadCell(_too_long(len(text), declared.longest))
        if declared.kind is Kind.NAMES:
            return self._names(declared, text)
        return text

    def _percentage(self, key: str, text: str) -> Decimal:
        number: Number = read_number(text, self.formats.get(key, POINT))
        if self.formats.get(scale_key(key)) == FRACTION and not number.percent:
            return number.value * 100
        return number.value

    @staticmethod
    def _names(declared: Field, text: str) -> list[str]:
        names = split_names(text)
        if too_long := next((name for name in names if _bare_length(declared, name) > declared.longest), None):
            raise BadCell(
                _("“%(name)s…” is too long; at most %(most)s characters fit.")
                % {"name": too_long[:30], "most": declared.longest}
            )
        return list(dict.fromkeys(names))
