"""Snapshots to look at; what was is not changed."""

from django.conf import settings
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from core.money import format_money
from history.admin import RecordedAdmin
from reports.models import OpportunitySnapshot


@admin.register(OpportunitySnapshot)
class OpportunitySnapshotAdmin(RecordedAdmin):
    """How opportunities stood, of those that one may see."""

    list_display = ("opportunity", "day", "until", "stage", "amount", "probability", "expected_close_on", "responsible")
    list_filter = ("kind", "day")
    list_select_related = ("opportunity", "stage", "responsible")
    search_fields = ("opportunity__search_text",)
    date_hierarchy = "day"
    ordering = ("-day", "-pk")
    fields = ("opportunity", "day", "until", "lasted", "taken_at", "stage", "kind", "reached", "amount", "in_base")
    fields += ("probability", "expected_close_on", "responsible")
    readonly_fields = fields

    @admin.display(description=_("total"), ordering="total")
    def amount(self, snapshot: OpportunitySnapshot) -> str:
        """Return the total as people read it."""
        return format_money(snapshot.total, snapshot.currency)

    @admin.display(description=_("total in the base currency"), ordering="base_total")
    def in_base(self, snapshot: OpportunitySnapshot) -> str:
        """Return the converted total as people read it."""
        return format_money(snapshot.base_total, settings.BASE_CURRENCY)
