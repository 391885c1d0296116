from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from contacts.models import Contact, ContactPoint, create_contact
from core.filters import UsedChoices
from history.admin import RecordedAdmin
from history.offered import OffersPeopleAndTags


class ContactPointInline(admin.TabularInline):
    """How a contact is reached; changed on the contact's own page, where it is recorded."""

    model = ContactPoint
    fields = ("kind", "label", "value")
    readonly_fields = fields
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.role)


@admin.register(Contact)
class ContactAdmin(OffersPeopleAndTags, RecordedAdmin):
    list_display = ("name", "kind", "company", "city", "country", "created_at")
    list_filter = ("kind", ("country", UsedChoices))
    list_select_related = ("company",)
    search_fields = ("search_text", "external_id")
    ordering = ("sort_name", "pk")
    autocomplete_fields = ("company",)
    inlines = (ContactPointInline,)
    readonly_fields = ("created_by", "created_at", "updated_at", "version")
    fieldsets = (
        (None, {"fields": ("kind", "company_name", "salutation", "title", "first_name", "last_name")}),
        (None, {"fields": ("company", "position", "street", "postcode", "city", "country", "description", "tags")}),
        (None, {"fields": ("external_source", "external_id", "created_by", "created_at", "updated_at", "version")}),
    )

    def create(self, changes: dict[str, Any], *, by: Any) -> Contact:
        return create_contact(changes, by=by)

    def revise(self, row: Contact, changes: dict[str, Any], *, by: Any, version: int | None = None) -> Contact:
        return row.revise(changes, by=by, version=version)

    def remove(self, row: Contact, *, by: Any) -> None:
        row.delete_with_references(by=by)

    def deletable(self, request: HttpRequest) -> models.QuerySet[Any]:
        return Contact.objects.deletable_by(request.user)
