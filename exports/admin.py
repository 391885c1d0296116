"""Exports to look at: who took what out, and when. The files are for their owners."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.template.defaultfilters import filesizeformat
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from exports import formats, sources
from exports.models import ExportRun
from history.admin import RecordedAdmin


class InWords(admin.AllValuesFieldListFilter):
    """The keys that rows have, by the words that `label` has for them."""

    label: Any = None

    def choices(self, changelist: Any) -> Iterator[Any]:
        everything, *used = super().choices(changelist)
        yield everything
        for choice in used:
            # With “Show counts” how many there are stands behind the key: "opportunities (3)".
            key, blank, count = choice["display"].partition(" ")
            yield {**choice, "display": f"{type(self).label(key)}{blank}{count}"}


class SourceFilter(InWords):
    """The lists that were exported."""

    label = staticmethod(lambda key: sources.source(key).label)


class FormatFilter(InWords):
    """The forms of the files."""

    label = staticmethod(lambda key: formats.BY_KEY[key].label)


@admin.register(ExportRun)
class ExportRunAdmin(RecordedAdmin):
    """One's own exports, and for administrators those of everybody."""

    list_display = ("created_at", "owner", "of_list", "query", "rows", "file_form", "state")
    list_filter = (("source", SourceFilter), ("form", FormatFilter), "state")
    list_select_related = ("owner",)
    search_fields = ("owner__username", "owner__search_text", "query", "public_id")
    date_hierarchy = "created_at"
    fields = ("owner", "of_list", "query", "headings", "file_form", "in_language", "state", "rows", "volume")
    fields += ("created_at", "finished_at", "expires_at")
    readonly_fields = fields

    @admin.display(description=_("list"), ordering="source")
    def of_list(self, run: ExportRun) -> str:
        """Return the name of the list."""
        return str(run.kind.label)

    @admin.display(description=_("form"), ordering="form")
    def file_form(self, run: ExportRun) -> str:
        """Return the name of the form."""
        return str(run.format.label)

    @admin.display(description=_("columns"))
    def headings(self, run: ExportRun) -> str:
        """Return the headings of the columns that were taken out."""
        return ", ".join(str(column.label) for column in run.kind.columns() if column.key in run.columns)

    @admin.display(description=_("language"))
    def in_language(self, run: ExportRun) -> str:
        """Return the language that the file is in."""
        return str(get_language_info(run.language)["name_translated"]) if run.language else ""

    @admin.display(description=_("size"), ordering="size")
    def volume(self, run: ExportRun) -> str:
        """Return the size of a file that was kept, with its unit."""
        return filesizeformat(run.size) if run.size else ""
