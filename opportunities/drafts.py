"""What the rows of a file come to as opportunities: the plan for a new one × n, then bulk inserts."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from contacts.drafts import save_pending, write_tags
from contacts.models import Contact
from core.bulk import another, insert_many
from history.models import Event, event, like, record_many
from imports.conversion import Record
from imports.reading.numbers import Number
from imports.targets import Assignment, Session
from imports.vocabularies import Vocabulary
from opportunities import plans, verbs
from opportunities.models import Opportunity, Participant, Stage

SOURCE = "import"
# What a closed opportunity without a closing day gets.
BY_EXPECTED, BY_TODAY, REFUSED = "expected", "today", "refuse"


@dataclass
class Draft:
    """What a row comes to: an unsaved opportunity and what goes beside it; contacts in it may be unsaved, too."""

    row: Opportunity
    events: list[Event]
    tags: list[str] = field(default_factory=list)
    participants: list[Contact] = field(default_factory=list)

    def __str__(self) -> str:
        return self.row.title

    def contacts(self) -> list[Contact]:
        """Return the contacts it refers to."""
        return [*([self.row.contact] if self.row.contact else []), *self.participants]


class OpportunitySession(Session):
    """The work on one import of opportunities."""

    def __init__(self, assignment: Assignment, fields: Sequence[Any], vocabularies: dict[str, Vocabulary]) -> None:
        super().__init__(assignment, fields, vocabularies)
        self.now, self.today = timezone.now(), timezone.localdate()
        options = assignment.options
        self.stage = self._chosen("stage", options.get("stage", ""))
        self.responsible = self._chosen("responsible", options.get("responsible", ""))
        self.currency = options.get("currency", "")
        self.closing = options.get("closing", REFUSED)
        self.restricted = bool(options.get("restricted"))
        self._told: set[int] = set()
        self._blank = Opportunity(created_by=assignment.by)
        self._told_sample = event(verbs.IMPORTED, self._blank, by=assignment.by, page=self._blank)

    def _chosen(self, key: str, ref: str) -> Any:
        known = self.resolvers[key].vocabulary.chosen(ref) if ref else None
        return known.value if known else None

    def prepare(self, records: list[Record]) -> None:
        self.resolve(records)
        for record in records:
            if not record.is_refused:
                self._draft(record)

    def _draft(self, record: Record) -> None:
        changes = self._changes(record)
        if record.is_refused:
            return
        row = another(self._blank)
        row.title = changes["title"]
        particulars = {"file": self.assignment.file_name, "line": record.line}
        told = like(self._told_sample, row, particulars=particulars, happened_at=changes["created_at"] or self.now)
        try:
            plan = plans.plan_opening(
                row, changes, by=self.assignment.by, now=self.now, today=self.today, record_as=told
            )
        except ValidationError as refused:
            for key, sentences in refused.message_dict.items():
                record.refuse(FIELD_OF.get(key, key), " ".join(sentences))
            return
        record.draft = self._filled(record, row, plan, told)
        self._count(record.draft)

    def _filled(self, record: Record, row: Opportunity, plan: plans.Plan, told: Event) -> Draft:
        for name, value in plan.fields.items():
            setattr(row, name, value)
        row.import_run, row.import_line = self.assignment.run, record.line
        # The import is no activity: an old file does not make its rows look busy.
        closed_at = _noon(row.closed_on)
        row.last_activity_at = max(
            filter(None, (closed_at, record.values.get("created_on") and row.created_at)), default=self.now
        )
        row.stage_since = closed_at or self.now
        row.index()
        participants = {id(each): each for each in record.values.get("participants") or () if each is not row.contact}
        return Draft(row, [told], record.values.get("tags") or [], list(participants.values()))

    def _changes(self, record: Record) -> dict[str, Any]:
        """Return a row as wished changes for the plan; what a file leaves open is as it was said for all rows."""
        values = record.values
        stage = values.get("stage") or self.stage
        if not values.get("title"):
            record.refuse("title", _("The title is missing."))
        return {
            "title": values.get("title") or "",
            "contact": self._contact(record),
            "description": values.get("description") or "",
            "expected_close_on": values.get("expected_close_on"),
            "stage": stage,
            "own_probability": self._probability(record, stage),
            "closed_on": self._closed_on(record, stage),
            "lost_reason": values.get("lost_reason"),
            "responsible": values.get("responsible") or self.responsible,
            "restricted": self.restricted,
            "external_id": values.get("external_id") or "",
            "external_source": SOURCE if values.get("external_id") else "",
            "created_at": self._created_at(record),
            **self._budget(record),
        }

    def _contact(self, record: Record) -> Contact | None:
        """Return the contact: the one of the external id, else the one of the name. Two different ones refuse it."""
        by_name, by_id = record.values.get("contact"), record.values.get("contact_id")
        if by_name and by_id and by_name.pk != by_id.pk:
            record.refuse("contact_id", _("This id belongs to another contact than the one named."))
        return by_id or by_name

    def _probability(self, record: Record, stage: Stage | None) -> int | None:
        """Return the row's own percentage; one that is the stage's is none of its own: it follows the stage."""
        percent: Decimal | None = record.values.get("probability")
        if percent is None or stage is None:
            return None
        if percent != percent.to_integral_value() or not 0 <= percent <= 100:
            record.refuse("probability", _("The probability is a whole number from 0 to 100."))
            return None
        return None if percent == stage.probability else int(percent)

    def _closed_on(self, record: Record, stage: Stage | None) -> date | None:
        """Return the closing day of a closed one: the file's own, or as it was said for all rows without one."""
        if stage is None or stage.is_open:
            return None
        closed_on: date | None = record.values.get("closed_on")
        if closed_on is None and self.closing == BY_EXPECTED:
            closed_on = record.values.get("expected_close_on")
        if closed_on is None and self.closing == BY_TODAY:
            closed_on = self.today
        if closed_on is None:
            record.refuse("closed_on", _("It is closed, but the day is missing."))
        return closed_on

    def _created_at(self, record: Record) -> datetime | None:
        created_on: date | None = record.values.get("created_on")
        if created_on and created_on > self.today:
            record.refuse("created_on", _("The day of creation must not lie in the future."))
        return _noon(created_on)

    def _budget(self, record: Record) -> dict[str, Any]:
        values, amount = record.values, record.values.get("amount")
        currency = values.get("currency") or self.currency
        if amount is not None and amount.currencies and currency not in amount.currencies:
            record.refuse(
                "amount",
                _("The amount names another currency than %(currency)s.") % {"currency": currency},
            )
        if amount is not None and amount.percent:
            record.refuse("amount", _("A percentage is no amount."))
        periods: Number | None = values.get("periods")
        if periods is not None and periods.value != periods.value.to_integral_value():
            record.refuse("periods", _("The number of periods is a whole number."))
            return {"currency": currency}
        return {
            "currency": currency,
            "amount": amount.value if amount is not None else None,
            "amount_type": values.get("amount_type") or "fixed",
            "periods": int(periods.value) if periods is not None else 1,
        }

    def _count(self, draft: Draft) -> None:
        """Count the contacts that come into being with the row, each once."""
        for contact in draft.contacts():
            key = hash(contact.sort_name)
            if contact.pk is None and key not in self._told:
                self._told.add(key)
                self.beside["contacts"] += 1

    def write(self, records: list[Record]) -> None:
        drafts: list[Draft] = [record.draft for record in records]
        made = save_pending([contact for draft in drafts for contact in draft.contacts()], self.assignment)
        for draft in drafts:
            if draft.row.contact is not None:
                draft.row.contact = _saved(draft.row.contact, made)
            draft.participants = [_saved(contact, made) for contact in draft.participants]
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
        record_many([told for draft in drafts for told in draft.events])


# What the plan calls its fields, where the import calls them otherwise.
FIELD_OF = {"own_probability": "probability", "created_at": "created_on"}


def _saved(contact: Contact, made: dict[str, Contact]) -> Contact:
    return contact if contact.pk is not None else made[contact.sort_name]


def _noon(day: date | None) -> datetime | None:
    """Return noon of a day where the owner of the import is, so that the day stays the same nearly everywhere."""
    return timezone.make_aware(datetime.combine(day, time(12))) if day else None
