"""A survey: one pass over the whole file that says how each mapped column is written and which names stand in it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from core.fold import fold
from imports.conversion import FRACTION, WHOLE, scale_key
from imports.fields import Field, Kind, Mapping
from imports.names import split_names
from imports.no_rows import NoRows
from imports.reading.days import DMY, MDY, YMD, orders_that_read
from imports.reading.numbers import COMMA, EITHER, POINT, Number, signs_that_read
from imports.reading.rows import Row

# Names kept per field. Beyond them the page asks for one answer for all; the import itself knows no such limit.
MOST_NAMES = 5_000
LONGEST_NAME = 255
RIVALS = {Kind.DAY: (DMY, MDY), Kind.NUMBER: (COMMA, POINT), Kind.PERCENT: (COMMA, POINT)}


@dataclass
class Tally:
    """How the filled cells of one column can be read.

    `readings` counts cells by the formats that read them ("comma point", "comma", … or "" for none), `differing` those
    that two formats read as different values; the examples are the first such cell, and the first unreadable one.
    """

    readings: Counter[str] = field(default_factory=Counter)
    differing: int = 0
    example: str = ""
    unreadable: str = ""
    unreadable_line: int = 0
    # Of percentages without a sign, which says itself what they are: cells above 1, between 0 and 1, exactly 1.
    above_one: int = 0
    below_one: int = 0
    ones: int = 0

    @property
    def filled(self) -> int:
        """How many cells hold something."""
        return sum(self.readings.values())

    def fitting(self, name: str) -> int:
        """Return how many cells a format reads."""
        if name == EITHER:
            return self.filled - self.readings[""]
        return sum(count for names, count in self.readings.items() if name in names.split())

    def only(self, name: str, rival: str) -> int:
        """Return how many cells one format reads and its rival does not."""
        return sum(
            count for names, count in self.readings.items() if name in names.split() and rival not in names.split()
        )

    def add(self, text: str, line: int, read: dict[str, Any], rivals: tuple[str, str], *, times: int = 1) -> None:
        """Count a text that stands in so many cells, first in `line`; `read` is what each format makes of it."""
        self.readings[" ".join(sorted(read))] += times
        if all(rival in read for rival in rivals) and read[rivals[0]] != read[rivals[1]]:
            self.differing += times
            self.example = self.example or text[:60]
        if not read and not self.unreadable:
            self.unreadable, self.unreadable_line = text[:60], line

    def add_scale(self, number: Number, *, times: int = 1) -> None:
        """Count whether a percentage is written as 75 or as 0.75; one with a percent sign decides nothing."""
        if number.percent:
            return
        if number.value > 1:
            self.above_one += times
        elif 0 < number.value < 1:
            self.below_one += times
        elif number.value == 1:
            self.ones += times

    def decide(self, rivals: tuple[str, str]) -> tuple[str, tuple[str, ...]]:
        """Return (the format the whole column is in, ()) or ("", the two formats that people must choose from).

        A cell that only one of two rivals reads decides for it, unless other cells decide for the other one. Where no
        cell decides, people are asked if the two read some cell differently; else any will do.
        """
        first, second = rivals
        if YMD not in rivals and self.fitting(YMD) and self.fitting(YMD) >= max(self.fitting(name) for name in rivals):
            return YMD, ()
        decisive = [self.only(first, second), self.only(second, first)]
        if all(decisive) or (not any(decisive) and self.differing):
            return "", rivals
        return (second if decisive[1] else first), ()

    def decide_scale(self) -> tuple[str, tuple[str, ...]]:
        """Return the same about whole percentages against fractions; where no cell decides, they are whole."""
        if self.above_one or not (self.below_one or self.ones):
            return WHOLE, ()
        return (FRACTION, ()) if self.below_one else ("", (WHOLE, FRACTION))

    def as_json(self) -> dict[str, Any]:
        """Return it as it is kept with an import."""
        return {**vars(self), "readings": dict(self.readings)}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Tally":
        """Return it from what was kept."""
        return cls(**{**kept, "readings": Counter(kept["readings"])})


@dataclass
class Names:
    """The names that stand in one column, with how often; equal ones by `fold` are one, under their first spelling."""

    counts: Counter[str] = field(default_factory=Counter)
    spellings: dict[str, str] = field(default_factory=dict)
    complete: bool = True

    def add(self, name: str, *, times: int = 1) -> None:
        """Count some occurrences."""
        key = fold(name)
        if key not in self.spellings:
            if len(self.spellings) >= MOST_NAMES:
                self.complete = False
                return
            self.spellings[key] = name[:LONGEST_NAME]
        self.counts[key] += times

    def by_count(self) -> list[tuple[str, int]]:
        """Return (name, count), the most frequent first."""
        ordered = sorted(self.counts.items(), key=lambda item: (-item[1], item[0]))
        return [(self.spellings[key], count) for key, count in ordered]

    def as_json(self) -> dict[str, Any]:
        """Return it as it is kept with an import."""
        return {"counts": dict(self.counts), "spellings": self.spellings, "complete": self.complete}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Names":
        """Return it from what was kept."""
        return cls(Counter(kept["counts"]), dict(kept["spellings"]), kept["complete"])


class Survey:
    """What is found out about the mapped columns, row by row; can be kept half-way and gone on with."""

    def __init__(self, fields: Sequence[Field], mapping: Mapping, names: Sequence[str]) -> None:
        self.fields = [field for field in fields if field.key in mapping]
        self.mapping = mapping
        self.columns = names
        self.rows = 0
        self.unreadable = 0
        # Fields whose columns hold numbers as a workbook has them: with a point, whatever they look like.
        self.true_numbers: frozenset[str] = frozenset()
        self.no_rows = NoRows()
        self.tallies = {field.key: Tally() for field in self.fields if field.kind in RIVALS}
        self.names = {field.key: Names() for field in self.fields if field.is_named}

    def add(self, rows: Sequence[Row]) -> None:
        """Take in some rows; a text that comes again and again in a column is looked at once."""
        self.rows += len(rows)
        read = [row for row in rows if not row.refusal]
        self.unreadable += len(rows) - len(read)
        # Their lines are refused: what stands in them is neither a value that cannot be read nor an unknown name.
        read = [row for row in read if not self.no_rows.reason(row.cells)]
        for declared in self.fields:
            if declared.kind not in RIVALS and not declared.is_named:
                continue
            texts = self.mapping.sources[declared.key].texts([row.cells for row in read], self.columns)
            first: dict[str, int] = {}
            for text, row in zip(texts, read, strict=True):
                first.setdefault(text, row.line)
            for text, times in Counter(texts).items():
                if text:
                    self._add(declared, text, first[text], times)

    def _add(self, declared: Field, text: str, line: int, times: int) -> None:
        if declared.kind is Kind.NAME:
            self.names[declared.key].add(text, times=times)
        elif declared.kind is Kind.NAMES:
            for name in split_names(text):
                self.names[declared.key].add(name, times=times)
        else:
            tally = self.tallies[declared.key]
            read: dict[str, Any] = orders_that_read(text) if declared.kind is Kind.DAY else signs_that_read(text)
            tally.add(text, line, read, RIVALS[declared.kind], times=times)
            if declared.kind is Kind.PERCENT and read:
                tally.add_scale(min(read.values(), key=lambda number: number.value), times=times)

    def decisions(self) -> dict[str, tuple[str, tuple[str, ...]]]:
        """Return, by field key (and `scale_key`), the format of the column, or the formats to choose from."""
        decided = {}
        for declared in self.fields:
            if declared.kind in RIVALS:
                tally = self.tallies[declared.key]
                decided[declared.key] = tally.decide(RIVALS[declared.kind])
                if declared.key in self.true_numbers:
                    # What only a comma reads is a text: it means one thing, whatever the numbers beside it look like.
                    decided[declared.key] = EITHER if tally.only(COMMA, POINT) else POINT, ()
            if declared.kind is Kind.PERCENT:
                decided[scale_key(declared.key)] = self.tallies[declared.key].decide_scale()
        return decided

    def as_json(self) -> dict[str, Any]:
        """Return it as it is kept with an import."""
        return {
            "rows": self.rows,
            "unreadable": self.unreadable,
            "tallies": {key: tally.as_json() for key, tally in self.tallies.items()},
            "names": {key: names.as_json() for key, names in self.names.items()},
        }

    def load(self, kept: dict[str, Any]) -> "Survey":
        """Take up what was kept; the fields and the mapping are the same."""
        self.rows, self.unreadable = kept["rows"], kept["unreadable"]
        self.tallies = {key: Tally.from_json(tally) for key, tally in kept["tallies"].items()}
        self.names = {key: Names.from_json(names) for key, names in kept["names"].items()}
        return self
