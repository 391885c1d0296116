"""Filters of the administration pages of files."""

from typing import Any

from django.contrib import admin
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from documents import kinds


class DocumentKindFilter(admin.SimpleListFilter):
    """Kinds of files, in the words of the documents' own pages, by the ending of the name."""

    title = _("kind of file")
    parameter_name = "kind"
    name_field = "name"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(kind.key, str(kind.label)) for kind in kinds.ALL]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        kind = next((kind for kind in kinds.ALL if kind.key == self.value()), None)
        if kind is None:
            return queryset
        if kind == kinds.OTHER:
            return queryset.exclude(self._ends_in(kinds.TABLE))
        return queryset.filter(self._ends_in(kinds.endings_of(kind)))

    def _ends_in(self, endings: Any) -> Q:
        return Q.create([(f"{self.name_field}__iendswith", f".{ending}") for ending in endings], connector=Q.OR)


class VersionKindFilter(DocumentKindFilter):
    """The same for versions, which bear the name of their document."""

    name_field = "document__name"
