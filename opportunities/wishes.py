"""What a row of a file wishes of an opportunity: the values of its fields as changes for the plans."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from contacts.models import Contact
from core.money import percent
from imports.conversion import Record, noon
from imports.reading.numbers import Number
from opportunities.models import AmountType, Opportunity, Stage
from opportunities.vocabularies import BY_HAND, FOLLOWS, OPEN

# What a closed opportunity without a closing day gets.
BY_EXPECTED, BY_TODAY, REFUSED = "expected", "today", "refuse"
PLAIN = ("description", "expected_close_on", "lost_reason", "external_id")


def contact_wished(record: Record) -> Contact | None:
    """Return the contact: the one of the external id, else the one of the name. Two different ones refuse the row."""
    by_name, by_id = record.values.get("contact"), record.values.get("contact_id")
    if by_name and by_id and by_name.pk != by_id.pk:
        record.refuse("contact_id", _("This id belongs to another contact than the one named."))
    return by_id or by_name


def take_outcome(record: Record) -> None:
    """Let a row that says it is won or lost stand in the stage of that kind; what contradicts itself is refused."""
    outcome, stage = record.values.pop("outcome", None), record.values.get("stage")
    if outcome is None or record.is_refused:
        return
    says_open, is_open = outcome == OPEN, stage is None or stage.is_open
    if (says_open and not is_open) or (not says_open and not is_open and stage.kind != outcome.kind):
        record.refuse("outcome", _("The row says something else than its stage: one of the two is wrong."))
    elif not says_open and is_open:
        record.values["stage"] = outcome


def probability_wished(record: Record, stage: Stage | None, row: Opportunity | None = None) -> int | None:
    """Return the row's own percentage; one that is the stage's is none of its own: it follows the stage.

    A file may say where the percentage comes from. One that `row`, the existing opportunity, has already was not
    changed by anybody: then it stays what it is, or follows on to another stage where the file says that it follows.
    """
    origin = record.values.get("probability_origin")
    said: Decimal | None = record.values.get("probability")
    if said is None or stage is None:
        return None
    if said != said.to_integral_value() or not 0 <= said <= 100:
        record.refuse("probability", _("The probability is a whole number from 0 to 100."))
        return None
    if origin == BY_HAND:
        return int(said)
    if row is not None and said == row.probability and (origin == FOLLOWS or stage == row.stage):
        return None if origin == FOLLOWS else row.own_probability
    return None if said == stage.probability else int(said)


def closing_day_wished(record: Record, closing: str, today: date) -> date | None:
    """Return the closing day of a closed one: the file's own, or as it was said for all rows without one."""
    closed_on: date | None = record.values.get("closed_on")
    if closed_on is None and closing == BY_EXPECTED:
        closed_on = record.values.get("expected_close_on")
    if closed_on is None and closing == BY_TODAY:
        closed_on = today
    if closed_on is None:
        record.refuse("closed_on", _("It is closed, but the day is missing."))
    return closed_on


def budget_wished(record: Record, currency: str) -> dict[str, Any]:
    """Return what the row says of the budget; `currency` is the one that holds where it names none."""
    values, amount = record.values, record.values.get("amount")
    currency = values.get("currency") or currency
    wished: dict[str, Any] = {}
    if values.get("currency"):
        wished["currency"] = currency
    if amount is not None:
        if reason := amount_refused(amount, currency):
            record.refuse("amount", reason)
        wished["amount"] = amount.value
    if values.get("amount_type"):
        wished["amount_type"] = values["amount_type"]
    periods: Number | None = values.get("periods")
    if periods is not None:
        if periods.value != periods.value.to_integral_value():
            record.refuse("periods", _("The number of periods is a whole number."))
        else:
            wished["periods"] = int(periods.value)
    return wished


def amount_refused(amount: Number, currency: str) -> str:
    """Return why a number of the file cannot be an amount in this currency, "" where it can."""
    if amount.percent:
        return _("A percentage is no amount.")
    if amount.currencies and currency not in amount.currencies:
        return _("The amount names another currency than %(currency)s.") % {"currency": currency}
    return ""


def refuse_closing_of_open(record: Record, stage: Stage | None) -> None:
    """Refuse a row that says how an open opportunity was closed: one of the two is wrong."""
    if stage is None or not stage.is_open:
        return
    if record.values.get("closed_on"):
        record.refuse("closed_on", _("The row names a closing day, but its stage is open."))
    if record.values.get("lost_reason"):
        record.refuse("lost_reason", _("The row names a reason for losing, but its stage is open."))


def refuse_former(record: Record, row: Opportunity | None, vocabularies: dict[str, Any]) -> None:
    """Refuse a row that gives an opportunity a person or reason that can only be kept by those who have it."""
    for key, ref in (("responsible", "public_id"), ("lost_reason", "pk")):
        value = record.values.get(key)
        if value is None or not vocabularies[key].is_former(str(getattr(value, ref))):
            continue
        if key == "responsible" and vocabularies[key].takes(value):
            continue
        if row is None or getattr(row, f"{key}_id") != value.pk:
            record.refuse(key, str(vocabularies[key].refusal))


def doubts_of(record: Record, stage: Stage | None, amount_type: str) -> list[tuple[str, str]]:
    """Return which values of a row do not count although it is written: (key of the field, sentence).

    A won or lost row has 100 or 0 per cent, and a fixed price one period, whatever else it names.
    """
    doubts = []
    percentage: Decimal | None = record.values.get("probability")
    if percentage is not None and stage is not None and not stage.is_open and percentage != stage.probability:
        reason = _("The stage “%(stage)s” is at %(percent)s: that counts, and not what the row names.")
        doubts.append(("probability", reason % {"stage": stage.name, "percent": percent(stage.probability)}))
    periods: Number | None = record.values.get("periods")
    if periods is not None and amount_type == AmountType.FIXED and periods.value != 1:
        doubts.append(("periods", _("A fixed price is for one period: the number of the row does not count.")))
    return doubts


def doubts_of_existing(record: Record, row: Opportunity, stage: Stage) -> list[tuple[str, str]]:
    """Return the same of a row that changes an existing opportunity, which was created when it was created."""
    doubts = doubts_of(record, stage, record.values.get("amount_type") or row.amount_type)
    created_on: date | None = record.values.get("created_on")
    if created_on is not None and created_on != timezone.localdate(row.created_at):
        doubts.append(("created_on", _("What exists already keeps its day of creation.")))
    return doubts


def created_at_wished(record: Record, today: date) -> datetime | None:
    """Return when the opportunity was created, as far as the row says it."""
    created_on: date | None = record.values.get("created_on")
    if created_on and created_on > today:
        record.refuse("created_on", _("The day of creation must not lie in the future."))
    return noon(created_on)
