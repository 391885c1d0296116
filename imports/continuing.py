"""Imports that continue another one with its refused rows: what was said of the first file goes for them, too."""

from collections.abc import Collection, Sequence

from django.utils.translation import gettext as _

from imports.models import ImportRun, Severity
from imports.reading.rows import Row
from imports.repairs import left_out

Decisions = dict[str, tuple[str, tuple[str, ...]]]
# Lines that are asked about in one question.
ASKED = 500


def in_front(run: ImportRun) -> int:
    """Return how many columns stand before those of the first file: line and reason, where refused rows came back."""
    return len(run.columns) - len(run.continues.columns) if run.continues else 0


def refuse_written(run: ImportRun, rows: Sequence[Row], others: Collection[int] = ()) -> None:
    """Refuse rows that the continued import has written: its doubtful ones may have come back with the refused ones.

    `others` are the lines that further repaired files of it have brought (`brought_before`).
    """
    if run.continues is None or not in_front(run):
        return
    lines = {row.line: line for row in rows if (line := _first_line(row)) is not None}
    asked, refused = sorted(set(lines.values())), set()
    for start in range(0, len(asked), ASKED):
        some = run.continues.problems.filter(severity=Severity.REFUSED, line__in=asked[start : start + ASKED])
        refused |= set(some.values_list("line", flat=True))
    for row in rows:
        if row.refusal or (line := lines.get(row.line)) is None:
            continue
        if line not in refused:
            row.refusal = _("Line %(line)s of the first file was not refused: it has been dealt with.") % {"line": line}
        elif line in others:
            row.refusal = _("Line %(line)s of the first file was imported from an earlier repaired file.") % {
                "line": line
            }


def brought_before(run: ImportRun) -> set[int]:
    """Return the lines of the continued file that other repaired files have brought.

    Whoever repairs in several rounds brings the rows of the first round once more.
    """
    return _brought(run.continues, apart=run) if run.continues and in_front(run) else set()


def _brought(first: ImportRun, *, apart: ImportRun | None = None) -> set[int]:
    """Return the lines of an import's file that came in by files that continue it, and by such that continue those.

    Files whose import was taken back, or is not at its end, brought nothing.
    """
    found: set[int] = set()
    others = first.continued_by.filter(state=ImportRun.State.DONE).select_related("continues")
    for other in others.exclude(pk=apart.pk) if apart else others:
        if not in_front(other):
            continue
        refused = set(other.problems.filter(severity=Severity.REFUSED).values_list("line", flat=True))
        kept_out = (refused - _brought(other)) | set(left_out(other))
        with other.open_rows() as rows:
            found |= {line for row in rows if row.line not in kept_out and (line := _first_line(row)) is not None}
    return found


def _first_line(row: Row) -> int | None:
    """Return the line of the first file that a row says it stood in."""
    text = row.cells[0].strip() if row.cells else ""
    return int(text) if text.isdecimal() and len(text) < 10 else None


def as_before(run: ImportRun, decisions: Decisions) -> Decisions:
    """Return how columns are written (see `Survey.decisions`), for a continued file as it was decided of the first one.

    The refused rows are often the very ones that do not fit the decision, and would turn it round.
    """
    former = run.continues.formats if run.continues else {}
    return decisions | {key: (former[key], ()) for key in decisions if key in former}
