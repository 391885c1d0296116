"""The refused and doubtful rows of an import, as its pages show them."""

from dataclasses import dataclass
from typing import Any

from imports.models import ImportProblem, ImportRun, Severity

# Problems of each severity that a page shows.
SHOWN = 100
REASONS = 20
# A value of this length may have been cut when it was noted: it is repaired on the page of its row.
CUT = 200


@dataclass
class Troubles:
    """The first problems, refused rows before doubtful ones, and how many rows each reason is given for.

    `more`: there are problems that are not shown.
    """

    problems: list[Any]
    reasons: list[dict[str, Any]]
    refused: int
    doubtful: int
    more: bool = False


def troubles_of(run: ImportRun, *, refused: int, doubtful: int) -> Troubles | None:
    """Return what is refused and doubtful; None where nothing is. So many rows are, as was counted.

    Each problem has its `place`: the column that can be repaired right there, None where only the row can.
    """
    if not refused and not doubtful:
        return None
    places = {name: index for index, name in enumerate(run.column_names)}
    problems: list[Any] = []
    more = False
    for severity, rows in ((Severity.REFUSED, refused), (Severity.DOUBTFUL, doubtful)):
        found = list(run.problems.filter(severity=severity)[: SHOWN + 1]) if rows else []
        problems, more = [*problems, *found[:SHOWN]], more or len(found) > SHOWN
    first: set[int] = set()
    for problem in problems:
        is_whole = len(problem.value) < CUT and "\n" not in problem.value
        problem.place = places.get(problem.column) if is_whole else None
        problem.is_first = problem.line not in first
        first.add(problem.line)
    reasons = list(ImportProblem.objects.filter(run=run).by_reason()[:REASONS])
    return Troubles(problems, reasons, refused, doubtful, more)
