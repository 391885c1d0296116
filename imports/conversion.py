"""One row of a file → the values of a target's fields, by the mapping and the formats decided for whole columns."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from imports.fields import Field, Kind, Mapping
from imports.reading.days import YMD, read_day
from imports.reading.errors import BadCell
from imports.reading.numbers import POINT, Number, read_number
from imports.reading.rows import Row

SEPARATORS = re.compile(r"[;,|\n]")
LONGEST_VALUE = 200
# Whether a column of percentages holds 75 or 0.75.
WHOLE, FRACTION = "whole", "fraction"


def scale_key(key: str) -> str:
    """Return the key under which the scale of a field of percentages is decided."""
    return f"{key}.scale"


@dataclass(frozen=True)
class Problem:
    """Why a row is refused: the column (or columns) by name, what stands there, and the reason as a sentence."""

    column: str
    value: str
    reason: str


@dataclass
class Record:
    """One row as a target gets it: values by field key (None where the file says nothing), the texts they come from.

    `draft` is what the target makes of it; a record with problems is refused as a whole.
    """

    line: int
    values: dict[str, Any] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    draft: Any = None
    columns: dict[str, str] = field(default_factory=dict)

    @property
    def is_refused(self) -> bool:
        """Whether something in it cannot be taken."""
        return bool(self.problems)

    def refuse(self, key: str, reason: str) -> None:
        """Refuse the row for what stands in a field ("" for the row as a whole)."""
        text = self.texts.get(key, "")
        self.problems.append(Problem(self.columns.get(key, ""), text[:LONGEST_VALUE], reason))


class Converter:
    """Rows → records, for one import."""

    def __init__(
        self, fields: Sequence[Field], mapping: Mapping, formats: dict[str, str], names: Sequence[str]
    ) -> None:
        self.fields = [field for field in fields if field.key in mapping]
        self.mapping = mapping
        self.formats = formats
        self.names = names
        self._columns = {field.key: ", ".join(mapping.columns_of(field.key, names)) for field in self.fields}

    def record(self, row: Row) -> Record:
        """Return the record of a row; what cannot be read refuses it and says why."""
        record = Record(row.line, columns=self._columns)
        if row.refusal:
            record.problems.append(Problem("", " · ".join(row.cells)[:LONGEST_VALUE].replace("\0", "�"), row.refusal))
            return record
        for declared in self.fields:
            text = self.mapping.sources[declared.key].text(row.cells, self.names)
            record.texts[declared.key] = text
            try:
                record.values[declared.key] = self._value(declared, text) if text else None
            except BadCell as error:
                record.refuse(declared.key, str(error))
        return record

    def _value(self, declared: Field, text: str) -> Any:
        if declared.kind is Kind.DAY:
            return read_day(text, self.formats.get(declared.key, YMD))
        if declared.kind is Kind.NUMBER:
            return read_number(text, self.formats.get(declared.key, POINT))
        if declared.kind is Kind.PERCENT:
            return self._percentage(declared.key, text)
        if len(text) > declared.longest and declared.kind is not Kind.NAMES:
            raise BadCell(
                _("The text has %(length)s characters; at most %(most)s fit.")
                % {"length": len(text), "most": declared.longest}
            )
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
        names = [" ".join(part.split()) for part in SEPARATORS.split(text)]
        if too_long := next((name for name in names if len(name) > declared.longest), None):
            raise BadCell(
                _("“%(name)s…” is too long; at most %(most)s characters fit.")
                % {"name": too_long[:30], "most": declared.longest}
            )
        return list(dict.fromkeys(name for name in names if name))
