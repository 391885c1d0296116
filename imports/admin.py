"""Imports to look at: who brought what, and what came of it. They are started and taken back on their own pages."""

from django.contrib import admin

from history.admin import RecordedAdmin
from imports.models import ImportProblem, ImportRun


@admin.register(ImportRun)
class ImportRunAdmin(RecordedAdmin):
    """One's own imports, and for administrators those of everybody."""

    list_display = ("original_name", "target", "state", "owner", "rows", "created", "refused", "created_at")
    list_filter = ("state", "target")
    list_select_related = ("owner",)
    search_fields = ("original_name", "owner__username", "owner__search_text", "public_id")
    date_hierarchy = "created_at"
    fields = (
        "original_name",
        "target",
        "state",
        "owner",
        "size",
        "sha256",
        "rows",
        "created",
        "refused",
        "taken_back",
        "created_at",
        "started_at",
        "finished_at",
        "undone_at",
    )
    readonly_fields = fields


@admin.register(ImportProblem)
class ImportProblemAdmin(RecordedAdmin):
    """The refused rows of the imports that one may see."""

    list_display = ("run", "line", "column", "value", "reason")
    list_select_related = ("run",)
    search_fields = ("reason", "value", "run__original_name", "run__public_id")
    fields = ("run", "line", "column", "value", "reason")
    readonly_fields = fields
