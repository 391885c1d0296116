"""Which existing contact a row of a file means."""

from collections.abc import Sequence
from typing import Any

from contacts.models import Contact, ContactPoint
from contacts.reached import split
from core.fold import fold
from core.ids import LENGTH
from core.lookups import any_of
from imports.conversion import Record
from imports.fields import OWN_ID
from imports.matching import by_value

# A company is known by its name, a person by an e-mail address.
EXTERNAL_ID, NATURAL = "external_id", "natural"


def key_of(record: Record, match_key: str) -> str:
    """Return the text by which a record means a contact, "" where it says nothing."""
    known_as = str(record.values.get(match_key) or "").strip() if match_key != NATURAL else ""
    if known_as or match_key == OWN_ID:
        return known_as
    if company := _company(record):
        return f"company\0{company}"
    emails = _emails(record)
    return f"person\0{emails[0]}" if emails else ""


def twin_key(record: Record) -> str:
    """Return what two rows share that are most likely one: the id that they have elsewhere, else name and address."""
    values = record.values
    if external_id := values.get("external_id"):
        return f"id\0{external_id}"
    if not is_person(record):
        return key_of(record, NATURAL)
    names = [fold(str(values.get(key) or "")) for key in ("last_name", "first_name", "company_name", "email")]
    return "\0".join(["person", *names])


def is_person(record: Record) -> bool:
    """Return whether a record is a person's."""
    values = record.values
    return bool(values.get("first_name") or values.get("last_name") or values.get("kind") == "person")


def existing(records: Sequence[Record], match_key: str, *, by: Any) -> dict[int, Sequence[Any]]:
    """Return by line the contacts that records mean, of those that `by` may see; with `may_edit`.

    A record whose id in the former system is not known, or that has none, may mean a contact without such an id by
    name or address: it was there before the two systems met.
    """
    rows = Contact.objects.visible_to(by).with_may_edit(by).select_related("company").prefetch_related("points", "tags")
    if match_key == NATURAL:
        return _by_name_or_email(records, rows)
    keys = {record.line: str(record.values.get(match_key) or "").strip() for record in records}
    if match_key == OWN_ID:
        return by_value({line: key for line, key in keys.items() if len(key) == LENGTH}, rows, "public_id")
    by_line = by_value({line: key for line, key in keys.items() if key}, rows, "external_id")
    others = [record for record in records if record.line not in by_line]
    return by_line | (_by_name_or_email(others, rows.filter(external_id="")) if others else {})


def _by_name_or_email(records: Sequence[Record], rows: Any) -> dict[int, Sequence[Any]]:
    names = {record.line: _company(record) for record in records}
    by_name: dict[str, list[Any]] = {}
    for row in rows.companies().filter(any_of("sort_name", filter(None, names.values()))).order_by("pk"):
        by_name.setdefault(row.sort_name, []).append(row)
    emails = {record.line: _emails(record) for record in records if not names[record.line]}
    wanted = {email for own in emails.values() for email in own}
    by_email: dict[str, list[Any]] = {}
    held = rows.filter(kind="person", points__kind=ContactPoint.Kind.EMAIL, points__normal__in=wanted) if wanted else ()
    for row in {row.pk: row for row in held}.values():
        for point in row.points.all():
            if point.kind == ContactPoint.Kind.EMAIL:
                by_email.setdefault(point.normal, []).append(row)
    found: dict[int, Sequence[Any]] = {line: by_name[name] for line, name in names.items() if name in by_name}
    for line, own in emails.items():
        if people := list({row.pk: row for email in own for row in by_email.get(email, ())}.values()):
            found[line] = people
    return found


def _company(record: Record) -> str:
    """Return the folded name of the company that a record is, "" for a person."""
    return "" if is_person(record) else fold(record.values.get("company_name") or "")[:300]


def _emails(record: Record) -> list[str]:
    return [value.casefold() for key in ("email", "private_email") for value in split(record.values.get(key))]
