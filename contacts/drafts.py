"""What the rows of a file come to as contacts, and how they are written: unsaved rows first, then bulk inserts."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from contacts import plans, verbs
from contacts.models import Contact, ContactPoint, Kind
from contacts.vocabularies import CompanyNames
from core.fold import fold
from core.models import Tag
from history.models import Event, event, record_many
from imports.conversion import Record
from imports.fields import Field
from imports.targets import Assignment, Session
from imports.vocabularies import CREATE, REFUSE, Answers, Resolver, Unknown, Vocabulary

# A bulk insert holds so many rows at a time.
BATCH = 500
SOURCE = "import"
LONGEST_POINT = 247  # with "https://" it is as long as its column
POINT_SEPARATORS = re.compile(r"[;\n]|, ")


@dataclass
class Draft:
    """What a row comes to: an unsaved contact with its points, tags and event; `company` may be unsaved, too."""

    row: Contact
    points: list[ContactPoint] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    event: Event | None = None

    def __str__(self) -> str:
        return self.row.name


class ContactSession(Session):
    """The work on one import of contacts."""

    def __init__(self, assignment: Assignment, fields: Sequence[Field], vocabularies: dict[str, Vocabulary]) -> None:
        super().__init__(assignment, fields, vocabularies)
        self.names = CompanyNames(assignment.by)
        answer = assignment.options.get("unknown_company", CREATE)
        self.companies = Resolver(self.names, Answers({}, for_all=answer))
        self.twice = assignment.options.get("known", REFUSE) == "create"
        self._seen: set[str] = set()
        self._told: set[str] = set()

    def prepare(self, records: list[Record]) -> None:
        self.resolve(records)
        companies = {record.values.get("company_name") or "" for record in records}
        self.companies.prepare(companies)
        emails = {
            value.casefold() for record in records for value in _split(record.values.get("email")) if not self.twice
        }
        points = ContactPoint.objects.filter(kind=ContactPoint.Kind.EMAIL, normal__in=emails)
        known = set(points.values_list("normal", flat=True)) if emails else set()
        accepted = [(record, kind) for record in records if not record.is_refused and (kind := _kind_of(record))]
        for wanted in (Kind.COMPANY, Kind.PERSON):  # a company's own row first, wherever it stands: its people find it
            for record, kind in accepted:
                if kind == wanted:
                    self._draft(record, kind, known)

    def _draft(self, record: Record, kind: str, known_emails: set[str]) -> None:
        values = record.values
        draft = Draft(Contact(kind=kind, created_by=self.assignment.by), tags=values.get("tags") or [])
        self._name(record, draft)
        draft.points = _points(record)
        self._refuse_known(record, draft, known_emails)
        if record.is_refused:
            return
        for name in ("street", "postcode", "city", "description", "external_id"):
            setattr(draft.row, name, values.get(name) or "")
        draft.row.country = values.get("country") or ""
        draft.row.external_source = SOURCE if draft.row.external_id else ""
        self.give_provenance(draft, record.line, _moment(values.get("created_on")))
        record.draft = draft
        if kind == Kind.COMPANY:
            self._told.add(draft.row.sort_name)
            self.names.pending.setdefault(draft.row.sort_name, draft.row)

    def _name(self, record: Record, draft: Draft) -> None:
        """Set the names; a person's company is found, made or left out, as was said for all rows."""
        values, row = record.values, draft.row
        if row.kind == Kind.COMPANY:
            row.company_name = values.get("company_name") or ""
        else:
            for name in ("salutation", "title", "first_name", "last_name", "position"):
                setattr(row, name, values.get(name) or "")
            try:
                row.company = self._company(values.get("company_name") or "", record.line)
            except Unknown as reason:
                record.refuse("company_name", str(reason))
        row.derive()

    def _company(self, name: str, line: int) -> Contact | None:
        """Return a person's company: one that is known, else one of the same file, else as was said for all rows."""
        own = None if self.companies.knows(name) else self.names.pending.get(fold(name)[:300])
        company: Contact | None = own or self.companies.value(name, line)
        return company

    def _refuse_known(self, record: Record, draft: Draft, known_emails: set[str]) -> None:
        """Refuse a company whose name, and a person whose e-mail address, is known already, or stood further up."""
        if self.twice:
            return
        if draft.row.kind == Kind.COMPANY:
            keys = {draft.row.sort_name}
            known = self.companies.knows(draft.row.company_name) or draft.row.sort_name in self.names.pending
            column, sentence = "company_name", _("There is a company of this name already.")
        else:
            keys = {point.normal for point in draft.points if point.kind == ContactPoint.Kind.EMAIL}
            known = bool(keys & known_emails)
            column, sentence = "email", _("There is a contact with this e-mail address already.")
        if known or keys & self._seen:
            record.refuse(column, sentence)
        self._seen |= keys

    def give_provenance(self, draft: Draft, line: int, created_at: datetime | None) -> None:
        """Note on the contact which line of which import it came from, and what history says of it."""
        row, now = draft.row, timezone.now()
        row.created_by, row.import_run, row.import_line = self.assignment.by, self.assignment.run, line
        row.created_at, row.updated_at, row.last_activity_at = created_at or now, now, created_at or now
        row.index(draft.points)
        draft.event = imported(row, self.assignment, line)
        if row.company is not None and row.company.pk is None and row.company.sort_name not in self._told:
            self._told.add(row.company.sort_name)
            self.beside["contacts"] += 1

    def write(self, records: list[Record]) -> None:
        drafts: list[Draft] = [record.draft for record in records]
        own = [draft.row for draft in drafts if draft.row.is_company]
        Contact.objects.bulk_create(own, batch_size=BATCH)
        companies = [draft.row.company for draft in drafts if draft.row.company is not None]
        found = save_pending(companies, self.assignment)
        for draft in drafts:
            if draft.row.company is not None and draft.row.company.pk is None:
                draft.row.company = found[draft.row.company.sort_name]
        Contact.objects.bulk_create([draft.row for draft in drafts if not draft.row.is_company], batch_size=BATCH)
        points = []
        for draft in drafts:
            for position, point in enumerate(draft.points):
                point.contact, point.position = draft.row, position
                points.append(point)
        ContactPoint.objects.bulk_create(points, batch_size=BATCH)
        write_tags(Contact, [(draft.row.pk, draft.tags) for draft in drafts])
        record_many([draft.event for draft in drafts if draft.event])


def imported(row: Contact, assignment: Assignment, line: int) -> Event:
    """Return the unsaved event that says which file and line a contact came from."""
    particulars = {"file": assignment.file_name, "line": line}
    return event(verbs.IMPORTED, row, by=assignment.by, page=row, particulars=particulars, happened_at=row.created_at)


def save_pending(companies: Sequence[Contact], assignment: Assignment) -> dict[str, Contact]:
    """Save the unsaved ones among companies in bulk, each once, and return them by `sort_name`.

    In the caller's transaction. Their events name the line that they came from; the rows bear none, for a line of an
    import belongs to the one row that it describes. One that somebody else has made since it was looked up is taken
    instead.
    """
    pending = {row.sort_name: row for row in companies if row.pk is None}
    if not pending:
        return {}
    rows = Contact.objects.visible_to(assignment.by).companies().filter(sort_name__in=pending)
    found = {row.sort_name: row for row in rows}
    new = [row for key, row in pending.items() if key not in found]
    now = timezone.now()
    lines = [row.import_line or 0 for row in new]
    for row in new:
        row.created_by, row.import_run, row.import_line = assignment.by, assignment.run, None
        row.created_at = row.updated_at = row.last_activity_at = now
        row.index([])
    Contact.objects.bulk_create(new, batch_size=BATCH)
    record_many([imported(row, assignment, line) for row, line in zip(new, lines, strict=True)])
    return pending | found


def write_tags(model: type[models.Model], wanted: Sequence[tuple[int, list[str]]]) -> None:
    """Put tags on rows of `model`, which have none yet, in bulk: (key of the row, names of its tags)."""
    tags = {tag.folded: tag for tag in Tag.objects.named([name for _key, names in wanted for name in names])}
    through = model._meta.get_field("tags").remote_field.through
    column = model._meta.get_field("tags").m2m_column_name()
    through._default_manager.bulk_create(
        [
            through(**{column: key, "tag_id": tags[folded].pk})
            for key, names in wanted
            for folded in dict.fromkeys(fold(name) for name in names)
            if folded in tags
        ],
        batch_size=BATCH,
    )


def _kind_of(record: Record) -> str | None:
    """Return company or person; without a column for it, by which names a row has. Refuses what has no name."""
    values = record.values
    person = bool(values.get("first_name") or values.get("last_name"))
    kind = values.get("kind") or (Kind.PERSON if person else Kind.COMPANY)
    if kind == Kind.PERSON and not person:
        record.refuse("last_name", _("A person needs a first or a last name."))
    elif kind == Kind.COMPANY and not values.get("company_name"):
        record.refuse("company_name", _("A company needs a name."))
    elif kind == Kind.COMPANY and person:
        record.refuse("kind", _("A company has no first and last name."))
    else:
        return str(kind)
    return None


def _split(text: str | None) -> list[str]:
    return [part.strip() for part in POINT_SEPARATORS.split(text or "") if part.strip()]


POINTS = {
    "phone": (ContactPoint.Kind.PHONE, ContactPoint.Label.WORK),
    "mobile": (ContactPoint.Kind.PHONE, ContactPoint.Label.MOBILE),
    "private_phone": (ContactPoint.Kind.PHONE, ContactPoint.Label.PRIVATE),
    "email": (ContactPoint.Kind.EMAIL, ContactPoint.Label.WORK),
    "private_email": (ContactPoint.Kind.EMAIL, ContactPoint.Label.PRIVATE),
    "web": (ContactPoint.Kind.WEB, ContactPoint.Label.WORK),
}


def _points(record: Record) -> list[ContactPoint]:
    """Return the ways to reach a contact, unsaved; refuses what is no number or address, and too many."""
    points = []
    for key, (kind, label) in POINTS.items():
        for value in _split(record.values.get(key)):
            if len(value) > LONGEST_POINT or plans.complaint(kind, value):
                sentences = {
                    ContactPoint.Kind.PHONE: _("This is no telephone number."),
                    ContactPoint.Kind.EMAIL: _("This is no e-mail address."),
                    ContactPoint.Kind.WEB: _("This is no web address."),
                }
                record.refuse(key, sentences[kind])
            else:
                value = plans.with_scheme(value) if kind == ContactPoint.Kind.WEB else value
                points.append(ContactPoint(kind=kind, label=label, value=value))
    if len(points) > plans.MAX_POINTS:
        record.refuse("phone", _("Give at most %(n)s numbers and addresses.") % {"n": plans.MAX_POINTS})
    return points


def _moment(day: Any) -> datetime | None:
    """Return noon of a day, where the owner of the import is: the day stays the same nearly everywhere."""
    return timezone.make_aware(datetime.combine(day, time(12))) if day else None
