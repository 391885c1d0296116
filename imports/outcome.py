"""What an import made, for its result page: the rows that the reader may see."""

from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from imports.models import ImportRun

SHOWN = 30
MOST = 10_000


@dataclass(frozen=True)
class Made:
    """The rows of one kind: how many there are (for the reader), and the first of them, each with its line."""

    label: Any
    count: int
    rows: list[tuple[Any, int, str]]
    # The pages before and behind; 0 where there are none.
    previous: int = 0
    next: int = 0


def made_rows(run: ImportRun, user: Any, page: int = 1) -> list[Made]:
    """Return what the import made and changed and what is still there, by kind, as far as `user` may see it."""
    found, shown = [], slice((page - 1) * SHOWN, page * SHOWN)
    for part in run.kind.parts():
        rows = part.rows(run).visible_to(user)  # type: ignore[attr-defined]
        if count := rows.count():
            first = rows.order_by(F("import_line").asc(nulls_last=True), "pk")[shown]
            reasons = part.reasons(list(first)) if first and run.state == ImportRun.State.UNDONE else {}
            held = [(row, row.import_line, ", ".join(reasons.get(row.pk, ()))) for row in first]
            found.append(_paged(part.label, count, held, page))
    lines = dict(run.changes.filter(restored=False).values_list("row_key", "line"))
    changed = run.kind.model._default_manager.filter(pk__in=list(lines)[:MOST]).visible_to(user)
    if lines and (count := changed.count()):
        rows = sorted(((row, lines[row.pk], "") for row in changed.order_by("pk")[shown]), key=lambda held: held[1])
        found.append(_paged(_("Updated"), count, rows, page))
    return found


def _paged(label: Any, count: int, rows: list[tuple[Any, int, str]], page: int) -> Made:
    return Made(label, count, rows, min(page - 1, -(-count // SHOWN)), page + 1 if count > page * SHOWN else 0)


def changed_fields(run: ImportRun) -> list[tuple[str, int]]:
    """Return the fields that a checked import changes on existing rows, by name, with how many rows."""
    labels = {declared.key: str(declared.label) for declared in run.kind.fields}
    labels |= {key: str(label) for key, label in run.kind.other_labels.items()}
    counts = run.checked.get("changed", {})
    return [(labels.get(key, key), count) for key, count in sorted(counts.items(), key=lambda item: -item[1])]


def left_rows(run: ImportRun, user: Any) -> list[Made]:
    """Return what was not taken back because somebody has touched it since; nothing before that."""
    return made_rows(run, user) if run.state == ImportRun.State.UNDONE else []
