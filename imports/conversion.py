"""Rows of a file → the values of a target's fields, by the mapping and the formats decided for whole columns."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from functools import partial
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from imports.fields import Field, Kind, Mapping
from imports.names import split_names
from imports.no_rows import NoRows
from imports.reading.days import YMD, read_day
from imports.reading.errors import BadCell
from imports.reading.numbers import EITHER, POINT, Number, read_either, read_number
from imports.reading.rows import Row
from imports.references import bare_length, too_long_name

LONGEST_VALUE = 200
# Texts of a column whose values are remembered: the same days, amounts and tags come again and again.
REMEMBERED = 20_000
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


WRITTEN = frozenset({RowOutcome.CREATED, RowOutcome.UPDATED})


@dataclass(frozen=True)
class Problem:
    """Why a row is refused, or doubtful: the column (or columns) by name, what stands there, the reason in words."""

    column: str
    value: str
    reason: str


@dataclass(slots=True)
class Record:
    """One row as a target gets it: values by field key (None where the file says nothing), the texts they come from.

    `columns` names by field key the columns that each is filled from, `texts` holds what stands there, in that order;
    `whole` is the text of a line that is no row of its own. `match` is the existing row that it means, `draft` what the
    target makes of it (and of the match), `outcome` what that comes to; a record with problems is refused as a whole,
    one with `doubts` is written all the same.
    """

    line: int
    columns: dict[str, str] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    texts: Sequence[str] = ()
    whole: str = ""
    problems: list[Problem] = field(default_factory=list)
    doubts: Sequence[Problem] = ()
    match: Any = None
    draft: Any = None
    outcome: RowOutcome = RowOutcome.CREATED

    @property
    def is_refused(self) -> bool:
        """Whether something in it cannot be taken."""
        return bool(self.problems)

    @property
    def is_doubtful(self) -> bool:
        """Whether it is written although something about it is doubtful."""
        return bool(self.doubts) and self.is_written

    @property
    def is_written(self) -> bool:
        """Whether it makes a row, or changes one."""
        return self.outcome in WRITTEN

    def refuse(self, key: str, reason: str) -> None:
        """Refuse the row for what stands in a field ("" for the row as a whole)."""
        self.problems.append(self._problem(key, reason))
        self.outcome = RowOutcome.REFUSED

    def doubt(self, key: str, reason: str) -> None:
        """Say what is doubtful about a field ("" for the row as a whole), once: the row is written all the same."""
        problem = self._problem(key, reason)
        if not key:
            problem = replace(problem, value=" · ".join(filter(None, self.texts))[:LONGEST_VALUE].replace("\0", "�"))
        if problem not in self.doubts:
            self.doubts = (*self.doubts, problem)

    def _problem(self, key: str, reason: str) -> Problem:
        text = dict(zip(self.columns, self.texts, strict=False)).get(key, "") if key else self.whole
        return Problem(self.columns.get(key, ""), text[:LONGEST_VALUE], reason)


def noon(day: date | None) -> datetime | None:
    """Return noon of a day where the owner of the import is, so that the day stays the same nearly everywhere."""
    return timezone.make_aware(datetime.combine(day, time(12))) if day else None


def _too_long(length: int, most: int) -> str:
    return _("The text has %(length)s characters; at most %(most)s fit.") % {"length": length, "most": most}


class Values(dict[str, Any]):
    """The values of one column by the text of its cells, each text read once: a BadCell stands for what cannot be."""

    def __init__(self, read: Any) -> None:
        super().__init__()
        self.read = read

    def __missing__(self, text: str) -> Any:
        if len(self) >= REMEMBERED:
            self.clear()
        try:
            value = self.read(text) if text else None
        except BadCell as error:
            value = error
        self[text] = value
        return value


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
        in_front: int = 0,
    ) -> None:
        """`rest_into` is the field that takes the columns without a field, each on a labelled line ("": none does).

        `headings` are the cells of the heading row, by which a repeated one is known. So many columns `in_front` are
        none of the file's own: they tell the line and the reason of rows that were refused before.
        """
        self.all_fields = fields
        self.fields = [field for field in fields if field.key in mapping]
        self.mapping = mapping
        self.formats = formats
        self.names = names
        self.rest_into = rest_into
        self._no_rows = NoRows(headings, in_front)
        used = {index for source in mapping.sources.values() for index in source.columns}
        used |= {names.index(name) for key in mapping.sources for name in mapping.columns_of(key, names)}
        used |= set(range(in_front))
        self._rest = [(index, name) for index, name in enumerate(names) if index not in used] if rest_into else []
        self._columns = {field.key: ", ".join(mapping.columns_of(field.key, names)) for field in self.fields}
        self._values = {field.key: Values(read) for field in self.fields if (read := self._reader(field))}

    def records(self, rows: Sequence[Row]) -> list[Record]:
        """Return the records of some rows, column by column; what cannot be read refuses its row and says why."""
        apart = [record for row in rows if (record := self._apart(row)) is not None]
        if apart:
            lines = {record.line for record in apart}
            rows = [row for row in rows if row.line not in lines]
        texts = [
            self.mapping.sources[field.key].texts([row.cells for row in rows], self.names) for field in self.fields
        ]
        values = [self._read(field, column) for field, column in zip(self.fields, texts, strict=True)]
        keys = list(self._columns)
        by_row = zip(rows, zip(*values, strict=True), zip(*texts, strict=True), strict=True) if keys else ()
        records = [
            Record(row.line, self._columns, dict(zip(keys, own, strict=True)), cells) for row, own, cells in by_row
        ]
        for declared, column in zip(self.fields, values, strict=True):
            if BadCell in set(map(type, column)):
                for record, value in zip(records, column, strict=True):
                    if isinstance(value, BadCell):
                        record.values[declared.key] = None
                        record.refuse(declared.key, str(value))
        if self._rest:
            for record, row in zip(records, rows, strict=True):
                self._add_rest(record, row.cells)
        return sorted([*records, *apart], key=lambda record: record.line) if apart else records

    def _apart(self, row: Row) -> Record | None:
        """Return the record of what is left out, cannot be read, or is no row of its own; None for a row."""
        if row.left_out:
            return Record(row.line, self._columns, outcome=RowOutcome.SKIPPED)
        reason = row.refusal or self._no_rows.reason(row.cells)
        if not reason:
            return None
        whole = " · ".join(row.cells if row.refusal else filter(None, row.cells))
        record = Record(row.line, self._columns, whole=whole[:LONGEST_VALUE].replace("\0", "�"))
        record.refuse("", reason)
        return record

    def _add_rest(self, record: Record, cells: Sequence[str]) -> None:
        lines = [f"{name}: {cell}" for index, name in self._rest if (cell := cells[index].strip())]
        text = "\n".join([*filter(None, [record.values.get(self.rest_into)]), *lines])
        longest = next(field.longest for field in self.all_fields if field.key == self.rest_into)
        if len(text) > longest:
            record.refuse(self.rest_into, _too_long(len(text), longest))
        elif text:
            record.values[self.rest_into] = text

    def _reader(self, declared: Field) -> Any:
        """Return what reads a filled cell of a field, raising BadCell; None for texts, which are their own value."""
        key = declared.key
        sign = self.formats.get(key, POINT)
        number = read_either if sign == EITHER else partial(read_number, sign=sign)
        return {
            Kind.DAY: lambda text: read_day(text, self.formats.get(key, YMD)),
            Kind.NUMBER: number,
            Kind.PERCENT: lambda text: self._percentage(key, number(text)),
            Kind.NAMES: lambda text: self._names(declared, text),
        }.get(declared.kind)

    def _read(self, declared: Field, texts: Sequence[str]) -> list[Any]:
        """Return the values of a column, a BadCell for what cannot be taken."""
        if (values := self._values.get(declared.key)) is not None:
            return list(map(values.__getitem__, texts))
        if max(map(len, texts), default=0) <= declared.longest:
            return [text or None for text in texts]
        return [
            BadCell(_too_long(len(text), declared.longest))
            if len(text) > declared.longest and bare_length(declared, text) > declared.longest
            else text or None
            for text in texts
        ]

    def _percentage(self, key: str, number: Number) -> Decimal:
        if self.formats.get(scale_key(key)) == FRACTION and not number.percent:
            return number.value * 100
        return number.value

    @staticmethod
    def _names(declared: Field, text: str) -> list[str]:
        names = split_names(text)
        if reason := too_long_name(declared, names):
            raise BadCell(reason)
        return list(dict.fromkeys(names))
