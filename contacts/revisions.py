"""Existing contacts that an import changes: written in bulk with their former values, and given those back."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from contacts import verbs
from contacts.models import Contact, ContactPoint
from contacts.models.contact import index_people
from contacts.writing import write_tags
from core.bulk import insert_many, update_many
from core.models import Tag
from fields.layout import Layout
from fields.verbs import VALUE_CHANGED
from history.models import Event, event, record_many
from imports.conversion import Record, RowOutcome
from imports.former import former_values
from imports.revisions import Revisions
from imports.sessions import Former

ALWAYS = ("version", "updated_at", "last_activity_at", "name", "sort_name", "sort_city", "search_text")


@dataclass
class Revision:
    """What a row of a file changes on an existing contact; the company in it may be unsaved."""

    row: Contact
    fields: dict[str, Any]
    points: list[ContactPoint] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    # What history is told of custom fields.
    told: list[dict[str, Any]] = field(default_factory=list)

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
    REVISIONS.look_again(session, records)
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
        events += _told(session, record, revision)
    rows = [revision.row for _record, revision in revisions]
    fields = {name for _record, revision in revisions for name in revision.fields}
    update_many(rows, [*(Contact._meta.get_field(name).attname for name in sorted(fields)), *ALWAYS])
    insert_many(points)
    write_tags(Contact, [(revision.row.pk, revision.tags) for _record, revision in revisions], session.assignment.run)
    for _record, revision in revisions:
        _renamed(revision.row, revision.fields)
    record_many(events)
    return formers


def _told(session: Any, record: Record, revision: Revision) -> list[Event]:
    assignment = session.assignment
    changed = [
        *(revision.fields.keys() - {"custom", "custom_texts"}),
        *(["points"] if revision.points else []),
        *(["tags"] if revision.tags else []),
    ]
    particulars = {"file": assignment.file_name, "line": record.line, "import": assignment.run.public_id}
    row = revision.row
    particulars["fields"] = changed
    told = [(verbs.REVISED_BY_IMPORT, particulars)]
    told += [(VALUE_CHANGED, each | {"import": particulars["import"]}) for each in revision.told]
    by, now = assignment.by, session.now
    return [event(verb, row, by=by, page=row, particulars=its, happened_at=now) for verb, its in told]


def _renamed(row: Contact, fields: Any) -> None:
    """Let the people of a company be found by its new name."""
    if "company_name" in fields:
        index_people(list(row.people.prefetch_related("points")), row)


class ContactRevisions(Revisions):
    """What imports do to contacts that exist already."""

    model = Contact
    always = ALWAYS
    related = ("company",)
    prefetched = ("points", "tags")
    restored = verbs.RESTORED

    def take_away(self, row: Contact, former: dict[str, Any], *, by: Any) -> None:
        if tags := former.pop("tags_added", []):
            row.tags.remove(*Tag.objects.named(tags))
        for kind, label, value in former.pop("points_added", []):
            row.points.filter(kind=kind, label=label, value=value).delete()

    def derive(self, given: Sequence[tuple[Contact, list[str]]]) -> None:
        layout = Layout([])
        for row, attributes in given:
            row.custom, row.custom_texts = map(layout.without_strays, (row.custom, row.custom_texts))
            row.derive()
            row.index(list(ContactPoint.objects.filter(contact=row)))
            _renamed(row, attributes)


REVISIONS = ContactRevisions()
