"""Exports to look at: who took what out, and when. The files are for their owners."""

from django.contrib import admin

from exports.models import ExportRun
from history.admin import RecordedAdmin


@admin.register(ExportRun)
class ExportRunAdmin(RecordedAdmin):
    """One's own exports, and for administrators those of everybody."""

    list_display = ("created_at", "owner", "source", "query", "rows", "form", "state")
    list_filter = ("source", "form", "state")
    list_select_related = ("owner",)
    search_fields = ("owner__username", "owner__search_text", "query", "public_id")
    date_hierarchy = "created_at"
    fields = (
        "owner",
        "source",
        "query",
        "columns",
        "form",
        "language",
        "state",
        "rows",
        "size",
        "created_at",
        "finished_at",
        "expires_at",
    )
    readonly_fields = fields
