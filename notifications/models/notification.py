"""Notifications: who is to be told what, by which channel, and whether that has happened."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import PublicRow
from history.models import Event
from notifications import kinds
from notifications.querysets import NotificationQuerySet

# How long a mail belongs to the worker that sends it, and how often one that is refused is tried.
LEASE = timedelta(minutes=5)
MAX_ATTEMPTS = 8
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=6)


class Channel(models.TextChoices):
    """By which way somebody is told."""

    IN_APP = "in_app", _("in the app")
    MAIL = "mail", _("mail")
    DIGEST = "digest", _("daily mail")


class State(models.TextChoices):
    """What became of it. In the app, being written is being sent."""

    PENDING = "pending", _("pending")
    SENT = "sent", _("sent")
    DROPPED = "dropped", _("dropped")
    FAILED = "failed", _("failed")


class Notification(PublicRow):
    """One thing that one person is told by one channel, written in the transaction of what it tells of.

    `page` is what it is about, and who may not see that is not told (asked when it is read, and when it is mailed); no
    page means that it is about nothing but the person's own doings. The `dedupe_key` makes telling twice telling once.
    Sentences are put together when they are read, in the reader's language. What waits for the daily mail is `sent` as
    soon as it has its place in one (`digest`).
    """

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notifications", verbose_name=_("recipient")
    )
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    kind = models.CharField(_("kind"), max_length=40, choices=kinds.choices)
    dedupe_key = models.CharField(_("key against doubles"), max_length=200)
    event = models.ForeignKey(
        Event, models.CASCADE, null=True, blank=True, related_name="notifications", verbose_name=_("event")
    )
    page_type = models.ForeignKey(
        ContentType, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("kind of page")
    )
    page_id = models.BigIntegerField(_("key of the page"), null=True, blank=True)
    page = GenericForeignKey("page_type", "page_id")
    particulars = models.JSONField(_("particulars"), default=dict, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PENDING)
    lease_until = models.DateTimeField(_("lease until"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt at"), default=timezone.now)
    error = models.CharField(_("error"), max_length=200, blank=True)
    digest = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="gathered", verbose_name=_("daily mail")
    )
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)
    created_at = models.DateTimeField(_("created at"), default=timezone.now)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "channel", "dedupe_key"], name="notifications_notification_once"
            )
        ]
        indexes = [
            models.Index(fields=["recipient", "channel", "-created_at", "-id"], name="notifications_inbox"),
            models.Index(
                fields=["recipient"], condition=Q(channel="in_app", read_at=None), name="notifications_unread"
            ),
            models.Index(
                fields=["next_attempt_at", "id"],
                condition=Q(channel="mail", state="pending"),
                name="notifications_mails_to_send",
            ),
            models.Index(
                fields=["recipient", "created_at"],
                condition=Q(channel="digest", state="pending"),
                name="notifications_for_digest",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.public_id}"

    def get_absolute_url(self) -> str:
        return reverse("notifications:open", args=[self.public_id])

    @property
    def sentence(self) -> str:
        """What it says, in the active language and time zone."""
        return kinds.kind(self.kind).tell(self)

    @property
    def icon(self) -> str:
        """The name of its Bootstrap icon."""
        return kinds.kind(self.kind).icon

    @property
    def is_discreet(self) -> bool:
        """Whether the subject of a mail must not name what it is about: subjects show on locked screens."""
        return bool(getattr(self.page, "restricted", False) or getattr(self._opportunity_of_page, "restricted", False))

    @property
    def _opportunity_of_page(self) -> Any:
        return getattr(self.page, "opportunity", None)

    @property
    def target(self) -> str:
        """The address of what it is about: the task, the import, the page at the event; else the inbox."""
        known = kinds.kind(self.kind)
        if self.page_type_id is None and known.list_url:
            return known.list_address
        subject = self.event.subject if self.event else None
        if links := self.links:
            return links[0][1]
        row: Any = subject if hasattr(subject, "get_absolute_url") else self.page
        if not hasattr(row, "get_absolute_url"):
            return reverse("notifications:index")
        anchor = f"#event-{self.event.public_id}" if self.event and self.event.is_added else ""
        return row.get_absolute_url() + anchor

    @property
    def links(self) -> list[tuple[str, str]]:
        """Where all of it is found that one deed brought, as label and address; nothing where it is of one thing."""
        found = [(kinds.counted([(name, n)]), kinds.kind(name)) for name, n in self.particulars.get("counts", ())]
        return [(label, kind.list_address) for label, kind in found if kind.list_url]

    # Reading

    def mark_read(self) -> bool:
        """Note that it was opened; return whether it was unread."""
        return bool(mark_read(type(self).objects.filter(pk=self.pk)))

    # Sending. Whoever takes a mail has it until the lease ends; the writes below are the holder's.

    def take(self, now: datetime) -> bool:
        """Lease a due mail, locked by the caller's transaction; return whether it is to be sent.

        A mail that was taken too often without any answer is failed: it brings its workers down.
        """
        if self.attempts >= MAX_ATTEMPTS:
            self._write(state=State.FAILED, lease_until=None)
            return False
        self._write(lease_until=now + LEASE, attempts=self.attempts + 1)
        return True

    def mark_sent(self) -> None:
        """Note that the mail system took it."""
        self._write(state=State.SENT, lease_until=None, error="")

    def drop(self) -> None:
        """Note that it is not to be told any more: the recipient left, or may no longer see what it is about."""
        self._write(state=State.DROPPED, lease_until=None, error="")

    def postpone(self) -> None:
        """Try again in a minute, without counting: the mail system as a whole did not answer."""
        self._write(lease_until=None, attempts=max(self.attempts - 1, 0), next_attempt_at=timezone.now() + FIRST_PAUSE)

    def stumble(self, error: str) -> None:
        """Try again after a growing pause, or give up after the last attempt: this very mail was refused."""
        if self.attempts >= MAX_ATTEMPTS:
            self._write(state=State.FAILED, lease_until=None, error=error[:200])
            return
        pause = min(FIRST_PAUSE * 2 ** (self.attempts - 1), LONGEST_PAUSE)
        self._write(lease_until=None, error=error[:200], next_attempt_at=timezone.now() + pause)

    def send_again(self) -> bool:
        """Give a failed mail a new row of attempts; return whether it had failed."""
        if self.state != State.FAILED:
            return False
        self._write(state=State.PENDING, attempts=0, next_attempt_at=timezone.now(), error="")
        return True

    def _write(self, **changes: Any) -> None:
        for name, value in changes.items():
            setattr(self, name, value)
        self.save(update_fields=[*changes])


def mark_read(rows: NotificationQuerySet) -> int:
    """Note that these were read now; return how many had been unread."""
    return rows.unread().update(read_at=timezone.now())
