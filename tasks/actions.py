"""Writes that touch tasks and what they are about."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import F
from django.utils import timezone

from contacts.models import Contact
from history.models import Event, record_many
from tasks import plans
from tasks.models import Task

BATCH = 500


def events_that_stay(contact: Contact) -> Any:
    """Return the events on a contact's page that are about its tasks: when it is deleted, they stay with these."""
    tasks = Task.objects.about(contact).values("pk")
    kind = ContentType.objects.get_for_model(Task)
    return Event.objects.on_page(contact).filter(subject_type=kind, subject_id__in=tasks)


def lose_contact(contact: Contact, *, by: Any) -> int:
    """Take a contact that is being deleted from its tasks, in bulk; their history comes along to their own pages.

    It is recorded on each of them; runs in the caller's transaction. Returns how many tasks lost it.
    """
    now = timezone.now()
    rows = list(Task.objects.select_for_update().about(contact))
    for row in rows:
        row.contact = contact  # known here, and not asked for once more per row
    events_that_stay(contact).update(page_type=ContentType.objects.get_for_model(Task), page_id=F("subject_id"))
    planned = [plans.plan_revision(row, {"contact": None}, by=by, now=now) for row in rows]
    for row in rows:
        row.contact, row.version, row.updated_at = None, row.version + 1, now
    Task.objects.bulk_update(rows, ["contact", "version", "updated_at"], batch_size=BATCH)
    record_many([told for plan in planned for told in plan.events])
    return len(rows)
