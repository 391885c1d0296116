"""What an import made, for its result page: the rows that the reader may see."""

from dataclasses import dataclass
from typing import Any

from imports.models import ImportRun

SHOWN = 20


@dataclass(frozen=True)
class Made:
    """The rows of one kind: how many there are (for the reader), and the first of them."""

    label: Any
    count: int
    rows: list[Any]


def made_rows(run: ImportRun, user: Any) -> list[Made]:
    """Return what the import made and what is still there, by kind, as far as `user` may see it."""
    found = []
    for part in run.kind.parts():
        rows = part.rows(run).visible_to(user)  # type: ignore[attr-defined]
        if count := rows.count():
            found.append(Made(part.label, count, list(rows.order_by("import_line", "pk")[:SHOWN])))
    return found


def left_rows(run: ImportRun, user: Any) -> list[Made]:
    """Return what was not taken back because somebody has touched it since; nothing before that."""
    return made_rows(run, user) if run.state == ImportRun.State.UNDONE else []
