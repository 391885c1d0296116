"""Existing contacts that an import changes: written in bulk with their former values, and given those back."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from contacts import verbs
from contacts.models import Contact, ContactPoint
from contacts.models.contact import index_people
from contacts.writing import write_tags
from core.bulk import insert_many, update_many
from core.models import Tag
from history.models import Event, event, record_many
from imports.conversion import Record, RowOutcome
from imports.former import former_values, give_back
from imports.targets import Assignment, Former

ALWAYS = ("version", "updated_at", "last_activity_at", "name", "sort_name", "sort_city", "search_text")


@dataclass
class Revision:
    """What a row of a file changes on an existing contact; the company in it may be unsaved."""

    row: Contact
    fields: dict[str, Any]
    points: list[ContactPoint] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return self.row.name

    def company(self) -> Contact | None:
        """Return the company it refers to."""
        found: Contact | None = self.fields.get("company")
        return found


def write_revisions(session: Any, records: Sequence[Record], made: dict[str, Contact]) -> list[Former]:
    """Write what records change, in the caller's transaction; return the former values.

    A row that somebody has changed since it was looked up is drafted once more; one that is gone refuses its record.
    """
    _look_again(session, records)
    formers, events, points = [], [], []
    revisions = [(record, record.draft) for record in records if record.outcome is RowOutcome.UPDATED]
    for record, revision in revisions:
        row, company = revision.row, revision.company()
        if company is not None and company.pk is None:
            revision.fields["company"] = made[company.sort_name]
        former = former_values(row, [*revision.fields, "updated_at", "last_activity_at"])
        former |= {"tags_added": revision.tags, "points_added": [list(point.plain()) for point in revision.points]}
        present = list(row.points.all())
        for position, point in enumerate(revision.points, len(present)):
            point.contact, point.position = row, position
        points += revision.points
        for name, value in revision.fields.items():
            setattr(row, name, value)
        row.version, row.updated_at, row.last_activity_at = row.version + 1, session.now, session.now
        row.derive()
        row.index([*present, *revision.points])
        formers.append(Former(record.line, row.pk, row.version, former))
        events.append(_told(session, record, revision))
    rows = [revision.row for _record, revision in revisions]
    fields = {name for _record, revision in revisions for name in revision.fields}
    update_many(rows, [*(Contact._meta.get_field(name).attname for name in sorted(fields)), *ALWAYS])
    insert_many(points)
    write_tags(Contact, [(revision.row.pk, revision.tags) for _record, revision in revisions])
    for _record, revision in revisions:
        _renamed(revision.row, revision.fields)
    record_many(events)
    return formers


def _look_again(session: Any, records: Sequence[Record]) -> None:
    """Lock the rows, and draft anew what somebody has changed since the batch was prepared."""
    keys = [record.match.pk for record in records]
    rows = Contact.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
    fresh = {row.pk: row for row in rows.select_related("company").prefetch_related("points", "tags")}
    for record in records:
        row = fresh.get(record.match.pk)
        if row is None:
            session.refuse_vanished(record)
        elif row.version != record.match.version:
            record.match, record.outcome = row, RowOutcome.CREATED
            session.draft([record])


def _told(session: Any, record: Record, revision: Revision) -> Event:
    assignment = session.assignment
    changed = [*revision.fields, *(["points"] if revision.points else []), *(["tags"] if revision.tags else [])]
    particulars = {"file": assignment.file_name, "line": record.line, "import": assignment.run.public_id}
    row = revision.row
    particulars["fields"] = changed
    return event(
        verbs.REVISED_BY_IMPORT, row, by=assignment.by, page=row, particulars=particulars, happened_at=session.now
    )


def _renamed(row: Contact, fields: Any) -> None:
    """Let the people of a company be found by its new name."""
    if "company_name" in fields:
        index_people(list(row.people.prefetch_related("points")), row)


def restore(changes: Sequence[Any], assignment: Assignment) -> set[int]:
    """Give contacts back their former values; return the keys of those that nobody has touched since."""
    by_key = {change.row_key: change for change in changes}
    held = list(Contact.objects.select_for_update(of=("self",)).filter(pk__in=by_key).order_by("pk"))
    touched = _touched(held, by_key, assignment)
    now = timezone.now()
    restored: list[Contact] = []
    attributes: set[str] = set()
    events = []
    for row in held:
        if row.pk in touched:
            continue
        former = dict(by_key[row.pk].former)
        _take_away(row, former.pop("tags_added", []), former.pop("points_added", []))
        given = give_back(row, former)
        attributes |= set(given)
        row.version += 1
        row.derive()
        row.index(list(row.points.all()))
        _renamed(row, given)
        restored.append(row)
        particulars = {"file": assignment.file_name, "import": assignment.run.public_id}
        events.append(event(verbs.RESTORED, row, by=assignment.by, page=row, particulars=particulars, happened_at=now))
    update_many(restored, sorted({*attributes, *ALWAYS}))
    record_many(events)
    return {row.pk for row in restored}


def _touched(rows: Sequence[Contact], changes: dict[int, Any], assignment: Assignment) -> set[int]:
    """Return the keys of rows that are of another version, or on whose page something happened since."""
    touched = {row.pk for row in rows if row.version != changes[row.pk].version}
    keys = [row.pk for row in rows]
    since = assignment.run.started_at
    events = Event.objects.filter(page_type__app_label="contacts", page_type__model="contact", page_id__in=keys)
    later = events.filter(recorded_at__gte=since).values_list("page_id", "particulars")
    return touched | {key for key, told in later if told.get("import") != assignment.run.public_id}


def _take_away(row: Contact, tags: list[str], points: list[list[str]]) -> None:
    """Take the tags and points away that the import had added."""
    if tags:
        row.tags.remove(*Tag.objects.named(tags))
    for kind, label, value in points:
        row.points.filter(kind=kind, label=label, value=value).delete()
