"""What the rows of a file come to as opportunities: the plans × n, then bulk writes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from contacts.models import Contact
from contacts.writing import save_pending, write_tags
from core.bulk import another, assign, insert_many
from core.fold import fold
from core.sharing import Grant, grant_to_new, grants_of
from history.models import Event, event, like, record_many
from imports.conversion import Record, RowOutcome, names_in
from imports.options import FILL
from imports.sameness import is_same
from imports.targets import Assignment, Former, Session
from imports.vocabularies import Vocabulary
from opportunities import matching, plans, verbs, wishes
from opportunities.models import Opportunity, Participant
from opportunities.revisions import Revision, restore, write_revisions
from opportunities.vocabularies import FOLLOWS

SOURCE = "import"
# What the plan calls its fields, where the import calls them otherwise.
FIELD_OF = {"own_probability": "probability", "created_at": "created_on"}
# Fields of the model that follow from others, or say where a row came from: no news for whoever imports.
SILENT = {"total", "stage_since", "external_source"}


@dataclass
class Draft:
    """What a row comes to: an unsaved opportunity and what goes beside it; contacts in it may be unsaved, too."""

    row: Opportunity
    events: list[Event]
    tags: list[str] = field(default_factory=list)
    participants: list[Contact] = field(default_factory=list)
    grants: list[Grant] = field(default_factory=list)

    def __str__(self) -> str:
        return self.row.title

    def contacts(self) -> list[Contact]:
        """Return the contacts it refers to."""
        return [*([self.row.contact] if self.row.contact else []), *self.participants]


class OpportunitySession(Session):
    """The work on one import of opportunities."""

    def __init__(
        self,
        assignment: Assignment,
        fields: Sequence[Any],
        vocabularies: dict[str, Vocabulary],
        grants: Sequence[Grant] = (),
    ) -> None:
        super().__init__(assignment, fields, vocabularies)
        self.vocabularies = vocabularies
        self.now, self.today = timezone.now(), timezone.localdate()
        options = assignment.options
        stages = self.resolvers["stage"].vocabulary.choices()
        self.stage = self._chosen("stage", options.get("stage", "")) or (stages[0].value if stages else None)
        self.responsible = self._chosen("responsible", options.get("responsible", ""))
        self.currency = options.get("currency", "")
        self.closing = options.get("closing", wishes.REFUSED)
        self.restricted = bool(options.get("restricted"))
        self.grants = list(grants) if self.restricted else []
        self.tags = names_in(options.get("tags", ""))
        self._told: set[int] = set()
        self._blank = Opportunity(created_by=assignment.by, import_run=assignment.run)
        self._told_sample = event(verbs.IMPORTED, self._blank, by=assignment.by, page=self._blank)

    def _chosen(self, key: str, ref: str) -> Any:
        known = self.resolvers[key].vocabulary.chosen(ref) if ref else None
        return known.value if known else None

    def particulars(self, line: int) -> dict[str, Any]:
        """Return what events of this import keep: whoever is told of changes looks for `import` in them."""
        return {"file": self.assignment.file_name, "line": line, "import": self.assignment.run.public_id}

    def resolve(self, records: list[Record]) -> None:
        super().resolve(records)
        if "outcome" in self.assignment.mapped:
            for record in records:
                wishes.take_outcome(record)

    def key_of(self, record: Record) -> str:
        return matching.key_of(record, self.match_key)

    def existing(self, records: list[Record]) -> dict[int, Sequence[Any]]:
        return matching.existing(records, self.match_key, by=self.assignment.by)

    def draft(self, records: list[Record]) -> None:
        for record in records:
            try:
                if record.match is None:
                    self._draft_new(record)
                else:
                    self.draft_revision(record, record.match)
            except ValidationError as refused:
                for key, sentences in refused.message_dict.items():
                    record.refuse(FIELD_OF.get(key, key), " ".join(sentences))
            except PermissionDenied as refused:
                record.refuse("", str(refused))

    # New ones

    def _draft_new(self, record: Record) -> None:
        changes = self._opening_changes(record)
        if record.is_refused:
            return
        row = another(self._blank)
        row.title = changes["title"]
        at = changes["created_at"] or self.now
        told = like(self._told_sample, row, particulars=self.particulars(record.line), happened_at=at)
        by = self.assignment.by
        plan = plans.plan_opening(row, changes, by=by, now=self.now, today=self.today, record_as=told)
        assign(row, plan.fields)
        row.import_line = record.line
        # The import is no activity: an old file does not make its rows look busy.
        closed_at = wishes.noon(row.closed_on)
        row.last_activity_at = max(
            filter(None, (closed_at, record.values.get("created_on") and row.created_at)), default=self.now
        )
        row.stage_since = closed_at or self.now
        row.index()
        for also_told in plan.events[1:]:
            also_told.particulars["import"] = self.assignment.run.public_id
        participants = self._participants(record, row.contact)
        record.draft = Draft(row, plan.events, self._tags(record), participants, plan.grants or [])
        self._count(record.draft)

    def _opening_changes(self, record: Record) -> dict[str, Any]:
        """Return a row as wished changes for the plan; what a file leaves open is as it was said for all rows."""
        values = record.values
        stage = values.get("stage") or self.stage
        if not values.get("title"):
            record.refuse("title", _("The title is missing."))
        closed = stage is not None and not stage.is_open
        wishes.refuse_former(record, None, self.vocabularies)
        wishes.refuse_closing_of_open(record, stage)
        self.beside["probabilities"] += wishes.overrules_probability(record, stage)
        currency = values.get("currency") or self.currency
        return {
            "title": values.get("title") or "",
            "contact": wishes.contact_wished(record),
            "description": values.get("description") or "",
            "expected_close_on": values.get("expected_close_on"),
            "stage": stage,
            "own_probability": wishes.probability_wished(record, stage),
            "closed_on": wishes.closing_day_wished(record, self.closing, self.today) if closed else None,
            "lost_reason": values.get("lost_reason"),
            "responsible": values.get("responsible") or self.responsible,
            "restricted": self.restricted,
            "grants": self.grants,
            "external_id": values.get("external_id") or "",
            "external_source": SOURCE if values.get("external_id") else "",
            "created_at": wishes.created_at_wished(record, self.today),
            "currency": currency,
            **wishes.budget_wished(record, currency),
        }

    def _tags(self, record: Record) -> list[str]:
        names = [*(record.values.get("tags") or []), *self.tags]
        return list({fold(name): name for name in reversed(names)}.values())[::-1]

    @staticmethod
    def _participants(record: Record, contact: Contact | None) -> list[Contact]:
        named = record.values.get("participants") or ()
        return list({id(each): each for each in named if each is not contact}.values())

    def _count(self, draft: Any) -> None:
        """Count the contacts that come into being with the row, each once."""
        for contact in draft.contacts():
            key = hash(contact.sort_name)
            if contact.pk is None and key not in self._told:
                self._told.add(key)
                self.beside["contacts"] += 1

    # Existing ones

    def draft_revision(self, record: Record, row: Opportunity) -> None:
        """Draft what the record changes on an existing row; nothing, where all is so already."""
        changes = self._revision_changes(record, row)
        if record.is_refused:
            return
        if row.restricted and "responsible" in changes:
            changes["grants_before"] = grants_of(row)
        plan = plans.plan_revision(row, changes, by=self.assignment.by, now=self.now, today=self.today)
        present = {fold(tag.name) for tag in row.tags.all()}
        tags = [name for name in self._tags(record) if fold(name) not in present]
        taking_part = {row.contact_id, *(each.contact_id for each in row.participants.all())}
        wanted = self._participants(record, plan.get("contact"))
        participants = [each for each in wanted if each.pk is None or each.pk not in taking_part]
        if not (plan.changes_anything or tags or participants):
            record.outcome = RowOutcome.UNCHANGED
            return
        if self.may_not_change(record):
            return
        record.outcome = RowOutcome.UPDATED
        record.draft = Revision(row, plan, changes, tags, participants)
        self._count(record.draft)
        self.changed.update(FIELD_OF.get(name, name) for name in plan.fields if name not in SILENT)
        self.changed.update(["tags"] if tags else [])
        self.changed.update(["participants"] if participants else [])

    def _revision_changes(self, record: Record, row: Opportunity) -> dict[str, Any]:
        """Return what the filled cells of a row wish; an empty cell leaves its field as it is."""
        values = record.values
        said = [name for name in ("title", *wishes.PLAIN, "stage", "responsible") if values.get(name)]
        changes = {name: values[name] for name in said if not is_same(getattr(row, name), values[name])}
        if contact := wishes.contact_wished(record):
            changes["contact"] = contact
        if "external_id" in changes and not row.external_source:
            changes["external_source"] = SOURCE
        stage = changes.get("stage") or row.stage
        wishes.refuse_former(record, row, self.vocabularies)
        wishes.refuse_closing_of_open(record, stage)
        self.beside["probabilities"] += wishes.overrules_probability(record, stage)
        if values.get("probability") is not None or values.get("probability_origin") == FOLLOWS:
            changes["own_probability"] = wishes.probability_wished(record, stage, row)
        if not stage.is_open and (stage != row.stage or values.get("closed_on")):
            changes["closed_on"] = wishes.closing_day_wished(record, self.closing, self.today)
        changes |= wishes.budget_wished(record, row.currency)
        return self._only_empty(changes, row) if self.on_match == FILL else changes

    @staticmethod
    def _only_empty(changes: dict[str, Any], row: Opportunity) -> dict[str, Any]:
        """Return the changes of fields that hold nothing yet. A stage and a responsible person are never empty."""
        open_to_it = {"contact", "description", "expected_close_on", "external_id", "external_source", "lost_reason"}
        if row.amount is None:
            open_to_it |= {"currency", "amount", "amount_type", "periods"}
        return {
            name: value for name, value in changes.items() if name in open_to_it and not getattr(row, name, None)
        } | {
            name: changes[name]
            for name in ("currency", "amount_type", "periods")
            if name in changes and name in open_to_it
        }

    # Writing

    def write(self, records: list[Record]) -> list[Former]:
        contacts = [contact for record in records for contact in record.draft.contacts()]
        made = save_pending(contacts, self.assignment)
        new = [record.draft for record in records if record.outcome is RowOutcome.CREATED]
        self._write_new(new, made)
        return write_revisions(self, [record for record in records if record.outcome is RowOutcome.UPDATED], made)

    def _write_new(self, drafts: list[Draft], made: dict[str, Contact]) -> None:
        for draft in drafts:
            if draft.row.contact is not None:
                draft.row.contact = matching.saved(draft.row.contact, made)
            draft.participants = [matching.saved(contact, made) for contact in draft.participants]
        insert_many([draft.row for draft in drafts])
        insert_many(
            [
                Participant(opportunity=draft.row, contact=contact, added_by=self.assignment.by)
                for draft in drafts
                for contact in {each.pk: each for each in draft.participants}.values()
                if contact.pk != draft.row.contact_id
            ]
        )
        write_tags(Opportunity, [(draft.row.pk, draft.tags) for draft in drafts])
        grant_to_new([(draft.row, draft.grants) for draft in drafts if draft.grants], by=self.assignment.by)
        record_many([told for draft in drafts for told in draft.events])

    def restore(self, changes: Sequence[Any]) -> set[int]:
        return restore(changes, self.assignment)
