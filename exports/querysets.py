"""Questions to exports. That somebody exported is seen by administrators, too; the file belongs to its owner alone."""

from datetime import datetime
from typing import Any, Self

from django.db.models import Q

from core.querysets import VisibleQuerySet


class ExportRunQuerySet(VisibleQuerySet):
    """Exports, by owner and state."""

    def visible_q(self, user: Any) -> Q:
        """Whoever exported, and administrators."""
        return Q() if user.is_administrator else Q(owner=user)

    def editable_q(self, user: Any) -> Q:
        """Whoever sees it may add a note to it; what was exported stays as it was."""
        return Q()

    def of(self, user: Any) -> Self:
        """Return the exports of one person: whose files are theirs to download."""
        return self.filter(owner=user)

    def for_list(self) -> Self:
        """Return the exports with all that their lines show, the newest first."""
        return self.select_related("owner", "job").order_by("-created_at", "-pk")

    def expired(self, now: datetime) -> Self:
        """Return the exports whose files are still there although their time is over."""
        return self.filter(state="done", expires_at__lte=now)

    def stopped(self) -> Self:
        """Return the exports that are not written to their end, although no job is at work on them any more."""
        return self.select_related("job").filter(state="running").exclude(job__state__in=("waiting", "running"))
