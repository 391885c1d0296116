"""How a file separates its cells: delimiter, quote sign, a leading `sep=` line, and whether it has a heading row."""

import csv
import io
import re
from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any

from imports.reading.days import ORDERS, read_day
from imports.reading.errors import BadCell
from imports.reading.numbers import looks_like_number

DELIMITERS = (",", ";", "\t", "|", ":")
QUOTES = ('"', "'", "")
# That a file has no quote sign is for people to say: a stray one is an error to be told, not a reason to read on.
DETECTED_QUOTES = ('"', "'")
# Enough lines to tell the delimiter; whole ones, so that a cut line does not count.
SAMPLE = 200_000
SAMPLE_ROWS = 300
SEPARATOR_LINE = re.compile(r'\A"?sep=(.)"?[ \t]*(?:\r\n|\r|\n|\Z)', re.IGNORECASE)
# What csv says of a quoted cell that has no end as far as is read.
ENDLESS = ("unexpected end of data", "field larger than field limit")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


@dataclass(frozen=True)
class Dialect:
    """How bytes become rows. `quote` may be "" (no quote sign); `header`: the first row names the columns."""

    encoding: str = "utf-8"
    delimiter: str = ","
    quote: str = '"'
    header: bool = True

    def as_json(self) -> dict[str, Any]:
        """Return it as it is kept with an import."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Dialect":
        """Return it from what was kept; what is missing is the default."""
        return cls(**{name: kept[name] for name in cls.__dataclass_fields__ if name in kept})

    def reader(self, lines: Any, *, strict: bool = True) -> Any:
        """Return a csv reader over `lines` in this dialect; one that is not `strict` knows no broken quoting."""
        if not self.quote:
            return csv.reader(lines, delimiter=self.delimiter, quoting=csv.QUOTE_NONE, strict=strict)
        return csv.reader(lines, delimiter=self.delimiter, quotechar=self.quote, strict=strict)


def read_sample(stream: io.BufferedIOBase, encoding: str) -> str:
    """Return the first lines of the file as text, whole ones; bytes that cannot be decoded show as �."""
    raw = stream.read(SAMPLE)
    text = raw.decode(encoding, errors="replace").removeprefix("\ufeff")
    if len(raw) < SAMPLE:
        return text
    end = max(text.rfind("\n"), text.rfind("\r"))
    return text[: end + 1] if end > 0 else text


def detect_dialect(sample: str, encoding: str) -> Dialect:
    """Return the dialect that reads `sample` (the first lines, as text) into the most even rows.

    A `sep=` line decides about the delimiter. Among even readings the one with more columns wins, the usual quote sign
    before the rare ones, and the comma before the colon, which stands in times of day.
    """
    named = SEPARATOR_LINE.match(sample)
    body = sample[named.end() :] if named else sample
    delimiters = (named[1],) if named else DELIMITERS
    best, best_score = Dialect(encoding, delimiters[0]), (-1.0, 0)
    for quote in DETECTED_QUOTES:
        for delimiter in delimiters:
            candidate = Dialect(encoding, delimiter, quote)
            score = _evenness(candidate, body)
            if score > best_score:
                best, best_score = candidate, score
    return Dialect(encoding, best.delimiter, best.quote, header=has_header(best, body))


def _rows_of(dialect: Dialect, body: str) -> list[list[str]]:
    """Return the rows of the sample; one that breaks the rules of quoting comes empty.

    A quoted cell that the sample ends in, or that is larger than any, says nothing of the rows: reading ends there.
    """
    reader = dialect.reader(io.StringIO(body, newline=""))
    rows: list[list[str]] = []
    while len(rows) < SAMPLE_ROWS:
        try:
            row = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            if any(reason in str(error) for reason in ENDLESS):
                break
            rows.append([])
            continue
        if row:
            rows.append(row)
    return rows


def _evenness(dialect: Dialect, body: str) -> tuple[float, int]:
    """Return (share of rows with the most frequent width, that width); 0 where it does not divide anything."""
    rows = _rows_of(dialect, body)
    if not rows or (dialect.quote == "'" and not _encloses(body, "'")):
        return (-1.0, 0)
    widths = Counter(len(row) for row in rows)
    width, count = max(widths.items(), key=lambda item: (item[1], item[0]))
    if width <= 1:
        return (0.0, width)
    share = round(count / len(rows), 2)
    # A delimiter inside prose divides unevenly; a real one divides (nearly) every row alike, and the heading as well:
    # of a quoted cell with many lines, a wrong one makes rows that are even among themselves.
    return (share / 2 if dialect.delimiter == ":" or len(rows[0]) != width else share, width)


def _encloses(body: str, quote: str) -> bool:
    """Whether a rare quote sign is really used as one: around cells, and not as an apostrophe within words."""
    return body.count(quote) >= 2 and '"' not in body and bool(re.search(rf"(?:\A|[\n,;\t|]){quote}", body))


def has_header(dialect: Dialect, body: str) -> bool:
    """Return whether the first row names the columns: words only, in contrast to numbers, dates and addresses."""
    rows = _rows_of(dialect, body)
    first = [cell.strip() for cell in rows[0]] if rows else []
    filled = [cell for cell in first if cell]
    return not any(_is_plainly_a_value(cell) for cell in filled)


def _is_plainly_a_value(cell: str) -> bool:
    if looks_like_number(cell) or EMAIL.fullmatch(cell):
        return True
    for order in ORDERS:
        try:
            read_day(cell, order)
        except BadCell:
            continue
        return True
    return False
