"""Which existing opportunity a row of a file means."""

from collections.abc import Mapping, Sequence
from typing import Any

from contacts.models import Contact
from core.ids import LENGTH
from core.lookups import any_of
from imports.conversion import Record
from imports.matching import by_value
from opportunities.models import Opportunity

EXTERNAL_ID, TITLE_AND_CONTACT = "external_id", "title_contact"


def key_of(record: Record, match_key: str) -> str:
    """Return the text by which a record means an opportunity, "" where it says nothing."""
    values = record.values
    if match_key != TITLE_AND_CONTACT:
        return str(values.get(match_key) or "").strip()
    if not values.get("title"):
        return ""
    contact = _contact(record)
    return f"{values['title']}\0{contact.sort_name if contact else ''}"


def twin_key(record: Record) -> str:
    """Return what two rows share that are most likely one: the id that they have elsewhere, else title and contact."""
    if external_id := record.values.get("external_id"):
        return f"id\0{external_id}"
    return key_of(record, TITLE_AND_CONTACT)


def existing(
    records: Sequence[Record], keys: Mapping[int, str], match_key: str, *, by: Any
) -> dict[int, Sequence[Any]]:
    """Return by line the opportunities that records mean, of those that `by` may see; with `may_edit`."""
    rows = Opportunity.objects.visible_to(by).with_may_edit(by)
    rows = rows.select_related("stage", "contact", "responsible", "lost_reason").prefetch_related(
        "tags", "participants"
    )
    if match_key == TITLE_AND_CONTACT:
        return _by_title(records, rows)
    if match_key == EXTERNAL_ID:
        return by_value(keys, rows, "external_id")
    return by_value({line: key for line, key in keys.items() if len(key) == LENGTH}, rows, "public_id")


def _by_title(records: Sequence[Record], rows: Any) -> dict[int, Sequence[Any]]:
    """By the very title and the contact; a contact that is still to be created has no opportunities."""
    contacts = {record.line: _contact(record) for record in records}
    keys = {
        record.line: (record.values["title"], contact.pk if (contact := contacts[record.line]) else None)
        for record in records
        if contacts[record.line] is None or contacts[record.line].pk is not None
    }
    found: dict[tuple[str, int | None], list[Any]] = {}
    titles = {title for title, _contact in keys.values()}
    for row in rows.filter(any_of("title", titles)).order_by("pk") if titles else ():
        found.setdefault((row.title, row.contact_id), []).append(row)
    return {line: found[key] for line, key in keys.items() if key in found}


def _contact(record: Record) -> Contact | None:
    return record.values.get("contact_id") or record.values.get("contact")


def saved(contact: Contact, made: dict[str, Contact]) -> Contact:
    """Return the saved contact for one that a draft refers to."""
    return contact if contact.pk is not None else made[contact.sort_name]
