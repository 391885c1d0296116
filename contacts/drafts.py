"""What the rows of a file come to as contacts: unsaved rows and changes first, then bulk writes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts import matching
from contacts.custom import plan_custom
from contacts.models import Contact, ContactPoint, Kind
from contacts.reached import divide_names, kind_of, points_of
from contacts.revisions import REVISIONS, Revision, write_revisions
from contacts.vocabularies import NAME_LENGTH
from contacts.writing import imported, save_pending, write_tags
from core.bulk import insert_many
from core.fold import fold
from fields.imports import CustomColumns
from history.models import Event, record_many
from imports.conversion import Record, RowOutcome, noon
from imports.fields import OWN_ID, Field
from imports.options import FILL
from imports.sameness import is_same
from imports.sessions import Assignment, Former, Session, tell_unknown
from imports.vocabularies import Unknown, Vocabulary

SOURCE = "import"
# Fields of the model that are no news for whoever imports, or are told by another name.
SILENT = {"external_source", "custom", "custom_texts", "created_at"}
PLAIN = ("street", "postcode", "city", "country", "description", "external_id")
PERSONAL = ("salutation", "title", "first_name", "last_name", "position")


@dataclass
class Draft:
    """What a row comes to: an unsaved contact with its points, tags and event; `company` may be unsaved, too.

    `adopted`: it is the row of a company that a person further up belongs to, and that came into being with them.
    """

    row: Contact
    points: list[ContactPoint] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    event: Event | None = None
    adopted: bool = False

    def __str__(self) -> str:
        return self.row.name

    def company(self) -> Contact | None:
        """Return the company it refers to."""
        return self.row.company


class ContactSession(Session):
    """The work on one import of contacts."""

    twin_reason = gettext_lazy("Line %(line)s has the same name, or the same id: is the row there twice?")

    def __init__(self, assignment: Assignment, fields: Sequence[Field], vocabularies: dict[str, Vocabulary]) -> None:
        super().__init__(assignment, fields, vocabularies)
        self.now = timezone.now()
        # A company's name is looked up for people only: a company's own row is not asked who it is.
        self.named = [declared for declared in self.named if declared.key != "company_name"]
        self.companies = self.resolvers["company"]
        self.names: Any = self.companies.vocabulary
        self._told: set[str] = set()
        self._recalled = False
        self.custom = CustomColumns("contacts", assignment.mapped)
        # The companies that are rows of the file themselves, by folded name.
        self._rows: set[str] = set()

    def forget(self) -> None:
        super().forget()
        self._told.clear()
        self._rows.clear()
        self._recall()

    def key_of(self, record: Record) -> str:
        return matching.key_of(record, self.match_key)

    def twin_key(self, record: Record) -> str:
        return matching.twin_key(record)

    def existing(self, records: list[Record], keys: Mapping[int, str]) -> dict[int, Sequence[Any]]:
        return matching.existing(records, self.match_key, by=self.assignment.by)

    def resolve(self, records: list[Record]) -> None:
        super().resolve(records)
        divide_names(records)
        self.companies.prepare({record.values.get("company_name") or "" for record in records})
        if records and "company_name" in records[0].columns:
            people = [record for record in records if matching.is_person(record)]
            self.doubt_near(people, next(each for each in self.fields if each.key == "company_name"))
            self._tell_unknown_companies(records, [person for person in people if person.problems])

    def _tell_unknown_companies(self, records: Sequence[Record], refused: Sequence[Record]) -> None:
        """Tell people who are refused anyway of a company that is not known, too; who names its id names it by that."""
        if not refused:
            return
        rows = (record.values.get("company_name") or "" for record in records if not matching.is_person(record))
        of_the_file = self._rows.union(fold(name)[:300] for name in rows)
        for record in refused:
            name = record.values.get("company_name")
            if name and not record.values.get("company_id") and fold(name)[:300] not in of_the_file:
                tell_unknown(record, "company_name", self.companies)

    def remember(self, records: list[Record]) -> None:
        super().remember(records)
        if not self._recalled:
            self._recalled = True
            self._recall()

    def _recall(self) -> None:
        """Take in the companies that people of rows before have brought into being."""
        beside = Contact.objects.filter(import_run=self.assignment.run, kind=Kind.COMPANY, import_line=None)
        self.names.pending |= {row.sort_name: row for row in beside}

    def draft(self, records: list[Record]) -> None:
        surely = self.match_key == OWN_ID
        kinds = [(record, kind) for record in records if (kind := kind_of(record, surely=surely)) is not None]
        for wanted in (Kind.COMPANY, Kind.PERSON):  # a company's own row first, wherever it stands: its people find it
            for record, kind in kinds:
                if kind == wanted:
                    self._draft(record, kind)

    def _draft(self, record: Record, kind: str) -> None:
        if record.match is None:
            self._draft_new(record, kind)
        elif record.match.kind != kind:
            record.refuse("kind", _("A company stays a company, and a person a person."))
        else:
            self.draft_revision(record, record.match)

    def _draft_new(self, record: Record, kind: str) -> None:
        fields = self._fields(record, kind)
        points, custom = points_of(record), self.custom.opening(record)
        if record.is_refused:
            return
        name = fold(fields.get("company_name", ""))[:300]
        named = self.names.pending.get(name) if kind == Kind.COMPANY and name not in self._rows else None
        # One that only refused rows have named comes into being with its own row.
        pending = named if named and (named.pk or name in self._told) else None
        if pending is not None and pending.pk is not None:  # it was made for somebody in an earlier batch
            record.match = pending
            self.draft_revision(record, pending)
            return
        draft = Draft(named or Contact(kind=kind, created_by=self.assignment.by), points, self.tags_of(record))
        for attribute, value in fields.items():
            setattr(draft.row, attribute, value)
        if custom is not None:
            draft.row.custom, draft.row.custom_texts = custom.values, custom.texts
        draft.row.derive()
        draft.row.external_source = SOURCE if draft.row.external_id else ""
        record.draft = draft
        if kind == Kind.COMPANY:
            self._rows.add(name)
            self.names.pending[name] = draft.row
        if pending is None:
            self.give_provenance(draft, record.line, noon(record.values.get("created_on")))
        else:
            says_more = points or draft.tags or custom or any(fields[attribute] for attribute in PLAIN)
            says_more = says_more or self._another_day(record, self.now)
            draft.adopted, record.outcome = True, RowOutcome.UPDATED if says_more else RowOutcome.UNCHANGED

    def draft_revision(self, record: Record, row: Contact) -> None:
        """Draft what the record changes on an existing contact; nothing, where all is so already."""
        fields = {name: value for name, value in self._fields(record, row.kind).items() if value}
        if "external_id" in fields and fields["external_id"] != row.external_id and not row.external_source:
            fields["external_source"] = SOURCE
        if self.on_match == FILL:
            fields = {name: value for name, value in fields.items() if not getattr(row, name)}
        changes = {name: value for name, value in fields.items() if not is_same(getattr(row, name), value)}
        known = {(point.kind, point.normal) for point in row.points.all()}
        points = [point for point in points_of(record) if (point.kind, point.normal) not in known]
        present = {fold(tag.name) for tag in row.tags.all()}
        tags = [name for name in self.tags_of(record) if fold(name) not in present]
        custom = self.custom.changes(record, row.custom, only_empty=self.on_match == FILL)
        try:
            planned = plan_custom(custom, row)
        except ValidationError as refused:
            for key, sentences in refused.message_dict.items():
                record.refuse(key, " ".join(sentences))
        if record.is_refused:
            return
        made_beside = row.import_run_id == self.assignment.run.pk and row.import_line is None
        if another_day := self._another_day(record, row.created_at) if made_beside else None:
            changes["created_at"] = another_day
        if not (changes or points or tags or planned.changed):
            record.outcome = RowOutcome.UNCHANGED
            return
        if self.may_not_change(record):
            return
        if not made_beside and self._another_day(record, row.created_at):
            record.doubt("created_on", _("What exists already keeps its day of creation."))
        record.outcome = RowOutcome.UPDATED
        told = planned.told if planned.changed else []
        self.changed.update(self.custom.changed(row.custom, planned.values))
        changes |= {"custom": planned.values, "custom_texts": planned.texts} if planned.changed else {}
        record.draft = Revision(row, changes, points, tags, told)
        self._count_company(changes.get("company"))
        self.changed.update(name for name in changes if name not in SILENT)
        self.changed.update((["points"] if points else []) + (["tags"] if tags else []))

    @staticmethod
    def _another_day(record: Record, created_at: datetime) -> datetime | None:
        """Return the moment of creation that a row names, where that is another day than the contact's, else None."""
        created_on = record.values.get("created_on")
        return noon(created_on) if created_on not in (None, timezone.localdate(created_at)) else None

    def _fields(self, record: Record, kind: str) -> dict[str, Any]:
        """Return the plain fields as the row has them; a person's company is found, made or left out."""
        values = record.values
        fields = {name: values.get(name) or "" for name in PLAIN}
        if kind == Kind.COMPANY:
            name = values.get("company_name") or ""
            if len(name) > NAME_LENGTH:
                record.refuse(
                    "company_name", _("The text is too long; at most %(most)s characters fit.") % {"most": NAME_LENGTH}
                )
            for key in (*PERSONAL, "company_id"):
                if values.get(key):
                    record.doubt(key, _("A company has none: what the row names is left out."))
            return fields | {"company_name": name}
        fields |= {name: values.get(name) or "" for name in PERSONAL}
        if company := values.get("company_id"):
            return fields | {"company": company}
        name = values.get("company_name") or ""
        own = fold(name)[:300]
        if own in self._rows and own in self.names.pending:
            return fields | {"company": self.names.pending[own]}
        try:
            fields["company"] = self.companies.value(name, record.line)
        except Unknown as reason:
            record.refuse("company_name", str(reason))
        return fields

    def give_provenance(self, draft: Draft, line: int, created_at: datetime | None) -> None:
        """Note on the contact which line of which import it came from, and what history says of it."""
        row = draft.row
        row.created_by, row.import_run, row.import_line = self.assignment.by, self.assignment.run, line
        row.created_at, row.updated_at, row.last_activity_at = created_at or self.now, self.now, created_at or self.now
        row.index(draft.points)
        draft.event = imported(row, self.assignment, line)
        self._count_company(row.company)

    def _count_company(self, company: Contact | None) -> None:
        if company is None or company.pk is not None:
            return
        if (name := company.sort_name) not in self._told and name not in self._rows:
            self._told.add(name)
            self.beside["contacts"] += 1
            self.comes("company", company.name)

    def write(self, records: list[Record]) -> list[Former]:
        new = [record.draft for record in records if record.outcome is RowOutcome.CREATED]
        self._insert([draft for draft in new if draft.row.is_company])
        adopted = [record.draft for record in records if isinstance(record.draft, Draft) and record.draft.adopted]
        companies = [company for record in records if (company := record.draft.company()) is not None]
        points = {draft.row.sort_name: draft.points for draft in adopted}
        found = save_pending([*companies, *(draft.row for draft in adopted)], self.assignment, points)
        self._add_around(adopted)
        people = [draft for draft in new if not draft.row.is_company]
        for draft in people:
            if draft.row.company is not None:
                draft.row.company = found.get(draft.row.company.sort_name, draft.row.company)
        self._insert(people)
        record_many([draft.event for draft in new if draft.event])
        revised = [each for each in records if isinstance(each.draft, Revision)]
        return write_revisions(self, revised, found)

    def _insert(self, drafts: list[Draft]) -> None:
        insert_many([draft.row for draft in drafts])
        self._add_around(drafts)

    def _add_around(self, drafts: list[Draft]) -> None:
        """Write how new contacts are reached, and their tags."""
        saved = [draft for draft in drafts if draft.row.pk is not None]
        points = []
        for draft in saved:
            for position, point in enumerate(draft.points):
                point.contact, point.position = draft.row, position
                points.append(point)
        insert_many(points)
        write_tags(Contact, [(draft.row.pk, draft.tags) for draft in saved], self.assignment.run)

    def restore(self, changes: Sequence[Any]) -> set[int]:
        return REVISIONS.restore(changes, self.assignment)
