"""Opening an opportunity with access, for its pages."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from core.access import allowed, seen
from opportunities.models import Opportunity


def opened(request: HttpRequest, public_id: str) -> Opportunity:
    """Return the opportunity of this page, which the signed-in person may see, else Http404."""
    return seen(request, Opportunity.objects.for_page(request.user), public_id)


def governed(request: HttpRequest, public_id: str) -> Opportunity:
    """Return the opportunity whose access the signed-in person may change, and that they may delete.

    Raises Http404 where it may not be seen, PermissionDenied where others govern it.
    """
    rows = Opportunity.objects.for_page(request.user)
    sentence = _("Only the owner, the creator and administrators may do this.")
    return allowed(request, rows, public_id, "may_govern", sentence)


def frame(opportunity: Opportunity, tab: str) -> dict[str, Any]:
    """Return what `opportunities/frame.html` needs for every tab, whichever app serves it."""
    return {"opportunity": opportunity, "about_opportunity": opportunity, "tab": tab}
