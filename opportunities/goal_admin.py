"""Sales goals in the administration."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.querysets import teams
from core.formfields import AmountField
from core.money import format_money
from history.admin import RecordedAdmin
from history.opened import OpenedForm
from opportunities.models import SalesGoal, add_goal


class GoalAdminForm(OpenedForm):
    """A goal; its amount is typed as on the page of sales goals."""

    amount = AmountField(label=_("Amount"))


class GoalTeamFilter(admin.SimpleListFilter):
    """The teams; roles, which are groups, too, have no goals."""

    title = _("team")
    parameter_name = "team"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(str(team.pk), team.name) for team in teams()]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(team=self.value()) if (self.value() or "").isdecimal() else queryset


class SalesGoalAdmin(RecordedAdmin):
    """Goals by the verbs of their page; whose it is, and of which month, stays as it is."""

    form = GoalAdminForm
    list_display = ("whose", "month", "amount_shown", "updated_at")
    list_filter = (GoalTeamFilter,)
    search_fields = ("person__username", "person__search_text", "team__name")
    ordering = ("-month", "pk")
    date_hierarchy = "month"
    fields = ("person", "team", "month", "amount", "updated_at")
    readonly_fields = ("updated_at",)
    autocomplete_fields = ("person",)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("person", "team")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.may("administer")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer teams for a goal, not the roles, which are groups, too."""
        if db_field.name == "team":
            kwargs["queryset"] = teams()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return (*self.readonly_fields, "person", "team", "month") if obj else self.readonly_fields

    @admin.display(description=_("amount"), ordering="amount")
    def amount_shown(self, row: SalesGoal) -> str:
        """Return the amount in the base currency, as the reader writes it."""
        return format_money(row.amount, settings.BASE_CURRENCY)

    def create(self, changes: dict[str, Any], *, by: Any) -> SalesGoal:
        return add_goal(changes, by=by)

    def revise(self, row: SalesGoal, changes: dict[str, Any], *, by: Any, version: int | None = None) -> SalesGoal:
        return row.revise(changes, by=by, version=version)

    def remove(self, row: SalesGoal, *, by: Any) -> None:
        row.remove(by=by)
