"""Daily mails: what waits for one is gathered at the hour that its recipient chose, by the recipient's own clock.

A line has its place in one daily mail only, and a day has one: both are written in one transaction, before anything is
sent. What is in it is asked when it is sent: only what its recipient may see then, and has not read meanwhile.
"""

from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from jobs import DONE, Outcome, Slice
from notifications import kinds
from notifications.models import Channel, Notification, State
from notifications.models.preferences import DIGEST_HOUR
from notifications.querysets import NotificationQuerySet

MOST_LINES = 100


def gather(slice: Slice) -> Outcome:
    """Make the daily mails whose hour has come; the post takes them from there. Once a day, whoever asks how often."""
    now = timezone.now()
    waiting = Notification.objects.for_digest().order_by().values("recipient")
    for person in User.objects.active().filter(pk__in=waiting).select_related("notification_preferences"):
        gather_for(person, now)
    return DONE


def gather_for(person: User, now: datetime) -> Notification | None:
    """Make the daily mail of somebody of what came before its hour; None before that, and when nothing waits.

    Where this day had its mail already (the hour was changed meanwhile), what waits goes with tomorrow's.
    """
    chosen = getattr(person, "notification_preferences", None)
    due_at = hour_of(person, now, chosen.digest_hour if chosen else DIGEST_HOUR)
    key = f"digest:{due_at.date().isoformat()}"
    with transaction.atomic():
        rows = Notification.objects.for_digest().filter(recipient=person, created_at__lt=due_at)
        keys = list(rows.select_for_update().values_list("pk", flat=True))
        mail_of_day = {"recipient": person, "channel": Channel.MAIL, "dedupe_key": key}
        if not keys or Notification.objects.filter(**mail_of_day).exists():
            return None
        mail = Notification.objects.create(**mail_of_day, kind=kinds.DIGEST.name)
        Notification.objects.filter(pk__in=keys).update(digest=mail, state=State.SENT)
    return mail


def hour_of(person: User, now: datetime, hour: int) -> datetime:
    """Return when the daily mail of somebody was due last, in their zone: at today's hour, or at yesterday's."""
    local = now.astimezone(person.zone)
    today = datetime.combine(local.date(), time(hour), tzinfo=person.zone)
    return today if today <= now else datetime.combine(local.date() - timedelta(days=1), time(hour), tzinfo=person.zone)


def rows_of(mail: Notification) -> NotificationQuerySet:
    """Return the lines of a daily mail that its recipient may see now, and has not read in the app.

    What they were told because they stood in for somebody is left out when that is over.
    """
    lines = Notification.objects.filter(digest=mail)
    told_for = lines.filter(particulars__has_key="told_for").values_list("pk", "particulars")
    over = [key for key, particulars in told_for if not stands_in_still(mail.recipient, particulars)]
    return lines.exclude(pk__in=over).sendable_to(mail.recipient).not_read_elsewhere()


def stands_in_still(person: User, particulars: dict[str, Any]) -> bool:
    """Return whether whoever was told because they stood in for somebody does so still; True for everybody else."""
    absent = {one["user"] for one in particulars.get("told_for", ())}
    return not absent or not absent.isdisjoint(person.counts_as())
