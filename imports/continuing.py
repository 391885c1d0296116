"""Imports that continue another one with its refused rows: what was said of the first file goes for them, too."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from imports.models import ImportRun, Severity
from imports.reading.rows import Row

Decisions = dict[str, tuple[str, tuple[str, ...]]]
# Lines that are asked about in one question.
ASKED = 500


def in_front(run: ImportRun) -> int:
    """Return how many columns stand before those of the first file: line and reason, where refused rows came back."""
    return len(run.columns) - len(run.continues.columns) if run.continues else 0


def refuse_written(run: ImportRun, rows: Sequence[Row]) -> None:
    """Refuse rows that the continued import has written: its doubtful ones may have come back with the refused ones."""
    if run.continues is None or not in_front(run):
        return
    lines = {row.line: int(text) for row in rows if (text := _first(row)).isdecimal() and len(text) < 10}
    asked, refused = sorted(set(lines.values())), set()
    for start in range(0, len(asked), ASKED):
        some = run.continues.problems.filter(severity=Severity.REFUSED, line__in=asked[start : start + ASKED])
        refused |= set(some.values_list("line", flat=True))
    for row in rows:
        if not row.refusal and (line := lines.get(row.line)) is not None and line not in refused:
            row.refusal = _("Line %(line)s of the first file was not refused: it has been dealt with.") % {"line": line}


def _first(row: Row) -> str:
    return row.cells[0].strip() if row.cells else ""


def as_before(run: ImportRun, decisions: Decisions) -> Decisions:
    """Return how columns are written (see `Survey.decisions`), for a continued file as it was decided of the first one.

    The refused rows are often the very ones that do not fit the decision, and would turn it round.
    """
    former = run.continues.formats if run.continues else {}
    return decisions | {key: (former[key], ()) for key in decisions if key in former}
