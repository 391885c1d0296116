"""Two people at once: what the second saver typed, beside how the opportunity stands now."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from core.money import format_money, percent
from core.sharing import CHANGE, Grant, grants_of
from core.templatetags.crm import day
from opportunities.models import AmountType, Opportunity

# What each line of the comparison is made of, in the form.
LINES = {
    "title": ("title",),
    "contact": ("contact", "new_company", "new_first_name", "new_last_name"),
    "description": ("description",),
    "expected_close_on": ("expected_close_on",),
    "budget": ("currency", "amount", "amount_type", "periods"),
    "responsible": ("responsible",),
    "stage": ("stage",),
    "probability": ("probability", "probability_source"),
    "closing": ("closed_on", "lost_reason"),
    "tags": ("tags",),
    "access": ("restricted", "grants"),
}


def labels() -> dict[str, str]:
    """Return how each line is called."""
    return {
        "title": _("Title"),
        "contact": _("Contact"),
        "description": _("Description"),
        "expected_close_on": _("Expected close date"),
        "budget": _("Budget"),
        "responsible": _("Owner"),
        "stage": _("Stage"),
        "probability": _("Probability"),
        "closing": _("Closed on"),
        "tags": _("Tags"),
        "access": _("Access"),
    }


def picture_of(row: Opportunity) -> dict[str, str]:
    """Return the text of each line, of an opportunity as it stands."""
    return {
        "title": row.title,
        "contact": str(row.contact or ""),
        "description": row.description,
        "expected_close_on": day(row.expected_close_on),
        "budget": budget(row.amount, row.currency, row.amount_type, row.periods),
        "responsible": row.responsible.label,
        "stage": row.stage.name,
        "probability": probability(row.own_probability, row.stage),
        "closing": closing(row.closed_on, row.lost_reason),
        "tags": ", ".join(sorted(tag.name for tag in row.tags.all())),
        "access": access(row.restricted, grants_of(row)),
    }


def picture_of_changes(parts: dict[str, Any], own_probability: int | None, grants: list[Grant]) -> dict[str, str]:
    """Return the text of each line, of what was typed into the form (its cleaned data)."""
    new = " ".join(parts.get(name, "") for name in LINES["contact"][1:]).strip()
    return {
        "title": parts["title"],
        "contact": str(parts["contact"] or new),
        "description": parts["description"],
        "expected_close_on": day(parts["expected_close_on"]),
        "budget": budget(parts["amount"], parts["currency"], parts["amount_type"], parts["periods"] or 1),
        "responsible": parts["responsible"].label,
        "stage": parts["stage"].name,
        "probability": probability(own_probability, parts["stage"]),
        "closing": closing(parts["closed_on"], parts["lost_reason"]),
        "tags": ", ".join(sorted(parts["tags"])),
        "access": access(parts.get("restricted", False), grants),
    }


def differences(
    mine: dict[str, str], theirs: dict[str, str], untouched: Iterable[str], more: Mapping[str, str]
) -> list[dict[str, str]]:
    """Return the lines that the second saver touched and that stand differently now; `more` are lines of one field."""
    left_alone = set(untouched)
    touched = [line for line in mine if not left_alone >= set(LINES.get(line, (line,)))]
    called = {**labels(), **more}
    return [
        {"label": called[line], "mine": mine[line], "theirs": theirs[line]}
        for line in touched
        if mine[line] != theirs[line]
    ]


def budget(amount: Any, currency: str, amount_type: str, periods: int) -> str:
    """Return a budget in words: "12 × 1.500,00 € (pro Monat)"."""
    if amount is None:
        return ""
    if amount_type == AmountType.FIXED:
        return format_money(amount, currency)
    return f"{periods} × {format_money(amount, currency)} ({AmountType(amount_type).label})"


def probability(own: int | None, stage: Any) -> str:
    """Return a probability with where it comes from."""
    if own is None or not stage.is_open:
        return f"{percent(stage.probability)} ({_('follows the stage')})"
    return f"{percent(own)} ({_('set by hand')})"


def closing(closed_on: Any, reason: Any) -> str:
    """Return the closing day, and why it was lost."""
    return " · ".join(part for part in (day(closed_on), reason.name if reason else "") if part)


def access(restricted: bool, grants: list[Grant]) -> str:
    """Return who has access."""
    if not restricted:
        return _("everybody")
    levels = {level: _("can edit") if level == CHANGE else _("can view") for level in {grant.level for grant in grants}}
    named = ", ".join(f"{grant.grantee} ({levels[grant.level]})" for grant in grants)
    return _("restricted: %(named)s") % {"named": named or "–"}
