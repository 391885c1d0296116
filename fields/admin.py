from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from fields.models import CustomField
from history.admin import RecordedAdmin


@admin.register(CustomField)
class CustomFieldAdmin(RecordedAdmin):
    """Custom fields are changed and deleted here as on their own pages, where they are also added."""

    list_display = ("__str__", "bearer", "key", "kind", "position", "required", "listed", "active")
    list_filter = ("bearer", "kind", "active")
    search_fields = ("name_de", "name_en", "key")
    ordering = ("bearer", "position", "pk")
    readonly_fields = ("bearer", "key", "kind", "version", "created_by", "created_at", "updated_at")
    fieldsets = (
        (None, {"fields": ("bearer", "key", "kind", "name_de", "name_en")}),
        (None, {"fields": ("section_de", "section_en", "help_de", "help_en", "required", "listed", "active")}),
        (None, {"fields": ("version", "created_by", "created_at", "updated_at")}),
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).present()

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.may("administer")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.may("administer")

    def revise(self, row: CustomField, changes: dict[str, Any], *, by: Any, version: int | None = None) -> CustomField:
        return row.revise(changes, by=by, version=version)

    def remove(self, row: CustomField, *, by: Any) -> None:
        row.remove(by=by)
