"""What imports of contacts and of opportunities write alike: companies that come into being, and tags."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import models
from django.utils import timezone

from contacts import verbs
from contacts.models import Contact, ContactPoint
from core.bulk import insert_many
from core.fold import fold
from core.lookups import any_of
from core.models import Tag, folded_tag
from history.models import Event, event, record_many
from imports.additions import note_additions
from imports.sessions import Assignment

# What notes of tags that imports made are kept under.
TAG = "tag"


def imported(row: Contact, assignment: Assignment, line: int) -> Event:
    """Return the unsaved event that says which file and line a contact came from."""
    particulars = {"file": assignment.file_name, "line": line, "import": assignment.run.public_id}
    return event(verbs.IMPORTED, row, by=assignment.by, page=row, particulars=particulars, happened_at=row.created_at)


def save_pending(
    contacts: Sequence[Contact], assignment: Assignment, points: Mapping[str, list[ContactPoint]] | None = None
) -> dict[str, Contact]:
    """Save the unsaved ones among contacts in bulk, each once, and return them by `sort_name`.

    In the caller's transaction. One that somebody else has made since it was looked up is taken instead. `points` are
    what some of them are reached by, also by `sort_name`.
    """
    points = points or {}
    pending = {row.sort_name: row for row in contacts if row.pk is None}
    if not pending:
        return {}
    rows = Contact.objects.visible_to(assignment.by).filter(any_of("sort_name", pending))
    found = {row.sort_name: row for row in rows if row.kind == pending[row.sort_name].kind}
    new = [row for key, row in pending.items() if key not in found]
    now = timezone.now()
    for row in new:
        row.created_by, row.import_run = assignment.by, assignment.run
        row.created_at = row.updated_at = row.last_activity_at = now
        row.index(points.get(row.sort_name, []))
    insert_many(new)
    record_many([imported(row, assignment, row.first_named_in) for row in new])
    return pending | found


def write_tags(model: type[models.Model], wanted: Sequence[tuple[int, list[str]]], run: Any) -> None:
    """Put tags on rows of `model` that have not got them yet, in bulk: (key of the row, names of the tags).

    Tags that come into being are noted with the import.
    """
    if not any(names for _key, names in wanted):
        return
    asked: dict[str, str] = {}
    for name in (name for _key, names in wanted for name in names):
        asked.setdefault(folded_tag(name), name)  # spelled as it is where it comes first
    known = set(Tag.objects.filter(any_of("folded", asked)).values_list("folded", flat=True))
    tags = {tag.folded: tag for tag in Tag.objects.named(list(asked.values()))}
    note_additions(run, TAG, [tag for folded, tag in tags.items() if folded not in known])
    through = model._meta.get_field("tags").remote_field.through
    column = model._meta.get_field("tags").m2m_column_name()
    insert_many(
        [
            through(**{column: key, "tag_id": tags[folded].pk})
            for key, names in wanted
            for folded in dict.fromkeys(fold(name) for name in names)
            if folded in tags
        ]
    )
