from django.contrib import admin
from django.http import HttpRequest

from core.models import Tag
from core.posted_keys import ReadableKeys


@admin.register(Tag)
class TagAdmin(ReadableKeys):
    """All tags: for administrators only, since a tag may be used on hidden rows alone."""

    list_display = ("name",)
    search_fields = ("name", "folded")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.may("administer")

    def has_view_permission(self, request: HttpRequest, obj: Tag | None = None) -> bool:
        return request.user.may("administer")

    has_add_permission = has_module_permission
    has_change_permission = has_view_permission
    has_delete_permission = has_view_permission
