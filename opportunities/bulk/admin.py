"""Bulk changes to look at: who changed how many at once, and what was undone."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from history.admin import LookedAtAdmin, RecordedAdmin
from opportunities.bulk.wishes import told
from opportunities.models import BulkChange, BulkRow


@admin.register(BulkChange)
class BulkChangeAdmin(RecordedAdmin):
    """Who changed how many at once; they are made and undone in the product itself."""

    list_display = ("created_at", "owner", "action", "state", "rows_chosen", "changed", "skipped", "restored", "left")
    list_filter = ("action", "state")
    search_fields = ("owner__username", "owner__search_text", "public_id")
    date_hierarchy = "created_at"
    list_select_related = ("owner",)
    fields = (
        "owner",
        "action",
        "wished",
        "keep_own",
        "query",
        "state",
        "rows_chosen",
        "changed",
        "skipped",
        "restored",
    )
    fields += ("left", "gone", "created_at", "finished_at", "undone_at", "undone_by")
    readonly_fields = fields

    @admin.display(description=_("wish"))
    def wished(self, change: BulkChange) -> str:
        """Return what was wished, in words."""
        return told(change)


@admin.register(BulkRow)
class BulkRowAdmin(LookedAtAdmin):
    """What became of each row of a bulk change, for administrators: the rows may be such as few people see."""

    list_display = ("of", "outcome", "reason", "sentence", "changed_by")
    list_filter = ("outcome", "reason")
    list_select_related = ("change__owner", "changed_by")
    search_fields = ("change__public_id", "change__owner__username", "sentence")
    ordering = ("-pk",)
    show_full_result_count = False
    fields = list_display
    readonly_fields = fields

    @admin.display(description=_("bulk change"), ordering="change")
    def of(self, row: BulkRow) -> str:
        """Return the change that it belongs to."""
        return str(row.change)
