"""The administration's pages of the lists: the same rules, verbs and log as the product's own pages.

Loaded by the admin modules of the apps that have such lists.
"""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from history.admin import ListAdmin, RecordedAdmin
from history.lists.register import kept_of
from history.lists.writing import add_entry, remove_entry, revise_entry, why_stays
from history.models import EventCategory


class KeptAdmin(RecordedAdmin):
    """A list that administrators keep; everybody in the admin may look. What is in use is deleted in the product."""

    list_select_related: Any = False
    search_fields = ("name_de", "name_en")

    has_view_permission = ListAdmin.has_view_permission
    has_add_permission = ListAdmin.has_add_permission
    has_change_permission = ListAdmin.has_change_permission

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What forms start with or ask for stays."""
        return request.user.may("administer") and (obj is None or not why_stays(obj))

    def create(self, changes: dict[str, Any], *, by: Any) -> Any:
        kept = kept_of(self.model())
        parent = {kept.parent: changes.pop(kept.parent)} if kept.parent else {}
        position = changes.pop("position", None)
        row = add_entry(self.model(**parent), changes, by=by)
        return revise_entry(row, {"position": position}, by=by) if position else row

    def revise(self, row: Any, changes: dict[str, Any], *, by: Any, version: int | None = None) -> Any:
        return revise_entry(row, changes, by=by, version=version)

    def remove(self, row: Any, *, by: Any) -> None:
        remove_entry(row, by=by)

    def get_deleted_objects(self, objs: Iterable[Any], request: HttpRequest) -> Any:
        """Name what is in use, and so is not deleted here: something has to take its place."""
        rows = list(objs)
        named, counts, needed, protected = super().get_deleted_objects(rows, request)
        for row in rows:
            kept = kept_of(row)
            if count := kept.use_of(row):
                protected = [*protected, f"{row} ({kept.used(count)})"]
            if refusal := why_stays(row):
                needed = {*needed, refusal}
        return named, counts, needed, protected


@admin.register(EventCategory)
class EventCategoryAdmin(KeptAdmin):
    list_display = ("__str__", "name_de", "name_en", "icon", "position", "active")
    list_filter = ("active",)
