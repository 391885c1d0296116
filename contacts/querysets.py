"""Questions to contacts."""

from typing import Any, Self

from django.db.models import Case, Q, QuerySet, Value, When

from core.fold import words
from core.models import Tag
from core.querysets import VisibleQuerySet


class ContactQuerySet(VisibleQuerySet):
    """Companies and people."""

    def visible_q(self, user: Any) -> Q:
        """Everybody with a role sees every contact."""
        return Q()

    def editable_q(self, user: Any) -> Q:
        """Sales and administrators may change every contact."""
        return Q()

    def deletable_by(self, user: Any) -> Self:
        """Return the contacts that `user` may delete: their own ones, those of whom they stand in for, or all."""
        rows = self.editable_by(user)
        return rows if user.is_administrator else rows.filter(created_by__in=user.counts_as(changing=True))

    def companies(self) -> Self:
        """Return the companies."""
        return self.filter(kind="company")

    def people(self) -> Self:
        """Return the people."""
        return self.filter(kind="person")

    def search(self, text: str) -> Self:
        """Return the contacts in which every word of `text` is found, in name order; all of them for no word."""
        rows = self
        for word in words(text):
            rows = rows.filter(search_text__holds=word)
        return rows.by_name()

    def by_name(self) -> Self:
        """Return the contacts in the order of their names; a person's last name counts first."""
        return self.order_by("sort_name", "pk")

    def for_list(self) -> Self:
        """Return the contacts with all that their lines show."""
        return self.select_related("company").prefetch_related("points", "tags")

    def with_may_delete(self, user: Any) -> Self:
        """Return the contacts with `may_delete`: whether `user` may delete each."""
        if not user.may("create"):
            return self.annotate(may_delete=Value(False))
        if user.is_administrator:
            return self.annotate(may_delete=Value(True))
        mine = Q(created_by__in=user.counts_as(changing=True))
        return self.annotate(may_delete=Case(When(mine, then=Value(True)), default=Value(False)))

    def used_tags(self) -> QuerySet[Tag]:
        """Return the tags that these contacts bear."""
        return Tag.objects.borne_by(self)
