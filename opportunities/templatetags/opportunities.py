"""What the frame of an opportunity's page shows, whichever app serves the tab."""

from typing import Any

from django import template
from django.utils import timezone

from core import slots
from opportunities.models import Opportunity
from opportunities.place import list_address

register = template.Library()


@register.simple_tag(takes_context=True)
def frame_of(context: dict[str, Any], opportunity: Opportunity) -> dict[str, Any]:
    """Return the tabs with their counts, the way back to the list as it was left, and whether it is overdue."""
    request = context["request"]
    tabs = slots.ask("tabs", user=request.user, row=opportunity)
    return {
        "tabs": sorted(tabs, key=lambda tab: tab.position),
        "list_url": list_address(request),
        "overdue": opportunity.is_overdue(timezone.localdate()),
    }
