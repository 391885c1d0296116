"""Imports to look at: who brought what, and what came of it. They are started and taken back on their own pages."""

from typing import Any

from django.contrib import admin
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from core.filters import UsedChoices
from core.readable import written_out
from history.admin import RecordedAdmin
from imports.models import ImportChange, ImportMemory, ImportProblem, ImportRun


@admin.register(ImportRun)
class ImportRunAdmin(RecordedAdmin):
    """One's own imports, and for administrators those of everybody."""

    list_display = ("original_name", "target", "state", "owner", "rows", "created", "updated", "refused", "created_at")
    list_filter = ("state", ("target", UsedChoices))
    list_select_related = ("owner",)
    search_fields = ("original_name", "owner__username", "owner__search_text", "public_id")
    date_hierarchy = "created_at"
    fields = (
        "original_name",
        "target",
        "state",
        "owner",
        "volume",
        "sha256",
        "rows",
        "created",
        "updated",
        "unchanged",
        "skipped",
        "refused",
        "doubtful",
        "taken_back",
        "restored",
        "continues",
        "created_at",
        "started_at",
        "finished_at",
        "undone_at",
    )
    readonly_fields = fields

    @admin.display(description=_("size"), ordering="size")
    def volume(self, run: ImportRun) -> str:
        """Return the size with its unit."""
        return filesizeformat(run.size)


@admin.register(ImportProblem)
class ImportProblemAdmin(RecordedAdmin):
    """The refused and doubtful rows of the imports that one may see."""

    list_display = ("of", "severity", "line", "column", "value", "reason")
    list_select_related = ("run",)
    list_filter = (("severity", UsedChoices),)
    search_fields = ("reason", "value", "run__original_name", "run__public_id")
    fields = ("of", "severity", "line", "column", "value", "reason")
    readonly_fields = fields

    @admin.display(description=_("import"), ordering="run")
    def of(self, problem: ImportProblem) -> str:
        """Return the import that it stands in."""
        return str(problem.run)


@admin.register(ImportChange)
class ImportChangeAdmin(RecordedAdmin):
    """Which lines of the imports that one may see changed an existing row, and which of those were taken back."""

    list_display = ("of", "line", "restored")
    list_select_related = ("run",)
    list_filter = ("restored",)
    search_fields = ("run__original_name", "run__public_id")
    ordering = ("-pk",)
    show_full_result_count = False  # an import changes up to a million
    fields = ("of", "line", "restored")
    readonly_fields = fields

    @admin.display(description=_("import"), ordering="run")
    def of(self, change: ImportChange) -> str:
        """Return the import that it stands in."""
        return str(change.run)


@admin.register(ImportMemory)
class ImportMemoryAdmin(RecordedAdmin):
    """What people said about their files, for the next one; to be looked at, and forgotten."""

    list_display = ("key", "about", "target", "owner", "used_at")
    list_filter = (("about", UsedChoices), ("target", UsedChoices))
    list_select_related = ("owner",)
    search_fields = ("key", "owner__username")
    fields = ("key", "about", "target", "owner", "said", "used_at")
    readonly_fields = fields

    @admin.display(description=_("answer"))
    def said(self, memory: ImportMemory) -> str:
        """Return what was said, a line for each value."""
        return written_out(memory.value)

    def remove(self, row: ImportMemory, *, by: Any) -> None:
        row.delete()
