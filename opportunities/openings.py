"""New opportunities out of a file: planned as every opening is, rows that are alike together, and written in bulk.

A first row of each kind goes through the plan. Those that differ from it only in what no other rule looks at, and hold
nothing there that the plan would change or refuse, take the rest of its values; every other one is planned itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from json import dumps
from operator import itemgetter
from typing import Any

from django.utils.translation import gettext as _

from contacts.models import Contact
from contacts.writing import write_tags
from core.bulk import by_attribute, insert_columns, insert_many
from core.money import MAX_AMOUNT, is_amount
from core.sharing import grant_to_new
from fields.layout import PREFIX
from fields.plans import found_by
from history.alike import record_alike
from history.models import Event, event
from imports.conversion import Record, noon
from opportunities import plans, verbs, wishes
from opportunities.draft import Draft, First
from opportunities.finding import index_of
from opportunities.matching import saved
from opportunities.models import AmountType, Opportunity, Participant
from opportunities.rates import in_base

SOURCE = "import"
# The fields of a file that no rule about another field looks at (but for a closing day, see `Openings.draft`).
OWN = frozenset(
    {"title", "contact", "contact_id", "description", "expected_close_on", "amount", "created_on", "external_id"}
    | {"id", "tags", "participants"}
)
# What a plan and the file say of a new row, by attribute; the rest is made when it is written.
PLANNED = (
    *("title", "description", "expected_close_on", "currency", "amount", "amount_type", "periods", "total"),
    *("responsible_id", "stage_id", "stage_since", "own_probability", "closed_on", "lost_reason_id", "restricted"),
    *("external_source", "external_id", "created_at", "last_activity_at", "custom", "custom_texts"),
)
NOTHING: dict[str, Any] = {"custom": {}, "custom_texts": {}}
MOST_KINDS = 10_000


@dataclass
class Openings:
    """The new opportunities of one import. `shared` is what was said for all rows, by name of the plan's changes."""

    session: Any
    shared: dict[str, Any]
    closing: str
    now: datetime
    today: date
    # Rows of a kind by the identities of what they have in common (the first one holds on to it, so that no identity is
    # given twice); True where it also is the expected day, which is the closing day of a closed one without its own.
    _firsts: dict[tuple[int, ...], First | bool] = field(default_factory=dict)
    _noons: dict[date, datetime | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        assignment = self.session.assignment
        self._blank = Opportunity(created_by=assignment.by, import_run=assignment.run)
        self._told = event(
            verbs.IMPORTED, self._blank, by=assignment.by, page=self._blank, particulars=self.session.came_from
        )
        own = {*OWN, *(PREFIX + each.key for each in self.session.custom.layout.fields)}
        self._common = [declared.key for declared in self.session.fields if declared.key not in own]
        names = ("title", "description", "external_id")
        self._stand = [plans.stands(Opportunity._meta.get_field(name)) for name in names]

    @property
    def kinds(self) -> int:
        """How many kinds of rows the plan was asked about."""
        return sum(isinstance(first, First) for first in self._firsts.values())

    def draft(self, record: Record) -> None:
        """Give a record its draft, or refuse it. Raises ValidationError for what the plan refuses."""
        values = record.values
        custom = self.session.custom.opening(record)
        if custom is not None and record.is_refused:
            return
        held = tuple([values.get(name) for name in self._common])
        first = self._firsts.get(tuple(map(id, held)))
        if first is True:
            held = (*held, values.get("expected_close_on"))
            first = self._firsts.get(tuple(map(id, held)))
        draft = self._like(first, record) if isinstance(first, First) else None
        draft = draft or self._planned(record, held)
        if draft is not None:
            draft.values |= {"custom": custom.values, "custom_texts": custom.texts} if custom else NOTHING
            draft.tags = self.session.tags_of(record)
            draft.participants = self.session.participants_of(record, draft.contact)
            if draft.participants or (draft.contact is not None and draft.contact.id is None):
                self.session.count(draft)
            record.draft = draft

    def _planned(self, record: Record, held: tuple[Any, ...]) -> Draft | None:
        """Return the draft of a row by the plan itself; None where it is refused."""
        changes = self._changes(record)
        doubts = wishes.doubts_of(record, changes["stage"], changes.get("amount_type", AmountType.FIXED))
        if record.is_refused:
            return None
        plan = plans.plan_opening(
            self._blank, changes, by=self.session.assignment.by, now=self.now, today=self.today, record_as=self._told
        )
        values = by_attribute(Opportunity, plan.fields)
        # The import is no activity: an old file does not make its rows look busy.
        closed_at = noon(values["closed_on"])
        values["stage_since"] = closed_at or self.now
        values["last_activity_at"] = self._last_activity(closed_at, changes["created_at"])
        _tell(record, doubts)
        notes = plan.events[1:]
        for note in notes:
            note.particulars["import"] = self.session.assignment.run.public_id
        draft = Draft(record.line, values, changes["contact"], grants=plan.grants or (), notes=notes)
        by_day = closed_at is not None and self.closing == wishes.BY_EXPECTED and not record.values.get("closed_on")
        self._remember(First(draft, held, doubts, closed_at), by_day, record.values.get("expected_close_on"))
        return draft

    def _remember(self, first: First, by_day: bool, expected: date | None) -> None:
        if len(self._firsts) >= MOST_KINDS:
            self._firsts.clear()
        if by_day:
            common = first.held[: len(self._common)]
            self._firsts[tuple(map(id, common))] = True
            first.held = (*common, expected)
        self._firsts[tuple(map(id, first.held))] = first

    def _like(self, first: First, record: Record) -> Draft | None:
        """Return the draft of a row as the first of its kind, None where the plan must be asked."""
        values = record.values
        title, description = values.get("title") or "", values.get("description") or ""
        external_id = values.get("external_id") or ""
        for stands, text in zip(self._stand, (title, description, external_id), strict=True):
            if not stands(text):
                return None
        by_name, contact = values.get("contact"), values.get("contact_id")
        if contact is None:
            contact = by_name
        elif by_name is not None and by_name.id != contact.id:
            return None
        before = first.draft.values
        number, created_on = values.get("amount"), values.get("created_on")
        amount = total = None
        if number is not None:
            amount = number.value
            if wishes.amount_refused(number, before["currency"]) or not is_amount(amount):
                return None
            total = amount * before["periods"] if before["periods"] != 1 else amount
            if total > MAX_AMOUNT:
                return None
        created_at = None
        if created_on is not None:
            if created_on > self.today:
                return None
            created_at = self._noons.get(created_on)
            if created_at is None:
                created_at = self._noons[created_on] = noon(created_on)
        if first.doubts:
            _tell(record, first.doubts)
        own = {
            "title": title,
            "description": description,
            "expected_close_on": values.get("expected_close_on"),
            "amount": amount,
            "total": total,
            "external_source": SOURCE if external_id else "",
            "external_id": external_id,
            "created_at": created_at or self.now,
            "last_activity_at": self._last_activity(first.closed_at, created_at),
        }
        return Draft(record.line, before | own, contact, grants=first.draft.grants, notes=first.draft.notes)

    def _changes(self, record: Record) -> dict[str, Any]:
        """Return a row as wished changes for the plan; what a file leaves open is as it was said for all rows."""
        values, shared = record.values, self.shared
        stage = values.get("stage") or shared["stage"]
        if not values.get("title"):
            record.refuse("title", _("The title is missing."))
        closed = stage is not None and not stage.is_open
        wishes.refuse_former(record, None, self.session.vocabularies)
        wishes.refuse_closing_of_open(record, stage)
        currency = values.get("currency") or shared["currency"]
        return {
            "title": values.get("title") or "",
            "contact": wishes.contact_wished(record),
            "description": values.get("description") or "",
            "expected_close_on": values.get("expected_close_on"),
            "stage": stage,
            "own_probability": wishes.probability_wished(record, stage),
            "closed_on": wishes.closing_day_wished(record, self.closing, self.today) if closed else None,
            "lost_reason": values.get("lost_reason"),
            "responsible": values.get("responsible") or shared["responsible"],
            "for_the_record": self.session.is_for_the_record(record),
            "restricted": shared["restricted"],
            "grants": shared["grants"],
            "external_id": values.get("external_id") or "",
            "external_source": SOURCE if values.get("external_id") else "",
            "created_at": wishes.created_at_wished(record, self.today),
            "currency": currency,
            **wishes.budget_wished(record, currency),
        }

    def _last_activity(self, closed_at: datetime | None, created_at: datetime | None) -> datetime:
        return max((at for at in (closed_at, created_at) if at is not None), default=self.now)

    # Writing

    def write(self, drafts: Sequence[Draft], made: dict[str, Contact]) -> None:
        """Write drafts with their history, in the caller's transaction; `made` are the contacts saved for them."""
        if not drafts:
            return
        for draft in drafts:
            if draft.contact is not None and draft.contact.id is None:
                draft.contact = saved(draft.contact, made)
        keys = insert_columns(Opportunity, len(drafts), self._columns(drafts), self._same())
        self._write_around(drafts, keys, made)
        record_alike(
            self._told,
            keys,
            labels=[draft.values["title"] for draft in drafts],
            happened_at=[draft.values["created_at"] for draft in drafts],
            numbers={"line": [draft.line for draft in drafts]},
        )

    def _columns(self, drafts: Sequence[Draft]) -> dict[str, Sequence[Any]]:
        """Return what differs from row to row, by attribute."""
        of = itemgetter(*PLANNED)
        columns: dict[str, Any] = dict(
            zip(PLANNED, zip(*[of(draft.values) for draft in drafts], strict=True), strict=True)
        )
        names = [draft.contact.name if draft.contact is not None else "" for draft in drafts]
        texts = [found_by(texts) for texts in columns["custom_texts"]]
        indexed = list(map(index_of, columns["title"], names, columns["description"], texts))
        for name in NOTHING:
            columns[name] = [dumps(values) if values else "{}" for values in columns[name]]
        return columns | {
            "base_total": in_base(columns["total"], columns["currency"], columns["closed_on"]),
            "contact_id": [draft.contact.id if draft.contact is not None else None for draft in drafts],
            "import_line": [draft.line for draft in drafts],
            "sort_title": [each[0] for each in indexed],
            "sort_contact": [draft.contact.sort_name if draft.contact is not None else None for draft in drafts],
            "search_text": [each[1] for each in indexed],
        }

    def _same(self) -> dict[str, Any]:
        assignment = self.session.assignment
        return {"created_by_id": assignment.by.pk, "import_run_id": assignment.run.pk, "updated_at": self.now}

    def _write_around(self, drafts: Sequence[Draft], keys: Sequence[int], made: dict[str, Contact]) -> None:
        """Write participants, tags, grants and what else the plans tell."""
        by = self.session.assignment.by
        rows = list(zip(drafts, keys, strict=True))
        insert_many(
            [
                Participant(opportunity_id=key, contact_id=contact, added_by=by)
                for draft, key in rows
                for contact in dict.fromkeys(saved(each, made).pk for each in draft.participants)
                if draft.contact is None or contact != draft.contact.id
            ]
        )
        write_tags(Opportunity, [(key, draft.tags) for draft, key in rows if draft.tags], self.session.assignment.run)
        grant_to_new([(Opportunity(pk=key), draft.grants) for draft, key in rows if draft.grants], by=by)
        told: dict[int, tuple[Event, list[int], list[str]]] = {}
        for draft, key in rows:
            for note in draft.notes:
                _note, of, labels = told.setdefault(id(note), (note, [], []))
                of.append(key)
                labels.append(draft.values["title"])
        for note, of, labels in told.values():
            record_alike(note, of, labels=labels, happened_at=[note.happened_at] * len(of), numbers={})


def _tell(record: Record, doubts: Sequence[tuple[str, str]]) -> None:
    """Say of a row what is doubtful about its fields."""
    for key, reason in doubts:
        record.doubt(key, reason)
