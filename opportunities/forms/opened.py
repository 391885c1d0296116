"""What the form of an opportunity opens with."""

from typing import Any

from django.conf import settings

from opportunities.models import AmountType, Opportunity, Stage

FOLLOWS, OWN = "follows", "own"


def blank(user: Any, stage: Stage | None) -> dict[str, Any]:
    """Return what a new opportunity's form opens with: the first stage, oneself, the site's currency."""
    return {
        "stage": stage.pk if stage else None,
        "probability": stage.probability if stage else None,
        "probability_source": FOLLOWS,
        "responsible": user.public_id,
        "currency": settings.BASE_CURRENCY,
        "amount_type": AmountType.FIXED,
    }


def opened_with(row: Opportunity) -> dict[str, Any]:
    """Return an opportunity as its form shows it."""
    names = ("title", "description", "expected_close_on", "currency", "amount", "amount_type", "periods", "closed_on")
    return {name: getattr(row, name) for name in names} | {
        "contact": row.contact,
        "responsible": row.responsible.public_id,
        "stage": row.stage_id,
        "probability": row.probability,
        "probability_source": FOLLOWS if row.follows_stage else OWN,
        "lost_reason": row.lost_reason_id,
        "restricted": row.restricted,
        "tags": list(row.tags.all()),
        "version": row.version,
    }
