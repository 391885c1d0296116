"""The refused or doubtful rows of an import as a file: as they came, and in front of each its line and the reason.

The cells are the very ones that were brought, so that a cell that nobody repairs comes back unchanged: nothing is put
in front of what a spreadsheet may take for a formula, as an export does. Whoever opens the file has written it.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import PurePath

from django.utils.translation import gettext as _

from imports.continuing import in_front
from imports.models import ImportProblem, ImportRun, Severity


def refused_name(run: ImportRun, severities: Sequence[str] = (Severity.REFUSED,)) -> str:
    """Return what the file is called: as the imported one; of a workbook, it is a CSV file."""
    name = f"{PurePath(run.original_name).stem}.csv" if run.is_workbook else run.original_name
    if Severity.DOUBTFUL not in severities:
        return _("refused-%(name)s") % {"name": name}
    return (_("to-check-%(name)s") if len(severities) > 1 else _("doubtful-%(name)s")) % {"name": name}


def refused_lines(run: ImportRun, severities: Sequence[str] = (Severity.REFUSED,)) -> Iterator[bytes]:
    """Yield the file, encoded as the imported one; the rows are read from the stored file once more."""
    dialect = run.dialect_kept()
    if dialect.encoding.startswith(("utf-8", "utf-16")):
        yield "\ufeff".encode(dialect.encoding)
    before = in_front(run)
    yield _line(run, [_("Line"), _("Reason"), *run.column_names[before:]])
    problems = run.problems.filter(severity__in=severities).order_by("line", "pk").iterator(chunk_size=2000)
    with run.open_rows() as rows:
        for line, group in groupby(problems, key=lambda problem: problem.line):
            row = next((row for row in rows if row.line >= line), None)
            cells = row.cells if row and row.line == line else []
            yield _line(run, [str(line), " ".join(_reason(problem) for problem in group), *cells[before:]])


def _reason(problem: ImportProblem) -> str:
    reason = f"{problem.column}: {problem.reason}" if problem.column else problem.reason
    return _("doubtful: %(reason)s") % {"reason": reason} if problem.severity == Severity.DOUBTFUL else reason


def _line(run: ImportRun, cells: list[str]) -> bytes:
    dialect = run.dialect_kept()
    line = io.StringIO(newline="")
    if dialect.quote:
        csv.writer(line, delimiter=dialect.delimiter, quotechar=dialect.quote).writerow(cells)
    else:  # without a quote sign no cell can hold the delimiter; a reason does not need to
        plain = [" ".join(cell.replace(dialect.delimiter, " ").split()) for cell in cells[:2]] + cells[2:]
        line.write(dialect.delimiter.join(plain) + "\r\n")
    # A reason may hold letters that an old encoding lacks.
    return line.getvalue().encode(dialect.encoding, errors="replace")
