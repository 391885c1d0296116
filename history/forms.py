"""The form of an event that somebody adds, and the filter above the feed."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core import slots
from core.editing import VersionedFormMixin
from core.formfields import DayField, RowField, RowsField
from core.forms import Filter, Form
from core.once import OnceFormMixin
from core.uploads import TakesFilesMixin, in_megabytes
from history import mentions, verbs
from history.models import TEXT_LENGTH, Event, EventCategory
from history.querysets import EventQuerySet

# A meeting may be written down before it takes place, but not in another decade by a slip of the finger.
LATEST = timedelta(days=366)
RECORDED = "recorded"


class FilesInput(forms.ClearableFileInput):
    """A field for several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files, or none; what may be in them is for the floor that keeps them."""

    widget = FilesInput

    def clean(self, files: Any, initial: Any = None) -> list[Any]:
        if not isinstance(files, list | tuple):
            files = [files] if files else []
        return [file for file in files if file]


class EventForm(TakesFilesMixin, OnceFormMixin, VersionedFormMixin, Form):
    """Note, email, phone call or appointment on the page of `page`; with `event`, the change of one's own."""

    category = forms.ModelChoiceField(EventCategory.objects.none(), label=_("Event type"), empty_label=None)
    happened_on = DayField(label=_("Date"))
    text = forms.CharField(
        label=_("Description"),
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        strip=True,
        error_messages={"required": _("Write what is to be remembered.")},
    )
    files = FilesField(label=_("Files"), required=False)
    files_field = "files"
    recipients = RowsField(
        User.objects.none(),
        required=False,
        label=_("Add user"),
        widget=forms.SelectMultiple(attrs={"data-picker": "", "size": 4}),
    )

    def __init__(
        self,
        *args: Any,
        page: models.Model,
        user: Any,
        event: Event | None = None,
        categories: list[EventCategory] | None = None,
        **kwargs: Any,
    ) -> None:
        self.page, self.event = page, event
        kwargs.setdefault("initial", opened_with(event))
        super().__init__(*args, **kwargs)
        offered = models.Q(active=True) | models.Q(pk=event.category_id if event else None)
        self.fields["category"].queryset = EventCategory.objects.filter(offered)
        if categories is not None:  # whoever has them at hand spares the question
            self.fields["category"].choices = [(category.pk, category.name) for category in categories]
        self.fields["recipients"].queryset = User.objects.who_may_see(page).exclude(pk=user.pk).by_name()
        self.fields["recipients"].label_from_instance = lambda person: person.label
        address = reverse("history:people", args=[page._meta.model_name, page.public_id])  # type: ignore[attr-defined]
        at = {
            "data-mentions": address,
            "data-mentions-label": gettext("Who can be mentioned"),
            "aria-autocomplete": "list",
        }
        self.fields["text"].widget.attrs |= at
        self.fields["files"].help_text = gettext("Up to %(limit)s each.") % {"limit": in_megabytes(self.most_bytes())}
        if event is not None:
            del self.fields["files"], self.fields["recipients"]

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        mentions.mentioned(text, self.page, before=self.event.text if self.event else "")
        return text

    def clean_happened_on(self) -> date:
        day: date = self.cleaned_data["happened_on"]
        if day > timezone.localdate() + LATEST:
            raise forms.ValidationError(_("The date may lie at most a year ahead."))
        return day

    @property
    def happened_at(self) -> datetime:
        """The chosen day as an instant: at the present time of day, or at the one that the event had on that day."""
        day = self.cleaned_data["happened_on"]
        before = timezone.localtime(self.event.happened_at) if self.event else timezone.localtime()
        moment: time = before.time()
        return timezone.make_aware(datetime.combine(day, moment))

    def changes(self) -> dict[str, Any]:
        """Return what was typed as changes for the verb; on the same day the event keeps its very time."""
        changes = {name: self.cleaned_data[name] for name in ("category", "text")}
        if "happened_on" in self.changed_data:
            changes["happened_at"] = self.happened_at
        return changes

    def compared_with(self, event: Event) -> list[dict[str, Any]]:
        """Return the comparison for a second saver: their own text beside how the event stands."""
        parts, day = self.cleaned_data, self.fields["happened_on"].prepare_value
        theirs = timezone.localtime(event.happened_at).date()
        return self.differences(
            [
                (_("Event type"), parts["category"], event.category),
                (_("Date"), day(parts["happened_on"]), day(theirs)),
                (_("Description"), parts["text"], event.text),
            ]
        )


def opened_with(event: Event | None) -> dict[str, Any]:
    """Return what the form opens with: today for a new event, what stands there for one that is changed."""
    if event is None:
        return {"happened_on": timezone.localdate()}
    day = timezone.localtime(event.happened_at).date()
    return {"category": event.category, "happened_on": day, "text": event.text, "version": event.version}


class FeedFilter(Filter):
    """What the feed shows: a kind of event, an author, a period. Its parts begin with `h_` in the address."""

    h_kind = forms.ChoiceField(required=False, label=_("Event type"))
    h_who = RowField(User.objects.none(), required=False, label=_("Author"), empty_label=_("Everybody"))
    h_from = DayField(required=False, label=_("From"))
    h_to = DayField(required=False, label=_("Until"))

    def __init__(self, *args: Any, events: EventQuerySet, categories: list[EventCategory], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.events, self.categories = events, categories
        self.fields["h_kind"].choices = lambda: self.kinds  # asked only where the filter is drawn or set
        authors = User.objects.filter(pk__in=events.values("actor")).by_name()
        self.fields["h_who"].queryset = authors
        self.fields["h_who"].label_from_instance = lambda person: person.label

    @cached_property
    def kinds(self) -> list[Any]:
        """What can be chosen: the types on offer, and of types and recorded kinds all that stand on this page."""
        present = set(self.events.order_by().values_list("category", "verb").distinct())
        used = {category for category, _verb in present}
        types = [(str(one.pk), one.name) for one in self.categories if one.active or one.pk in used]
        recorded = verbs.kinds(verb for category, verb in present if category is None)
        return [("", _("All events")), *types, (_("Recorded"), [(RECORDED, _("All that was recorded")), *recorded])]

    @property
    def is_set(self) -> bool:
        """Whether any part of the filter is set."""
        return any(self.data.get(name) for name in self.fields)

    @property
    def left_out(self) -> list[str]:
        """What could not be read; nothing where nothing is set, and nothing is asked for that."""
        return super().left_out if self.is_set else []

    def apply(self, events: EventQuerySet) -> EventQuerySet:
        """Return the events that fit; a part that cannot be read is left out, and its error shown."""
        if not self.is_set:
            return events
        self.is_valid()
        parts = self.cleaned_data
        if parts.get("h_kind") == RECORDED:
            events = events.recorded()
        elif parts.get("h_kind", "").isdigit():
            events = events.filter(category=parts["h_kind"])
        elif parts.get("h_kind"):
            events = events.of_kind(parts["h_kind"])
        if parts.get("h_who"):
            events = events.filter(actor=parts["h_who"])
        end = parts.get("h_to")
        return events.between(midnight(parts.get("h_from")), midnight(end + timedelta(days=1)) if end else None)


def midnight(day: date | None) -> datetime | None:
    """Return when a day begins for the reader."""
    return timezone.make_aware(datetime.combine(day, time.min)) if day else None


def files_can_be_kept() -> bool:
    """Return whether a floor above keeps the files of events."""
    return slots.is_filled("event_files_saver")
