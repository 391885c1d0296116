"""Cells that were repaired on the page of the check: kept with the import, and read in place of what the file says."""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from imports.models import ImportProblem, ImportRun
from imports.reading.rows import LONGEST_CELL, Row

# Whoever has more to repair does it in a spreadsheet: the refused rows come as a file.
MOST = 2_000
CELL = re.compile(r"cell-([0-9]{1,9})-([0-9]{1,3})")


def read_repairs(posted: Mapping[str, str], run: ImportRun) -> dict[str, dict[str, str]]:
    """Return the repairs of an import together with those that were posted as `cell-<line>-<place of the column>`.

    Raises ValueError, with a sentence, for too many.
    """
    repairs = {line: dict(cells) for line, cells in run.repairs.items()}
    for name, text in posted.items():
        found = CELL.fullmatch(name)
        if found is None or int(found[2]) >= len(run.columns):
            continue
        was = posted.get(f"was-{found[1]}-{found[2]}", "")
        if text != was and len(text) <= LONGEST_CELL and "\0" not in text:
            repairs.setdefault(found[1], {})[found[2]] = text
    if len(repairs) > MOST:
        raise ValueError(
            _("More than %(most)s rows cannot be repaired here. Download the refused rows and repair them in a file.")
            % {"most": MOST}
        )
    return repairs


def repaired(row: Row, repairs: Mapping[str, Mapping[str, str]]) -> Row:
    """Return a row with its repairs; one that could not be read at all stays refused."""
    if not row.refusal and (cells := repairs.get(str(row.line))):
        for place, text in cells.items():
            row.cells[int(place)] = text
    return row


def with_places(problems: Any, run: ImportRun) -> list[ImportProblem]:
    """Return problems with `place`: the column that can be repaired, None where the reason is about no single cell."""
    places = {name: index for index, name in enumerate(run.column_names)}
    shown = list(problems)
    for problem in shown:
        problem.place = places.get(problem.column)
    return shown
