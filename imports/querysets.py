"""Questions to imports. A file and what came of it belong to its owner and to administrators."""

from datetime import datetime, timedelta
from typing import Any, Self

from django.db.models import Count, Min, Q

from core.querysets import VisibleQuerySet

ABANDONED_AFTER = timedelta(days=30)


class ImportRunQuerySet(VisibleQuerySet):
    """Imports, by owner and state."""

    def visible_q(self, user: Any) -> Q:
        """Whoever brought the file, and administrators."""
        return Q() if user.is_administrator else Q(owner=user)

    def editable_q(self, user: Any) -> Q:
        """Whoever sees an import may go on with it and take it back."""
        return Q()

    def of_the_same_file(self, run: Any) -> Self:
        """Return the other imports of the same bytes as the same kind of thing that wrote something, the last first."""
        written = Q(created__gt=0) | Q(updated__gt=0)
        same = self.filter(written, sha256=run.sha256, target=run.target).exclude(pk=run.pk)
        return same.order_by("-created_at")

    def abandoned(self, now: datetime) -> Self:
        """Return the drafts that nobody has gone on with for thirty days."""
        return self.filter(state="draft", created_at__lt=now - ABANDONED_AFTER)

    def for_list(self) -> Self:
        """Return the imports with all that their lines show, the newest first."""
        return self.select_related("owner", "job").order_by("-created_at", "-pk")


class OfRunQuerySet(VisibleQuerySet):
    """What hangs on an import: seen with it, and never changed by hand."""

    def visible_q(self, user: Any) -> Q:
        """Whoever sees the import."""
        return Q() if user.is_administrator else Q(run__owner=user)

    def editable_q(self, user: Any) -> Q:
        """Nobody."""
        return Q(pk__in=[])


class ImportChangeQuerySet(OfRunQuerySet):
    """Rows that imports changed."""


class ImportProblemQuerySet(OfRunQuerySet):
    """Refused and doubtful rows."""

    def by_reason(self) -> Any:
        """Return how many rows each reason refuses, or makes doubtful, by column, refused ones first; the first line.

        Of each severity the most frequent first.
        """
        counted = self.order_by().values("severity", "column", "reason").annotate(count=Count("pk"), first=Min("line"))
        return counted.order_by("-severity", "-count", "first")


class ImportMemoryQuerySet(VisibleQuerySet):
    """What people said about their files: theirs alone."""

    def visible_q(self, user: Any) -> Q:
        """Whoever said it, and administrators."""
        return Q() if user.is_administrator else Q(owner=user)

    def editable_q(self, user: Any) -> Q:
        """Whoever sees it may have it forgotten."""
        return Q()

    def said_by(self, run: Any, about: str, keys: list[str]) -> dict[str, Any]:
        """Return by key what the owner of an import said of these keys for the same kind of file."""
        found: dict[str, Any] = {}
        for start in range(0, len(keys), 500):
            some = self.filter(owner=run.owner_id, target=run.target, about=about, key__in=keys[start : start + 500])
            found |= dict(some.values_list("key", "value"))
        return found
