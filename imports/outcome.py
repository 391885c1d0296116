"""What an import made, for its result page: the rows that the reader may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef
from django.utils.translation import gettext as _

from imports.leftovers import reasons_unrestored
from imports.models import ImportRun

SHOWN = 30
# Names of one kind that the page of the check shows.
NAMES_SHOWN = 12
# Earlier imports of the same file that are looked at for the warning.
EARLIER = 20


@dataclass(frozen=True)
class Made:
    """The rows of one kind: how many there are (for the reader), and the first of them.

    Each with its line (0 where it has none), and why it was left.
    """

    label: Any
    count: int
    rows: list[tuple[Any, int, str]]
    # The pages before and behind; 0 where there are none.
    previous: int = 0
    next: int = 0


@dataclass(frozen=True)
class Words:
    """The words of one kind that came into being with an import, or will: how many, and the first of them by name.

    Each with why it was left, where the import was taken back.
    """

    label: Any
    count: int
    names: Sequence[tuple[str, str]]


def made_rows(run: ImportRun, user: Any, page: int = 1) -> list[Made]:
    """Return what the import made and changed and what is still there, by kind, as far as `user` may see it."""
    found = []
    for part in run.kind.parts():
        if part.are_words:
            continue
        rows = part.shown(run, user).order_by(F("import_line").asc(nulls_last=True), "pk")
        first, count = _first_of(rows, page)
        if count:
            reasons = part.reasons(first) if first and run.state == ImportRun.State.UNDONE else {}
            held = [(row, row.import_line, ", ".join(reasons.get(row.pk, ()))) for row in first]
            found.append(_paged(part.label, count, held, page))
    if (changed := _changed_rows(run, user, page)) is not None:
        found.append(changed)
    return found


def _changed_rows(run: ImportRun, user: Any, page: int) -> Made | None:
    rows = run.kind.model._default_manager.visible_to(user)
    changes = run.changes.filter(Exists(rows.filter(pk=OuterRef("row_key"))), restored=False)
    first, count = _first_of(changes.order_by("pk"), page)
    if not count:
        return None
    by_key = {change.row_key: change for change in first}
    found = {row.pk: row for row in rows.filter(pk__in=list(by_key))}
    undone = run.state == ImportRun.State.UNDONE and found
    reasons: dict[int, list[str]] = {}
    if undone:
        reasons = {key: [_("whoever took it back may not change it")] for key in found}
        reasons |= reasons_unrestored(list(found.values()), by_key, run)
    held = [(found[key], change.line, ", ".join(reasons.get(key, ()))) for key, change in by_key.items()]
    return _paged(_("Updated"), count, held, page)


def _first_of(rows: Any, page: int) -> tuple[list[Any], int]:
    """Return the rows of a page, and how many there are on all: of few, that is not asked."""
    found = list(rows[(page - 1) * SHOWN : page * SHOWN + 1])
    count = len(found) if page == 1 and len(found) <= SHOWN else rows.count()
    return found[:SHOWN], count


def _paged(label: Any, count: int, rows: list[tuple[Any, int, str]], page: int) -> Made:
    return Made(label, count, rows, min(page - 1, -(-count // SHOWN)), page + 1 if count > page * SHOWN else 0)


def made_words(run: ImportRun, user: Any) -> list[Words]:
    """Return the words that came into being with the import and are still there, by kind, as far as `user` sees them.

    A word that only rows bear which the reader does not see is not told (see `docs/decisions/0010`).
    """
    found = []
    kinds = set(run.additions.values_list("kind", flat=True).distinct())
    for part in run.kind.parts():
        if not part.are_words or part.kind not in kinds:
            continue
        first, count = _first_of(part.shown(run, user).order_by("pk"), 1)
        if count:
            reasons = part.reasons(first) if run.state == ImportRun.State.UNDONE else {}
            found.append(Words(part.label, count, [(str(row), ", ".join(reasons.get(row.pk, ()))) for row in first]))
    return found


def words_ahead(run: ImportRun) -> list[Words]:
    """Return the names that a checked import creates with the rows that bear them, by the field they stand in."""
    new = run.checked.get("new", {})
    labels = {field.vocabulary: field.label for field in reversed(run.kind.fields) if field.vocabulary}
    found = [(labels[key], *new[key]) for key in reversed(labels) if key in new]
    return [Words(label, count, [(name, "") for name in names[:NAMES_SHOWN]]) for label, count, names in found]


def changed_fields(run: ImportRun) -> list[tuple[str, int]]:
    """Return the fields that a checked import changes on existing rows, by name, with how many rows."""
    labels = {declared.key: str(declared.label) for declared in run.kind.fields}
    labels |= {key: str(label) for key, label in run.kind.other_labels.items()}
    counts = run.checked.get("changed", {})
    return [(labels.get(key, key), count) for key, count in sorted(counts.items(), key=lambda item: -item[1])]


def left_rows(run: ImportRun) -> int:
    """Return how many rows are there that the import made, or changed and did not give back."""
    made = sum(part.rows(run).count() for part in run.kind.parts() if not part.are_words)
    return made + run.changes.filter(restored=False).count()


def same_file(run: ImportRun, user: Any) -> ImportRun | None:
    """Return the import of the very same file that `user` is told of: one of which rows are there, else the last."""
    earlier = list(ImportRun.objects.visible_to(user).of_the_same_file(run).for_list()[:EARLIER])
    return next((each for each in earlier if not each.is_gone), earlier[0] if earlier else None)
