"""What the rows of a file come to as opportunities: the plans × n, then bulk writes."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.models import Contact
from contacts.writing import save_pending
from core.fold import fold
from core.sharing import Grant, grants_of
from fields.imports import CustomColumns
from imports.conversion import Record, RowOutcome
from imports.options import FILL
from imports.sameness import is_same
from imports.sessions import Assignment, Former, Session
from imports.vocabularies import Vocabulary
from opportunities import matching, plans, wishes
from opportunities.models import Opportunity
from opportunities.openings import SOURCE, Openings
from opportunities.people_names import MOST_NEW as MOST_PEOPLE
from opportunities.revisions import REVISIONS, Revision, write_revisions
from opportunities.vocabularies import FOLLOWS
from opportunities.vocabularies import MOST_NEW as MOST_STAGES

# What the plan calls its fields, where the import calls them otherwise.
FIELD_OF = {"own_probability": "probability", "created_at": "created_on"}
# Fields of the model that follow from others, or say where a row came from: no news for whoever imports.
SILENT = {"total", "budget_before", "stage_since", "close_pushed", "external_source", "custom", "custom_texts"}
# What is made before the first row is written, where the check found rows that need it; at most so many.
MADE_BEFORE = {"stage": MOST_STAGES, "responsible": MOST_PEOPLE}


class OpportunitySession(Session):
    """The work on one import of opportunities."""

    twin_reason = _("Line %(line)s has the same title and contact, or the same id: is the row there twice?")

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
        restricted = bool(options.get("restricted"))
        self.closing = options.get("closing", wishes.REFUSED)
        # What events of this import keep beside the line: whoever is told of changes looks for `import` in them.
        self.came_from = {"file": assignment.file_name, "import": assignment.run.public_id}
        self._told: set[int] = set()
        self._new: dict[str, list[Any]] = {key: [] for key in MADE_BEFORE}
        self.custom = CustomColumns("opportunities", assignment.mapped)
        shared = {
            "stage": self._chosen("stage", options.get("stage", "")) or (stages[0].value if stages else None),
            "responsible": self._chosen("responsible", options.get("responsible", "")),
            "currency": options.get("currency", ""),
            "restricted": restricted,
            "grants": list(grants) if restricted else [],
        }
        self.openings = Openings(self, shared, self.closing, self.now, self.today)

    def _chosen(self, key: str, ref: str) -> Any:
        known = self.resolvers[key].vocabulary.chosen(ref) if ref else None
        return known.value if known else None

    def forget(self) -> None:
        super().forget()
        self._told.clear()

    def resolve(self, records: list[Record]) -> None:
        super().resolve(records)
        if "outcome" in self.assignment.mapped:
            for record in records:
                wishes.take_outcome(record)

    def key_of(self, record: Record) -> str:
        return matching.key_of(record, self.match_key)

    def twin_key(self, record: Record) -> str:
        return matching.twin_key(record)

    def existing(self, records: list[Record], keys: Mapping[int, str]) -> dict[int, Sequence[Any]]:
        return matching.existing(records, keys, self.match_key, by=self.assignment.by)

    def draft(self, records: list[Record]) -> None:
        for record in records:
            try:
                if record.match is None:
                    self.openings.draft(record)
                    self.refuse_unmade(record, record.values)
                else:
                    self.draft_revision(record, record.match)
            except ValidationError as refused:
                for key, sentences in refused.message_dict.items():
                    record.refuse(FIELD_OF.get(key, key), " ".join(sentences))
            except PermissionDenied as refused:
                record.refuse("", str(refused))

    def look_ahead(self, records: list[Record]) -> None:
        """Note the stages and accounts, too, that come into being."""
        super().look_ahead(records)
        for record in records:
            if not record.is_written:
                continue
            for key, most in MADE_BEFORE.items():
                row = record.values.get(key) if record.match is None else record.draft.plan.get(key)
                if row is not None and row.pk is None and row not in self._new[key]:
                    self._new[key].append(row)
                    vocabulary: Any = self.vocabularies[key]
                    self.comes(key, vocabulary.new_name(row), named=most)

    def refuse_unmade(self, record: Record, wished: Mapping[str, Any]) -> bool:
        """Refuse a row of a run that needs a stage or account which was not made; return whether the row is refused.

        By the check no row would have come to need it: what the row means has changed since.
        """
        for key in MADE_BEFORE:
            row = wished.get(key)
            if row is not None and row.pk is None and not record.is_refused and not self.assignment.run.is_draft:
                record.refuse(key, self._why_unmade(key))
        return record.is_refused

    def _why_unmade(self, key: str) -> str:
        """Return what the check said of what is beyond the most that an import makes, else that it is not known."""
        made, _names = self.assignment.run.checked.get("new", {}).get(key, (0, []))
        vocabulary: Any = self.vocabularies[key]
        return str(vocabulary.too_many if made >= MADE_BEFORE[key] else vocabulary.refusal)

    def is_for_the_record(self, record: Record) -> bool:
        """Return whether a row is given to somebody who left, as an administrator has said."""
        person = record.values.get("responsible")
        people: Any = self.vocabularies["responsible"]
        return person is not None and people.takes(person)

    @staticmethod
    def participants_of(record: Record, contact: Contact | None) -> list[Contact]:
        """Return the contacts that are to take part beside the opportunity's own."""
        named = record.values.get("participants")
        return list({id(each): each for each in named if each is not contact}.values()) if named else []

    def count(self, draft: Any) -> None:
        """Count the contacts that come into being with the row, each once."""
        for contact in draft.unsaved():
            if (key := hash(contact.sort_name)) not in self._told:
                self._told.add(key)
                self.beside["contacts"] += 1
                self.comes("contact" if contact is draft.contact else "participant", contact.name)

    # Existing ones

    def draft_revision(self, record: Record, row: Opportunity) -> None:
        """Draft what the record changes on an existing row; nothing, where all is so already."""
        changes = self._revision_changes(record, row)
        if record.is_refused:
            return
        if row.restricted and "responsible" in changes:
            changes["grants_before"] = grants_of(row)
        changes.setdefault("layout", self.custom.layout)  # for what the stage that is left requires
        plan = plans.plan_revision(row, changes, by=self.assignment.by, now=self.now, today=self.today)
        present = {fold(tag.name) for tag in row.tags.all()}
        tags = [name for name in self.tags_of(record) if fold(name) not in present]
        taking_part = {row.contact_id, *(each.contact_id for each in row.participants.all())}
        wanted = self.participants_of(record, plan.get("contact"))
        participants = [each for each in wanted if each.pk is None or each.pk not in taking_part]
        if not (plan.changes_anything or tags or participants):
            record.outcome = RowOutcome.UNCHANGED
            return
        if self.may_not_change(record) or self.refuse_unmade(record, changes):
            return
        record.outcome = RowOutcome.UPDATED
        record.draft = Revision(row, plan, changes, tags, participants)
        self.count(record.draft)
        self.changed.update(FIELD_OF.get(name, name) for name in plan.fields if name not in SILENT)
        self.changed.update(self.custom.changed(row.custom, plan.get("custom")))
        self.changed.update(["tags"] if tags else [])
        self.changed.update(["participants"] if participants else [])

    def _revision_changes(self, record: Record, row: Opportunity) -> dict[str, Any]:
        """Return what the filled cells of a row wish; an empty cell leaves its field as it is."""
        values = record.values
        said = [name for name in ("title", *wishes.PLAIN, "stage", "responsible") if values.get(name)]
        changes = {name: values[name] for name in said if not is_same(getattr(row, name), values[name])}
        if contact := wishes.contact_wished(record):
            changes["contact"] = contact
        if "responsible" in changes:
            changes["for_the_record"] = self.is_for_the_record(record)
        if "external_id" in changes and not row.external_source:
            changes["external_source"] = SOURCE
        stage = changes.get("stage") or row.stage
        wishes.refuse_former(record, row, self.vocabularies)
        wishes.refuse_closing_of_open(record, stage)
        for key, reason in wishes.doubts_of_existing(record, row, stage):
            record.doubt(key, reason)
        if values.get("probability") is not None or values.get("probability_origin") == FOLLOWS:
            changes["own_probability"] = wishes.probability_wished(record, stage, row)
        if not stage.is_open and (stage != row.stage or values.get("closed_on")):
            changes["closed_on"] = wishes.closing_day_wished(record, self.closing, self.today)
        changes |= wishes.budget_wished(record, row.currency)
        custom = self.custom.changes(record, row.custom, only_empty=self.on_match == FILL)
        return (self._only_empty(changes, row) if self.on_match == FILL else changes) | custom

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
        contacts = [contact for record in records for contact in record.draft.unsaved()]
        made = save_pending(contacts, self.assignment)
        self.openings.write([record.draft for record in records if record.outcome is RowOutcome.CREATED], made)
        return write_revisions(self, [record for record in records if record.outcome is RowOutcome.UPDATED], made)

    def restore(self, changes: Sequence[Any]) -> set[int]:
        return REVISIONS.restore(changes, self.assignment)
