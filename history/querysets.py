"""Questions to events. Who may read an event follows from the page it stands on."""

from datetime import datetime
from typing import Any, Self

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q

from core.querysets import VisibleQuerySet
from history import pages, verbs


class EventQuerySet(VisibleQuerySet):
    """Events, by page, author and time."""

    def visible_q(self, user: Any) -> Q:
        """Events on pages that `user` may see; events without a page are the administrators' log."""
        condition = Q(page_type=None) if user.is_administrator else Q(pk__in=[])
        for key, model in pages.registered().items():
            rows = model._default_manager.visible_to(user)  # type: ignore[attr-defined]
            condition |= Q(page_type_id=key, page_id__in=rows.values("pk"))
        return condition

    def editable_q(self, user: Any) -> Q:
        """What people added can be changed by its author, and by administrators; recorded events by nobody."""
        return Q(category__isnull=False) if user.is_administrator else Q(category__isnull=False, actor=user)

    def on_page(self, page: models.Model) -> Self:
        """Return the events that are read on the page of `page`; ask only for a page that the reader may see."""
        return self.filter(page_type=ContentType.objects.get_for_model(page), page_id=page.pk)

    def about(self, subject: models.Model) -> Self:
        """Return the events whose subject is this row."""
        return self.filter(subject_type=ContentType.objects.get_for_model(subject), subject_id=subject.pk)

    def added(self) -> Self:
        """Return the events that people added: notes, calls, appointments."""
        return self.filter(category__isnull=False)

    def recorded(self) -> Self:
        """Return the events that the system recorded."""
        return self.filter(category__isnull=True)

    def of_kind(self, kind: str) -> Self:
        """Return the events that the system recorded under the verbs of a kind (`history.verbs.kinds`)."""
        return self.recorded().filter(verb__in=verbs.of_kind(kind))

    def between(self, start: datetime | None, end: datetime | None) -> Self:
        """Return the events that happened from `start` (included) to `end` (not included); None leaves a side open."""
        rows = self.filter(happened_at__gte=start) if start else self
        return rows.filter(happened_at__lt=end) if end else rows

    def newest_first(self) -> Self:
        """Return the events in the order of the feed."""
        return self.order_by("-happened_at", "-pk")

    def for_feed(self) -> Self:
        """Return the events with all that their lines show."""
        recipients = models.Prefetch("recipients", queryset=self._named_people())
        return self.select_related("actor", "category").prefetch_related(recipients)

    def _named_people(self) -> models.QuerySet[Any]:
        people = self.model._meta.get_field("recipients").related_model
        return people._default_manager.select_related("user").order_by("user__last_name", "user__first_name", "pk")
