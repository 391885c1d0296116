"""Filters of the administration's log."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from history import verbs


class KindFilter(admin.SimpleListFilter):
    """What the system recorded, by kind, in words; a verb's own name says nothing to a reader."""

    title = _("Recorded")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return verbs.kinds()

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.of_kind(self.value()) if self.value() else queryset
