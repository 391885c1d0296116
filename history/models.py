"""Events: what happened, to what, on whose page, by whom. Written by `record`, inside the verb's transaction."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import slots
from core.bulk import insert_many
from core.editing import locked
from core.models import NamedRow, PublicRow, Versioned
from history import mentions, verbs
from history.acting import acting_for
from history.querysets import EventQuerySet
from history.signals import event_recorded

LABEL_LENGTH = 255
# A pasted mail thread fits; a pasted book is refused with a sentence.
TEXT_LENGTH = 65_000


class EventCategory(NamedRow):
    """A type of event that people add: note, email, phone call, appointment; the list is the administrator's."""

    icon = models.CharField(_("icon"), max_length=40, default="sticky", help_text=_("Name of a Bootstrap icon."))
    active = models.BooleanField(_("active"), default=True, help_text=_("Inactive ones are not offered any more."))

    class Meta(NamedRow.Meta):
        verbose_name = _("event type")
        verbose_name_plural = _("event types")


class Event(PublicRow, Versioned):
    """One thing that happened.

    `subject` is what it is about, `page` the row on whose page it is read and whose visibility governs it; no page
    means administrators only (what it was about is deleted). `category` is set on what a person added and empty on
    what the system recorded. Names are kept as text, too, so that the log reads when the rows are gone.
    """

    verb = models.CharField(_("verb"), max_length=60, db_index=True)
    subject_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    subject_id = models.BigIntegerField()
    subject = GenericForeignKey("subject_type", "subject_id")
    subject_label = models.CharField(_("subject"), max_length=LABEL_LENGTH, blank=True)
    page_type = models.ForeignKey(ContentType, models.PROTECT, null=True, blank=True, related_name="+")
    page_id = models.BigIntegerField(null=True, blank=True)
    page = GenericForeignKey("page_type", "page_id")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="events", verbose_name=_("author")
    )
    actor_name = models.CharField(_("author’s name"), max_length=LABEL_LENGTH, blank=True)
    category = models.ForeignKey(
        EventCategory, models.PROTECT, null=True, blank=True, related_name="events", verbose_name=_("event type")
    )
    text = models.TextField(_("description"), blank=True, max_length=TEXT_LENGTH)
    particulars = models.JSONField(_("particulars"), default=dict, blank=True)
    happened_at = models.DateTimeField(_("happened at"), default=timezone.now)
    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True)
    edited_at = models.DateTimeField(_("edited at"), null=True, blank=True)

    about: tuple[models.Model, models.Model | None]

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes = [
            models.Index(fields=["page_type", "page_id", "-happened_at", "-id"], name="history_event_of_page"),
            models.Index(fields=["subject_type", "subject_id"], name="history_event_of_subject"),
            # What people added, by time, with all that counting it by person asks of it.
            models.Index(
                fields=["happened_at", "page_type", "actor", "category", "page_id"],
                name="history_event_added_by_time",
                condition=models.Q(category__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.actor_name or _('System')} {self.sentence}"

    @property
    def sentence(self) -> str:
        """What happened, in the active language, without the author; and for whom, where they stood in."""
        return " ".join(filter(None, [verbs.verb(self.verb).tell(self.particulars), self.for_whom]))

    @property
    def for_whom(self) -> str:
        """In whose place the author did it, who could not have alone: "(standing in for Anna Test)"; else ""."""
        absent = self.particulars.get("acting_for")
        return _("(standing in for %(people)s)") % verbs.Rendered({"people": absent}) if absent else ""

    @property
    def icon(self) -> str:
        """The Bootstrap icon of the event's type or verb."""
        return self.category.icon if self.category else verbs.verb(self.verb).icon

    @property
    def is_added(self) -> bool:
        """Whether a person added it, in contrast to what the system recorded."""
        return self.category_id is not None

    def revise(self, changes: dict[str, Any], *, by: Any, version: int | None = None) -> "Event":
        """Change what a person added: `category`, `text`, `happened_at`; return the event as it stands.

        It bears the mark that it was edited; what somebody else than its author changed is recorded, too. Does nothing
        when all is already so. Raises Conflict for an outdated `version`, ValueError for a recorded event.
        """
        if not self.is_added:
            raise ValueError("Recorded events are not changed.")
        with transaction.atomic():
            event: Event = locked(self, version)
            changed = {name: value for name, value in changes.items() if getattr(event, name) != value}
            if changed:
                before = event.text
                for name, value in changed.items():
                    setattr(event, name, value)
                event.edited_at = timezone.now()
                event.version += 1
                event.save(update_fields=[*changed, "edited_at", "version"])
                if by != event.actor:
                    event._tell(verbs.REVISED, by)
                event._mention(mentions.mentioned(event.text, event.page, before=before), by)
        return event

    def _mention(self, people: Iterable[Any], by: Any) -> None:
        """Keep who is mentioned since a change, and let them be told; who was told of the event before is not again."""
        told = set(self.recipients.values_list("user", flat=True)) if people else set()
        new = [person for person in people if person.pk not in told and person != by]
        EventRecipient.objects.bulk_create(EventRecipient(event=self, user=user, mentioned=True) for user in new)
        if new:
            slots.ask("mentions", user=by, event=self, people=new)

    def _tell(self, verb: str, by: Any) -> None:
        """Record what became of it, on the same page: its type and its author, never what was written."""
        particulars = {"category": self.category.labels, "author": self.actor_name}
        page: Any = self.page  # what a person added always stands on one
        record(verb, page, by=by, page=page, particulars=particulars)

    def remove(self, *, by: Any) -> None:
        """Delete what a person added, and record that; what hangs on it (files, notifications) falls with it.

        The history keeps the type and the author, not what was written. ValueError for a recorded event.
        """
        if not self.is_added:
            raise ValueError("Recorded events are not deleted.")
        with transaction.atomic():
            event: Event = locked(self)
            slots.ask("deletions", user=by, row=event)
            event._tell(verbs.REMOVED, by)
            event.delete()


class EventRecipient(models.Model):
    """Somebody who was named on an event, and told about it; `mentioned`: in its text, in contrast to beside it."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="recipients")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    mentioned = models.BooleanField(_("mentioned in the text"), default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "user"], name="history_eventrecipient_once")]

    def __str__(self) -> str:
        return str(self.user)


def event(
    verb: str,
    subject: models.Model,
    *,
    by: Any,
    page: models.Model | None,
    particulars: dict[str, Any] | None = None,
    text: str = "",
    category: EventCategory | None = None,
    happened_at: datetime | None = None,
) -> Event:
    """Return an unsaved event, for `record_many`: what plans hand out. `by` may be None: the system did it."""
    pending = Event(
        verb=verb,
        subject=subject,
        subject_label=str(subject)[:LABEL_LENGTH],
        page=page,
        actor=by,
        actor_name=(by.name if by else "")[:LABEL_LENGTH],
        category=category,
        text=text,
        particulars=(particulars or {}) | acting_for(getattr(by, "acting_for", ())),
        happened_at=happened_at or timezone.now(),
    )
    pending.about = (subject, page)  # rows of a bulk write have no keys yet: `record_many` takes them from here
    return pending


def record(
    verb: str,
    subject: models.Model,
    *,
    by: Any,
    page: models.Model | None,
    particulars: dict[str, Any] | None = None,
    text: str = "",
    category: EventCategory | None = None,
    happened_at: datetime | None = None,
    recipients: Iterable[Any] = (),
    mentioned: Iterable[Any] = (),
) -> Event:
    """Write down that something happened, in the caller's transaction, and tell the receivers; return the event.

    `recipients` are the people named on it, `mentioned` others who are named in its text; they stay on the event.
    """
    written = event(
        verb,
        subject,
        by=by,
        page=page,
        particulars=particulars,
        text=text,
        category=category,
        happened_at=happened_at,
    )
    with transaction.atomic():
        written.save()
        named = [EventRecipient(event=written, user=user) for user in recipients]
        named += [EventRecipient(event=written, user=user, mentioned=True) for user in mentioned]
        EventRecipient.objects.bulk_create(named)
        event_recorded.send(sender=Event, events=[written])
    return written


def record_many(events: list[Event]) -> list[Event]:
    """Write down many events by one bulk insert, in the caller's transaction, and tell the receivers once."""
    if events:
        with transaction.atomic():
            for pending in events:
                subject, page = pending.about
                pending.subject_id, pending.page_id = subject.pk, page.pk if page else None
            insert_many(events)
            event_recorded.send(sender=Event, events=events)
    return events


def add_event(
    page: Any,
    *,
    by: Any,
    category: EventCategory,
    text: str,
    happened_at: datetime | None = None,
    recipients: Iterable[Any] = (),
    files: list[Any] | None = None,
) -> Event:
    """Add a note, call or appointment to a page, with its files and the people who are told; return the event.

    Who is mentioned in the text is told, too. Raises ValidationError, and writes nothing, where somebody cannot be
    mentioned or a file is not taken in.
    """
    with transaction.atomic():
        recipients = list(recipients)
        others = [person for person in mentions.mentioned(text, page) if person not in recipients and person != by]
        added = record(
            verbs.ADDED,
            page,
            by=by,
            page=page,
            category=category,
            text=text,
            happened_at=happened_at,
            recipients=recipients,
            mentioned=others,
        )
        if files:
            slots.ask("event_files_saver", user=by, event=added, files=files)
        if hasattr(page, "touch"):
            page.touch()
    return added
