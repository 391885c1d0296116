from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as _

from core.models import Tag
from core.posted_keys import ReadableKeys


@admin.register(Tag)
class TagAdmin(ReadableKeys):
    """All tags: for administrators only, since a tag may be used on hidden rows alone."""

    list_display = ("name",)
    search_fields = ("name", "folded")

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Say on how many rows of each kind the tags stand, instead of listing what joins them."""
        tags = list(objs)
        counts: dict[Any, int] = {Tag._meta.verbose_name_plural: len(tags)}
        bearing: Any = [relation for relation in Tag._meta.related_objects if relation.many_to_many]
        for relation in bearing:
            if used := relation.through.objects.filter(tag__in=tags).count():
                rows = relation.related_model._meta.verbose_name_plural
                counts[_("Tag taken off (%(rows)s)") % {"rows": rows}] = used
        return [str(tag) for tag in tags], counts, set(), []

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.may("administer")

    def has_view_permission(self, request: HttpRequest, obj: Tag | None = None) -> bool:
        return request.user.may("administer")

    has_add_permission = has_module_permission
    has_change_permission = has_view_permission
    has_delete_permission = has_view_permission
