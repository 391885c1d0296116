"""Questions to documents. Who may see or change one follows from what it belongs to."""

from datetime import datetime, timedelta
from typing import Any, Self

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils import timezone

from contacts.models import Contact
from core.fold import search_text, words
from core.querysets import VisibleQuerySet
from documents import names
from history.models import Event
from opportunities.models import Opportunity

# An open page renews its mark every 45 seconds; one that was closed without a word is forgotten after this.
LASTS = timedelta(minutes=2)


def _related(rows: models.QuerySet[Any], name: str) -> Any:
    """Return the manager behind a relation of `rows`; the models import this module, so it cannot import them."""
    return rows.model._meta.get_field(name).related_model._default_manager


class DocumentQuerySet(VisibleQuerySet):
    """Documents, by what they belong to."""

    def visible_q(self, user: Any) -> Q:
        """Who sees the opportunity, the contact or the event sees its documents.

        Asked row by row (EXISTS by key), so that opening one document never gathers all visible opportunities.
        """
        return (
            Q(Exists(Opportunity.objects.visible_to(user).filter(pk=OuterRef("opportunity_id"))))
            | Q(Exists(Contact.objects.visible_to(user).filter(pk=OuterRef("contact_id"))))
            | Q(Exists(Event.objects.visible_to(user).filter(pk=OuterRef("event_id"))))
        )

    def editable_q(self, user: Any) -> Q:
        """Who may change the opportunity, the contact or the event may change its documents."""
        return (
            Q(Exists(Opportunity.objects.editable_by(user).filter(pk=OuterRef("opportunity_id"))))
            | Q(Exists(Contact.objects.editable_by(user).filter(pk=OuterRef("contact_id"))))
            | Q(Exists(Event.objects.editable_by(user).filter(pk=OuterRef("event_id"))))
        )

    def at(self, place: models.Model) -> Self:
        """Return the documents of this opportunity, contact or event itself."""
        return self.filter(**{place._meta.model_name: place})  # type: ignore[arg-type]

    def namesake(self, place: models.Model, name: str) -> Any:
        """Return the newest document of this place whose name is the same, or None."""
        rows = self.at(place).filter(search_text=search_text(name)).newest_first()
        return next((row for row in rows if names.same(row.name, name)), None)

    def on_page(self, page: models.Model) -> Self:
        """Return the documents of a page: those of its events and, of an opportunity or contact, its own.

        Asked by keys and not by OR over both tables, for which all documents are read.
        """
        every = self.model._default_manager
        events = Event.objects.filter(page_type=ContentType.objects.get_for_model(page), page_id=page.pk)
        of_events = every.filter(event__in=events)
        if not isinstance(page, Opportunity | Contact):
            return self.filter(pk__in=of_events.values("pk"))
        return self.filter(pk__in=every.at(page).values("pk").union(of_events.values("pk")))

    def of_events(self, events: list[Event]) -> Self:
        """Return the documents of these events."""
        return self.filter(event__in=[event.pk for event in events])

    def search(self, text: str, *, few: bool = False) -> Self:
        """Return the documents in whose name or newest version every word of `text` is found; all for no word.

        Asked by keys and not by OR, so that both texts are found by their indexes (`core.trigrams`). `few` says that
        these are the documents of one page: their own texts are read, and not what is found everywhere else.
        """
        rows = self
        if few:
            versions = _related(self, "versions").filter(document=OuterRef("pk"), number=OuterRef("current_number"))
            for word in words(text):
                written = Exists(versions.filter(preview__words__contains=word))
                rows = rows.filter(Q(search_text__contains=word) | Q(written))
            return rows
        for word in words(text):
            named = self.model._default_manager.filter(search_text__holds=word).values("pk")
            written = _related(self, "versions").current().filter(preview__words__holds=word).values("document")
            rows = rows.filter(pk__in=named.union(written))
        return rows

    def newest_first(self) -> Self:
        """Return the documents by their newest version."""
        return self.order_by("-updated_at", "-pk")

    def for_list(self) -> Self:
        """Return the documents with all that their lines show: where they belong, the newest version, who edits."""
        marks = _related(self, "editing_marks").alive(timezone.now() - LASTS).select_related("user").order_by("since")
        current = _related(self, "versions").current()
        return self.select_related("opportunity", "contact", "event__category").prefetch_related(
            "event__page",
            Prefetch("versions", current.select_related("created_by", "preview").without_texts(), to_attr="newest"),
            Prefetch("editing_marks", marks, to_attr="edited_now"),
        )


class VersionQuerySet(VisibleQuerySet):
    """Versions, governed by their documents."""

    def visible_q(self, user: Any) -> Q:
        """Who sees the document sees every version of it."""
        return Q(Exists(_related(self, "document").visible_to(user).filter(pk=OuterRef("document_id"))))

    def editable_q(self, user: Any) -> Q:
        """Nobody changes a version."""
        return Q(pk__in=[])

    def current(self) -> Self:
        """Return the newest version of each document."""
        return self.filter(number=models.F("document__current_number"))

    def without_texts(self) -> Self:
        """Return the versions, the texts of their previews left in the database until somebody reads them."""
        return self.defer("preview__text", "preview__words")

    def passing(self) -> Self:
        """Return the automatic saves after which the same editing session went on: the list folds them away."""
        following = self.model._default_manager.filter(
            document=OuterRef("document"), session=OuterRef("session"), number=OuterRef("number") + 1
        )
        return self.filter(Exists(following), autosaved=True).exclude(session="")


class PreviewQuerySet(VisibleQuerySet):
    """Previews, governed by the documents of their versions."""

    def visible_q(self, user: Any) -> Q:
        """Who sees the version sees its preview."""
        return Q(Exists(_related(self, "version").visible_to(user).filter(pk=OuterRef("version_id"))))

    def editable_q(self, user: Any) -> Q:
        """Previews are made by a job."""
        return Q(pk__in=[])


class HeldUploadQuerySet(VisibleQuerySet):
    """Uploads that wait for an answer."""

    def visible_q(self, user: Any) -> Q:
        """Only whoever uploaded it sees it, and only while they see the document that is there."""
        return Q(held_by=user) & Q(
            Exists(_related(self, "document").visible_to(user).filter(pk=OuterRef("document_id")))
        )

    def editable_q(self, user: Any) -> Q:
        """As seeing, while they may change the document that is there."""
        return Q(held_by=user) & Q(
            Exists(_related(self, "document").editable_by(user).filter(pk=OuterRef("document_id")))
        )

    def on_page(self, page: models.Model) -> Self:
        """Return the uploads that wait on the page of an opportunity or contact, oldest first."""
        rows = self.filter(document__in=_related(self, "document").on_page(page).values("pk"))
        return rows.select_related("document").order_by("held_at", "pk")

    def expired(self, before: datetime) -> Self:
        """Return the uploads that have waited since before this instant."""
        return self.filter(held_at__lt=before)


class EditingMarkQuerySet(VisibleQuerySet):
    """Marks of who is editing."""

    def visible_q(self, user: Any) -> Q:
        """Who sees the document sees who is editing it."""
        return Q(Exists(_related(self, "document").visible_to(user).filter(pk=OuterRef("document_id"))))

    def editable_q(self, user: Any) -> Q:
        """Marks are set and removed by the page that is open."""
        return Q(pk__in=[])

    def alive(self, after: datetime) -> Self:
        """Return the marks that were renewed after this instant."""
        return self.filter(renewed_at__gt=after)

    def expired(self, before: datetime) -> Self:
        """Return the marks that were not renewed since this instant."""
        return self.filter(renewed_at__lt=before)


class FormerFileQuerySet(VisibleQuerySet):
    """Former files of templates, governed by the templates: administrators keep them."""

    def visible_q(self, user: Any) -> Q:
        """Administrators see what a template was before; whoever makes a document gets what it is."""
        return Q() if user.may("administer") else Q(pk__in=[])

    def editable_q(self, user: Any) -> Q:
        """Nobody changes a former file."""
        return Q(pk__in=[])


class TemplateQuerySet(VisibleQuerySet):
    """Templates of new documents: the administrators' list."""

    def visible_q(self, user: Any) -> Q:
        """Whoever may make documents sees what they can be made from."""
        return Q() if user.may("create") else Q(pk__in=[])

    def editable_q(self, user: Any) -> Q:
        """Administrators keep them."""
        return Q() if user.may("administer") else Q(pk__in=[])

    def offered_on(self, page: models.Model) -> Self:
        """Return the templates that make sense on this page, in their order: active, and none that asks in vain.

        One with placeholders of an opportunity is not offered for a contact.
        """
        rows = self.filter(active=True)
        return rows if isinstance(page, Opportunity) else rows.filter(needs_opportunity=False)
