"""Questions to snapshots. Who may see one follows from its opportunity as it is now."""

from datetime import date
from typing import Any, Self

from django.db.models import Q

from core.querysets import VisibleQuerySet
from opportunities.models import Opportunity


class OpportunitySnapshotQuerySet(VisibleQuerySet):
    """Snapshots, by access and day."""

    def visible_q(self, user: Any) -> Q:
        """A snapshot is seen with its opportunity; a restriction made today hides the past, too."""
        if user.is_administrator:
            return Q()
        return Q(opportunity__in=Opportunity.objects.visible_to(user).order_by().values("pk"))

    def editable_q(self, user: Any) -> Q:
        """Nobody changes what was."""
        return Q(pk__in=[])

    def standing(self) -> Self:
        """Return the snapshots that hold still: one of each opportunity."""
        return self.filter(until=None)

    def outdated(self, day: date) -> Self:
        """Return the snapshots that had ended by this day: what was later on is told by the ones after them."""
        return self.filter(until__lte=day)


def standing_on(day: date, path: str = "") -> Q:
    """Return the condition that a snapshot (at the end of `path`) tells how it stood at the end of a day."""
    return Q(**{f"{path}day__lte": day}) & (Q(**{f"{path}until": None}) | Q(**{f"{path}until__gt": day}))
