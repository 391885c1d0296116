"""Questions to notifications. What somebody may no longer see is not in their inbox, nor in its count, nor mailed."""

from datetime import datetime, timedelta
from typing import Any, Self

from django.db.models import Exists, OuterRef, Q

from core.querysets import VisibleQuerySet
from history import pages


class NotificationQuerySet(VisibleQuerySet):
    """Notifications by reader, state and time."""

    def visible_q(self, user: Any) -> Q:
        """One's own in the app, as long as one may see what they are about."""
        return Q(channel="in_app") & self.sendable_q(user)

    def editable_q(self, user: Any) -> Q:
        """One's own can be marked as read."""
        return Q()

    def sendable_q(self, user: Any) -> Q:
        """Those for `user`, by whatever channel, about nothing or about a page that `user` may see now."""
        about = Q(page_type=None)
        for key, model in pages.registered().items():
            rows = model._default_manager.visible_to(user)  # type: ignore[attr-defined]
            about |= Q(page_type_id=key, page_id__in=rows.values("pk"))
        return Q(recipient=user) & about

    def sendable_to(self, user: Any) -> Self:
        """Return the rows that may be told to `user` now: none for somebody deactivated or without a role."""
        return self.filter(self.sendable_q(user)) if user.role else self.none()

    def unread(self) -> Self:
        """Return the ones that were not opened."""
        return self.filter(read_at=None)

    def for_list(self) -> Self:
        """Return the rows with all that their lines show."""
        return self.select_related("event__actor", "event__category").prefetch_related("page")

    def due_mails(self, now: datetime) -> Self:
        """Return the mails to be sent at `now` that nobody is sending, longest due first."""
        mails = self.filter(channel="mail", state="pending", next_attempt_at__lte=now)
        return mails.filter(Q(lease_until=None) | Q(lease_until__lt=now)).order_by("next_attempt_at", "pk")

    def of_kind(self, name: str) -> Self:
        """Return the rows of one kind; all of them for no kind."""
        return self.filter(kind=name) if name else self

    def for_digest(self) -> Self:
        """Return what waits for the daily mail of its recipient."""
        return self.filter(channel="digest", state="pending")

    def not_read_elsewhere(self) -> Self:
        """Return the rows whose twin in the app was not opened yet."""
        twins = self.model._default_manager.filter(recipient=OuterRef("recipient"), dedupe_key=OuterRef("dedupe_key"))
        return self.filter(~Exists(twins.filter(channel="in_app", read_at__isnull=False)))

    def outdated(self, now: datetime, kept: timedelta) -> Self:
        """Return what is no longer worth a row: read, or mailed or dropped, `kept` ago; anything, after twice that."""
        ended = Q(channel__in=("mail", "digest"), state__in=("sent", "dropped"), created_at__lt=now - kept)
        return self.filter(Q(read_at__lt=now - kept) | ended | Q(created_at__lt=now - 2 * kept))
