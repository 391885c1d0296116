"""Writes that touch opportunities and contacts."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from contacts.models import Contact, ContactPoint, create_contact
from core import slots
from core.fold import fold
from history.models import event, record_many
from opportunities import plans, verbs
from opportunities.models import Opportunity, Participant, open_opportunity

BATCH = 500


def make_contact(typed: dict[str, str], *, by: Any) -> Contact:
    """Make the contact that was typed inside an opportunity's form, and return it.

    A first or last name makes a person, of the company if one is named; a company of that name that is known is taken,
    and what was typed of how it is reached is added to it.
    `typed` has the keys company, first_name, last_name, email and phone, each maybe empty.
    """
    points = [
        ContactPoint(kind=kind, value=typed[word])
        for word, kind in (("email", ContactPoint.Kind.EMAIL), ("phone", ContactPoint.Kind.PHONE))
        if typed[word]
    ]
    is_person = bool(typed["first_name"] or typed["last_name"])
    company = None
    if typed["company"]:
        known = Contact.objects.visible_to(by).companies().filter(sort_name=fold(typed["company"])[:300])
        company = known.order_by("pk").first()
        if company is None:
            changes = {"kind": "company", "company_name": typed["company"], "points": [] if is_person else points}
            company = create_contact(changes, by=by)
        elif not is_person:
            company = company.add_points(points, by=by)
    if not is_person:
        assert company is not None, "The form refuses a new contact without any name."
        return company
    person = {"kind": "person", "first_name": typed["first_name"], "last_name": typed["last_name"]}
    return create_contact(person | {"company": company, "points": points}, by=by)


def open_with_contact(changes: dict[str, Any], typed: dict[str, str], *, by: Any) -> Opportunity:
    """Open an opportunity together with the contact that was typed in its form, or neither."""
    with transaction.atomic():
        contact = {"contact": make_contact(typed, by=by)} if typed else {}
        return open_opportunity(changes | contact, by=by)


class LosesSight(Exception):
    """A change of access would take open work out of somebody's sight; `sentences` say whose."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = sentences


def revise_with_contact(
    row: Opportunity,
    changes: dict[str, Any],
    typed: dict[str, str],
    *,
    by: Any,
    version: int | None,
    knowing: bool = False,
) -> Opportunity:
    """Revise an opportunity together with the contact that was typed in its form, or neither.

    Raises LosesSight, and writes nothing, where people would lose sight of open tasks of theirs and `by` does not know.
    """
    with transaction.atomic():
        before = set() if knowing else set(losing_sight(row, by))
        contact = {"contact": make_contact(typed, by=by)} if typed else {}
        revised = row.revise(changes | contact, by=by, version=version)
        fresh = [] if knowing else [sentence for sentence in losing_sight(revised, by) if sentence not in before]
        if fresh:
            raise LosesSight(fresh)
        return revised


def losing_sight(row: Opportunity, by: Any) -> list[str]:
    """Return sentences about the people who have open work on an opportunity that they may not see."""
    if not row.restricted:
        return []
    viewers = User.objects.who_may_see(row)
    return [sentence for part in slots.ask("access_warnings", user=by, row=row, viewers=viewers) for sentence in part]


def lose_contact(contact: Contact, *, by: Any) -> int:
    """Take a contact that is being deleted from all opportunities, as their contact and as a participant, in bulk.

    It is recorded on each of them; runs in the caller's transaction. Returns how many opportunities lost it.
    """
    now, today = timezone.now(), timezone.localdate()
    mine = Opportunity.objects.filter(contact=contact).select_related("stage", "responsible")
    # Only the opportunities are locked, and in the order of their keys, as everywhere where there are several.
    rows = mine.select_for_update(of=("self",), no_key=True).order_by("pk")
    own = list(rows)
    for row in own:
        row.contact = contact  # known here, and not asked for once more per row
    planned = [plans.plan_revision(row, {"contact": None}, by=by, now=now, today=today) for row in own]
    for row in own:
        row.contact, row.version, row.updated_at = None, row.version + 1, now
        row.index()
    Opportunity.objects.bulk_update(
        own, ["contact", "version", "updated_at", "sort_contact", "search_text"], batch_size=BATCH
    )
    participations = Participant.objects.filter(contact=contact).select_related("opportunity")
    left = [participation.opportunity for participation in participations]
    named = {"contact": contact.name}
    gone = [event(verbs.PARTICIPANT_REMOVED, row, by=by, page=row, particulars=named) for row in left]
    participations.delete()
    record_many([*(told for plan in planned for told in plan.events), *gone])
    return len({row.pk for row in (*own, *left)})


def index_of_contacts(keys: Iterable[int]) -> None:
    """Set anew what the opportunities of these contacts are found and sorted by, in the caller's transaction."""
    mine = Opportunity.objects.filter(contact__in=set(keys)).select_related("contact")
    # Locked, or what somebody else changes meanwhile would be written back as it was read here.
    rows = list(mine.select_for_update(of=("self",), no_key=True).order_by("pk"))
    for row in rows:
        row.index()
    Opportunity.objects.bulk_update(rows, ["sort_contact", "search_text"], batch_size=BATCH)
