"""What is left to do when the stories are told: old news is read, and no mail goes out about the past."""

from datetime import timedelta

from django.db.models import F, Max

from contacts.models import Contact
from crm.demo.stories import Cast
from notifications.models import Channel, Notification, State
from opportunities.models import Opportunity

# Of what happened in these days the inboxes still show as new.
NEWS = timedelta(days=4)
# Contacts were entered before the year of selling, one after the other.
YEAR, NEXT_ENTRY = timedelta(days=366), timedelta(hours=7)


def settle(cast: Cast) -> None:
    """Let activity, contacts and notifications be of the made year, not of the minute in which it was made."""
    settle_activity()
    settle_contacts(cast)
    told = Notification.objects.filter(event__isnull=False)
    for notification in told.annotate(happened_at=F("event__happened_at")).only("pk").iterator():
        Notification.objects.filter(pk=notification.pk).update(created_at=notification.happened_at)
    Notification.objects.filter(channel=Channel.MAIL).update(state=State.SENT)
    old = Notification.objects.filter(channel=Channel.IN_APP, created_at__lt=cast.now - NEWS)
    old.update(read_at=F("created_at"))


def settle_activity() -> None:
    """Let opportunities have been touched last when the last thing in their history happened."""
    for row in Opportunity.objects.annotate(touched_at=Max("events__happened_at")).only("pk").iterator():
        Opportunity.objects.filter(pk=row.pk).update(last_activity_at=row.touched_at)


def settle_contacts(cast: Cast) -> None:
    """Let contacts have been entered before the year, and be as active as their opportunities."""
    active = dict(Contact.objects.order_by().values_list("pk").annotate(Max("opportunities__last_activity_at")))
    for number, contact in enumerate(reversed(cast.contacts)):
        at = cast.now - YEAR - number * NEXT_ENTRY
        Contact.objects.filter(pk=contact.pk).update(
            created_at=at, updated_at=at, last_activity_at=active[contact.pk] or at
        )
        contact.events.update(happened_at=at)
