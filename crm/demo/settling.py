"""What is left to do when the stories are told: old news is read, and no mail goes out about the past."""

from datetime import timedelta

from django.db.models import F

from crm.demo.stories import Cast
from notifications.models import Channel, Notification, State

# Of what happened in these days the inboxes still show as new.
NEWS = timedelta(days=4)


def settle(cast: Cast) -> None:
    """Let the notifications of the made year have been told when it happened."""
    told = Notification.objects.filter(event__isnull=False)
    for notification in told.annotate(happened_at=F("event__happened_at")).only("pk").iterator():
        Notification.objects.filter(pk=notification.pk).update(created_at=notification.happened_at)
    Notification.objects.filter(channel=Channel.MAIL).update(state=State.SENT)
    old = Notification.objects.filter(channel=Channel.IN_APP, created_at__lt=cast.now - NEWS)
    old.update(read_at=F("created_at"))
