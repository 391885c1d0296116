from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

import opportunities.bulk.admin  # noqa: F401 - registers what stands in a room of its own
import opportunities.currency_admin  # noqa: F401 - likewise
from core.filters import UsedChoices
from core.formfields import AmountField
from core.money import currency_choices, format_money
from core.templatetags.crm import moment
from history.admin import RecordedAdmin
from history.lists.admin import KeptAdmin
from history.offered import OffersPeopleAndTags
from history.opened import OpenedForm
from opportunities.actions import LosesSight, revise_with_contact
from opportunities.gates import requirable
from opportunities.goal_admin import SalesGoalAdmin
from opportunities.models import (
    LostReason,
    Opportunity,
    Participant,
    Pipeline,
    SalesGoal,
    SavedView,
    Stage,
    open_opportunity,
)
from opportunities.models.grants import OpportunityGroupGrant, OpportunityUserGrant


@admin.register(Pipeline)
class PipelineAdmin(KeptAdmin):
    list_display = ("__str__", "name_de", "name_en", "position", "is_default")


class StageForm(OpenedForm):
    """A stage, whose required fields are ticked as on its own page."""

    required_fields = forms.MultipleChoiceField(
        label=_("required before it goes on"),
        choices=requirable,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


@admin.register(Stage)
class StageAdmin(KeptAdmin):
    form = StageForm
    list_display = ("__str__", "pipeline", "position", "kind", "probability", "usual_days", "measured_days", "colour")
    list_filter = ("pipeline", "kind")
    autocomplete_fields = ("pipeline",)
    list_select_related = ("pipeline",)
    ordering = ("pipeline__position", "position")

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Refuse to delete all stages of the default pipeline at once, too."""
        rows = Stage.objects.filter(pk__in=[row.pk for row in objs])
        named, counts, needed, protected = super().get_deleted_objects(objs, request)
        if rows.leave_default_empty():
            needed = {*needed, _("the last stage of the default pipeline")}
        return named, counts, needed, protected


@admin.register(LostReason)
class LostReasonAdmin(KeptAdmin):
    list_display = ("__str__", "name_de", "name_en", "position", "active")
    list_filter = ("active",)


class ParticipantInline(admin.TabularInline):
    """Who takes part; changed on the opportunity's own page, where it is recorded."""

    model = Participant
    fields = ("contact", "role", "added_by", "added_at")
    readonly_fields = fields
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is None or Opportunity.objects.visible_to(request.user).filter(pk=obj.pk).exists()


class GrantInline(admin.TabularInline):
    """Who was granted access; changed on the opportunity's own page, where it is recorded and people are told."""

    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is None or Opportunity.objects.visible_to(request.user).filter(pk=obj.pk).exists()

    @admin.display(description=_("Right"))
    def level(self, grant: Any) -> Any:
        """Return the right in words."""
        return _("can edit") if grant.permission.codename.startswith("change") else _("can view")

    @admin.display(description=_("granted by"))
    def by(self, grant: Any) -> str:
        """Return the name of whoever granted it."""
        return grant.granted_by.label

    @admin.display(description=_("granted at"))
    def at(self, grant: Any) -> str:
        """Return when it was granted."""
        return moment(grant.granted_at)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("permission", "granted_by")


class UserGrantInline(GrantInline):
    """People."""

    model = OpportunityUserGrant
    verbose_name_plural = _("People who have access")
    fields = ("person", "level", "by", "at")
    readonly_fields = fields

    @admin.display(description=_("person"))
    def person(self, grant: OpportunityUserGrant) -> str:
        """Return whose right it is."""
        return grant.user.label


class GroupGrantInline(GrantInline):
    """Teams."""

    model = OpportunityGroupGrant
    verbose_name_plural = _("Teams that have access")
    fields = ("team", "level", "by", "at")
    readonly_fields = fields

    @admin.display(description=_("team"))
    def team(self, grant: OpportunityGroupGrant) -> str:
        """Return whose right it is."""
        return grant.group.name


class OpportunityForm(OpenedForm):
    """The fields, typed as on the opportunity's own page, and the answer to who would lose sight of their tasks."""

    currency = forms.ChoiceField(label=_("Currency"), choices=currency_choices)
    amount = AmountField(label=_("Sum"), required=False)
    knowing = forms.BooleanField(
        label=_("Save even if people lose sight of their open tasks"),
        help_text=_("If the change of access does that, you are told who they are before anything is saved."),
        required=False,
    )


@admin.register(Opportunity)
class OpportunityAdmin(OffersPeopleAndTags, RecordedAdmin):
    form = OpportunityForm
    list_display = ("title", "contact", "stage", "total_shown", "expected_close_on", "responsible", "restricted")
    list_filter = ("stage__kind", "stage", "restricted", ("currency", UsedChoices))
    list_select_related = ("contact", "stage", "responsible")
    search_fields = ("search_text", "external_id")
    ordering = ("-last_activity_at", "-pk")
    search_help_text = ""
    autocomplete_fields = ("contact", "stage", "lost_reason")
    people_fields = ("responsible",)
    date_hierarchy = "expected_close_on"
    inlines = (ParticipantInline,)
    fieldsets = (
        (None, {"fields": ("title", "contact", "description", "tags")}),
        (None, {"fields": ("stage", "own_probability", "expected_close_on", "closed_on", "lost_reason")}),
        (None, {"fields": ("currency", "amount", "amount_type", "periods", "total_shown")}),
        (None, {"fields": ("responsible", "restricted")}),
        (None, {"fields": ("external_source", "external_id", "created_by", "created_at", "updated_at", "version")}),
    )
    readonly_fields = ("total_shown", "amount_shown", "created_by", "created_at", "updated_at", "version")

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        """Return also who has access, of a row that is there."""
        return super().get_inlines(request, obj) + ((UserGrantInline, GroupGrantInline) if obj else ())

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return the parts of the form; whoever only looks reads the amount as money, whoever changes it types it."""
        parts = super().get_fieldsets(request, obj)
        if obj is None:
            return parts
        if self.has_change_permission(request, obj):
            return [*parts, (None, {"fields": ("knowing",)})]
        shown = {"amount": "amount_shown"}
        return [(name, {"fields": [shown.get(field, field) for field in part["fields"]]}) for name, part in parts]

    @admin.display(description=_("total"), ordering="total")
    def total_shown(self, row: Opportunity) -> str:
        """Return the total with its currency, as the reader writes it."""
        return format_money(row.total, row.currency)

    @admin.display(description=_("amount"))
    def amount_shown(self, row: Opportunity) -> str:
        """Return the amount with its currency, as the reader writes it."""
        return format_money(row.amount, row.currency)

    def create(self, changes: dict[str, Any], *, by: Any) -> Opportunity:
        return open_opportunity(changes, by=by)

    def revise(self, row: Opportunity, changes: dict[str, Any], *, by: Any, version: int | None = None) -> Opportunity:
        knowing = changes.pop("knowing", False)
        try:
            return revise_with_contact(row, changes, {}, by=by, version=version, knowing=knowing)
        except LosesSight as warned:
            raise ValidationError({"knowing": warned.sentences}) from warned

    def remove(self, row: Opportunity, *, by: Any) -> None:
        row.delete_with_all(by=by)

    def deletable(self, request: HttpRequest) -> models.QuerySet[Any]:
        return Opportunity.objects.governed_by(request.user)


@admin.register(SavedView)
class SavedViewAdmin(RecordedAdmin):
    """Names and sharing; what a view asks is changed in the list itself."""

    list_display = ("name", "owner", "for_everybody", "position", "updated_at")
    list_filter = ("for_everybody",)
    search_fields = ("name", "owner__username", "owner__search_text")
    fields = ("name", "for_everybody", "with_teams", "position", "owner", "query", "sort", "size", "columns")
    readonly_fields = ("with_teams", "owner", "query", "sort", "size", "columns")

    @admin.display(description=_("shared with teams"))
    def with_teams(self, view: SavedView) -> str:
        """Return the names of the teams that see it."""
        return ", ".join(view.teams.order_by("name").values_list("name", flat=True)) or "–"

    def revise(self, row: SavedView, changes: dict[str, Any], *, by: Any, version: int | None = None) -> SavedView:
        return row.revise(changes, by=by, version=version)

    def remove(self, row: SavedView, *, by: Any) -> None:
        row.remove(by=by)

    def deletable(self, request: HttpRequest) -> models.QuerySet[Any]:
        return SavedView.objects.editable_by(request.user)


admin.site.register(SalesGoal, SalesGoalAdmin)
