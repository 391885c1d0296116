"""Values of custom fields in words: as their reader sees them, and as history keeps them without a language."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from babel.numbers import format_decimal
from django.utils.translation import gettext as _

from core.money import active_locale, format_money
from core.templatetags.crm import day
from fields.kinds import NUMBERS, REFERENCES, Kind, decimal
from fields.references import reference

Referred = Mapping[tuple[str, int], Any]
YES, NO = {"de": "Ja", "en": "Yes"}, {"de": "Nein", "en": "No"}


def shown(field: Any, value: Any, referred: Referred) -> str:
    """Return a value as a reader of the active language sees it; "" for none, and for what is gone."""
    if value is None:
        return ""
    if field.kind == Kind.NUMBER:
        return format_decimal(decimal(value), "#,##0.###", locale=active_locale())
    if field.kind == Kind.MONEY:
        return format_money(decimal(value), field.currency)
    if field.kind == Kind.DAY:
        return day(date.fromisoformat(value))
    if field.kind == Kind.CHOICE:
        return field.choice_label(value)
    if field.kind == Kind.CHOICES:
        return ", ".join(field.choice_label(key) for key in value)
    if field.kind == Kind.YES_NO:
        return _("Yes") if value else _("No")
    if field.kind in REFERENCES:
        row = referred.get((field.kind, value))
        return reference(field.kind).label(row) if row is not None else ""
    return str(value)


def told(field: Any, value: Any, referred: Referred) -> Any:
    """Return a value as an event keeps it: readable in every language after field, choice or row are gone."""
    if value is None:
        return None
    if field.kind == Kind.DAY:
        return {"day": value}
    if field.kind == Kind.MONEY:
        return {"amount": str(decimal(value)), "currency": field.currency}
    if field.kind in NUMBERS:
        return {"number": str(decimal(value))}
    if field.kind == Kind.CHOICE:
        return field.choice_labels(value)
    if field.kind == Kind.CHOICES:
        return [field.choice_labels(key) for key in value]
    if field.kind == Kind.YES_NO:
        return YES if value else NO
    if field.kind in REFERENCES:
        row = referred.get((field.kind, value))
        return {"name": reference(field.kind).label(row) if row is not None else "–"}
    return value
