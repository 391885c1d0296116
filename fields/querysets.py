"""Questions to custom fields."""

from collections.abc import Iterable
from typing import Any, Self

from django.db.models import Q

from core.querysets import VisibleQuerySet
from fields.kinds import Kind


class CustomFieldQuerySet(VisibleQuerySet):
    """Custom fields, by what bears them and by whether they are switched on."""

    def visible_q(self, user: Any) -> Q:
        """Everybody with a role sees them: they are parts of the forms."""
        return Q()

    def editable_q(self, user: Any) -> Q:
        """Administrators keep them."""
        return Q() if user.may("administer") else Q(pk__in=[])

    def present(self) -> Self:
        """Return those that are not being deleted."""
        return self.filter(leaving=False)

    def shown_on(self, bearer: str) -> Self:
        """Return those that the rows of a bearer show, in order: switched on."""
        return self.present().filter(bearer=bearer, active=True).in_order()

    def in_order(self) -> Self:
        """Return them as people read them."""
        return self.order_by("bearer", "position", "pk")


def choice_q(field: Any, keys: Iterable[str]) -> Q:
    """Return the condition that a row holds one of these choices of a field.

    Several are kept as a list of keys, in which a key stands in quotes: the one way that every database can ask.
    """
    if field.kind == Kind.CHOICE:
        return Q(**{f"custom__{field.key}__in": list(keys)})
    held = Q(pk__in=[])
    for key in keys:
        held |= Q(**{f"custom__{field.key}__icontains": f'"{key}"'})
    return held
