"""Existing opportunities that an import changes: written in bulk with their former values, and given those back."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from contacts.models import Contact
from contacts.writing import write_tags
from core.bulk import insert_many, update_many
from core.models import Tag
from core.sharing import grants_named, grants_of, set_grants
from fields.layout import Layout
from history.acting import absent_of, acting_for
from history.models import Event, event, record_many
from imports.conversion import Record, RowOutcome
from imports.former import former_values
from imports.revisions import Revisions
from imports.sessions import Former
from opportunities import verbs
from opportunities.matching import saved
from opportunities.models import Opportunity, Participant
from opportunities.plans import Plan
from opportunities.rates import Rates

ALWAYS = ("version", "updated_at", "last_activity_at", "sort_title", "sort_contact", "search_text", "base_total")


@dataclass
class Revision:
    """What a row of a file changes on an existing opportunity; the contacts may be unsaved."""

    row: Opportunity
    plan: Plan
    changes: dict[str, Any]
    tags: list[str] = field(default_factory=list)
    participants: list[Contact] = field(default_factory=list)

    def __str__(self) -> str:
        return self.row.title

    @property
    def contact(self) -> Contact | None:
        """The contact that the row gets; None where it keeps its own."""
        contact: Contact | None = self.plan.fields.get("contact")
        return contact

    def unsaved(self) -> list[Contact]:
        """Return the contacts it refers to that come into being with it."""
        contacts = [self.contact] if self.contact is not None else []
        return [contact for contact in (*contacts, *self.participants) if contact.pk is None]


def write_revisions(session: Any, records: Sequence[Record], made: dict[str, Contact]) -> list[Former]:
    """Write what records change, in the caller's transaction; return the former values.

    A row that somebody has changed since it was looked up is drafted once more; one that is gone refuses its record.
    """
    REVISIONS.look_again(session, records)
    revisions = [(record, record.draft) for record in records if record.outcome is RowOutcome.UPDATED]
    formers, events = [], []
    rates = Rates.of(revision.plan.get("currency") for _record, revision in revisions)
    for record, revision in revisions:
        row, plan = revision.row, revision.plan
        if isinstance(plan.fields.get("contact"), Contact):
            plan.fields["contact"] = saved(plan.fields["contact"], made)
        former = former_values(row, [*plan.fields, "updated_at", "last_activity_at"])
        if plan.grants is not None:
            former["grants"] = [[*grant.key, grant.level] for grant in grants_of(row)]
        for name, value in plan.fields.items():
            setattr(row, name, value)
        row.version, row.updated_at, row.last_activity_at = row.version + 1, plan.now, plan.now
        row.index()
        row.reckon(rates)
        revision.participants = [
            each
            for each in {each.pk: each for each in (saved(each, made) for each in revision.participants)}.values()
            if each.pk != row.contact_id
        ]
        former |= {"tags_added": revision.tags, "participants_added": [each.pk for each in revision.participants]}
        formers.append(Former(record.line, row.pk, row.version, former))
        events += _told(session, record, revision)
    rows = [revision.row for _record, revision in revisions]
    fields = {name for _record, revision in revisions for name in revision.plan.fields}
    update_many(rows, [*(Opportunity._meta.get_field(name).attname for name in sorted(fields)), *ALWAYS])
    write_tags(
        Opportunity, [(revision.row.pk, revision.tags) for _record, revision in revisions], session.assignment.run
    )
    by = session.assignment.by
    for_whom = absent_of(by, Opportunity.objects.all(), [row.pk for row in rows])
    for told in events:
        told.particulars |= acting_for(for_whom.get(told.about[0].pk, ()))
    for _record, revision in revisions:
        if revision.plan.grants is not None:
            set_grants(revision.row, revision.plan.grants, by=by)
    insert_many(
        [
            Participant(opportunity=revision.row, contact=contact, added_by=by)
            for _record, revision in revisions
            for contact in revision.participants
        ]
    )
    record_many(events)
    return formers


def _told(session: Any, record: Record, revision: Revision) -> list[Event]:
    """Return the events of one changed row: where the change came from, then what the plan tells of it."""
    row, plan = revision.row, revision.plan
    particulars = session.came_from | {"line": record.line}
    came = event(verbs.REVISED_BY_IMPORT, row, by=plan.by, page=row, particulars=particulars, happened_at=plan.now)
    if revision.tags:
        plan.tell(verbs.TAGS_CHANGED, added=sorted(revision.tags), removed=[])
    for contact in revision.participants:
        plan.tell(verbs.PARTICIPANT_ADDED, contact=contact.name, role="")
    for told in plan.events:
        told.particulars |= {"import": particulars["import"]}
    return [came, *plan.events]


class OpportunityRevisions(Revisions):
    """What imports do to opportunities that exist already."""

    model = Opportunity
    always = ALWAYS
    related = ("stage", "responsible")
    prefetched = ("tags", "participants")
    restored = verbs.RESTORED

    def take_away(self, row: Opportunity, former: dict[str, Any], *, by: Any) -> None:
        if tags := former.pop("tags_added", []):
            row.tags.remove(*Tag.objects.named(tags))
        if participants := former.pop("participants_added", []):
            row.participants.filter(contact__in=participants).delete()
        if (grants := former.pop("grants", None)) is not None:
            set_grants(row, grants_named(grants), by=by)

    def derive(self, given: Sequence[tuple[Opportunity, list[str]]]) -> None:
        contacts = Contact.objects.in_bulk({row.contact_id for row, _attributes in given} - {None})
        rates, layout = Rates.of(row.currency for row, _attributes in given), Layout([])
        for row, _attributes in given:
            row.contact = contacts.get(row.contact_id)
            row.custom, row.custom_texts = map(layout.without_strays, (row.custom, row.custom_texts))
            row.index()
            row.reckon(rates)


REVISIONS = OpportunityRevisions()
