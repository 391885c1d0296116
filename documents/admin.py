from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from documents import kinds
from documents.filters import DocumentKindFilter, VersionKindFilter
from documents.models import AccessToken, DiscardedFile, Document, HeldUpload, Lock, Preview, Template, Version
from history.admin import LookedAtAdmin, RecordedAdmin


class SizeShown:
    """Shows the size of a file for people."""

    @admin.display(description=_("size"), ordering="size")
    def volume(self, file: Any) -> str:
        """Return the size with its unit."""
        return filesizeformat(file.size)


class KindShown:
    """Shows what kind of file it is; the type that a browser is told says nothing to a person."""

    @admin.display(description=_("kind of file"))
    def kind(self, file: Document | Version) -> str:
        """Return the kind by the ending of the name."""
        document = file.document if isinstance(file, Version) else file
        return str(kinds.kind_of(document.name).label)


class VersionInline(KindShown, SizeShown, admin.TabularInline):
    """The versions; a new one is uploaded on the document's own page."""

    model = Version
    fields = ("number", "volume", "kind", "sha256", "note", "created_by", "created_at")
    readonly_fields = fields
    ordering = ("-number",)
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is None or Document.objects.visible_to(request.user).filter(pk=obj.pk).exists()


@admin.register(Document)
class DocumentAdmin(KindShown, RecordedAdmin):
    """Documents by name: to find and to delete; all else is done on their pages, where it is recorded."""

    list_display = ("name", "kind", "page", "current_number", "created_by", "created_at", "updated_at")
    list_filter = (DocumentKindFilter, "updated_at")
    list_select_related = ("opportunity", "contact", "event", "created_by")
    search_fields = ("search_text",)
    date_hierarchy = "updated_at"
    inlines = (VersionInline,)
    fields = ("name", "opportunity", "contact", "event", "current_number", "created_by", "created_at", "updated_at")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("event__page")

    @admin.display(description=_("on the page of"))
    def page(self, document: Document) -> str:
        """Return the name of what it belongs to."""
        return str(document.page or "")

    def remove(self, row: Document, *, by: Any) -> None:
        row.remove(by=by)


@admin.register(Version)
class VersionAdmin(KindShown, SizeShown, RecordedAdmin):
    """All versions of the documents that one may see: who uploaded what when, and by checksum."""

    list_display = ("document", "number", "volume", "kind", "created_by", "created_at")
    list_filter = (VersionKindFilter, "created_at")
    list_select_related = ("document", "created_by")
    search_fields = ("document__search_text", "sha256", "note")
    date_hierarchy = "created_at"
    fields = ("document", "number", "volume", "kind", "sha256", "note", "created_by", "created_at")
    readonly_fields = fields


@admin.register(HeldUpload)
class HeldUploadAdmin(SizeShown, RecordedAdmin):
    """One's own uploads that wait for an answer."""

    list_display = ("name", "document", "reason", "held_by", "held_at")
    list_select_related = ("document", "held_by")
    search_fields = ("name",)
    fields = ("name", "document", "reason", "volume", "note", "held_by", "held_at")
    readonly_fields = fields


@admin.register(Template)
class TemplateAdmin(SizeShown, RecordedAdmin):
    """Templates of new documents; their files are uploaded on the product's own page, where they are tried out."""

    list_display = ("__str__", "name_de", "name_en", "file_name", "volume", "active", "position")
    list_filter = ("active",)
    list_select_related = ("created_by",)
    search_fields = ("name_de", "name_en", "file_name")
    shown = ("file_name", "volume", "sha256", "needs_opportunity", "created_by", "created_at", "updated_at")
    fields = ("name_de", "name_en", "active", "position", *shown)
    readonly_fields = shown

    def revise(self, row: Template, changes: dict[str, Any], *, by: Any, version: int | None = None) -> Template:
        return row.revise(changes, by=by, version=version)

    def remove(self, row: Template, *, by: Any) -> None:
        row.remove(by=by)


@admin.register(DiscardedFile)
class DiscardedFileAdmin(LookedAtAdmin):
    """Files that wait to be removed from the disk: to see that none is stuck."""

    list_display = ("file", "discarded_at")
    search_fields = ("file",)
    date_hierarchy = "discarded_at"


@admin.register(Preview)
class PreviewAdmin(LookedAtAdmin):
    """Which previews were made, and why others were not; what is in a document is read on its own page."""

    list_display = ("version", "state", "reason", "pages", "made_at")
    list_filter = ("state", "reason", "fetches", "remarks")
    list_select_related = ("version__document",)
    search_fields = ("version__document__search_text",)
    fields = ("version", "state", "reason", "pages", "fetches", "remarks", "made_at", "tries", "tried_at")
    readonly_fields = fields


@admin.register(AccessToken)
class AccessTokenAdmin(LookedAtAdmin):
    """The keys that office servers hold: who opened what, until when. One that is revoked ends at once."""

    list_display = ("user", "file_id", "can_write", "issued_at", "expires_at", "revoked_at")
    list_filter = ("can_write", "issued_at")
    list_select_related = ("user",)
    search_fields = ("file_id", "user__username")
    date_hierarchy = "issued_at"
    fields = ("user", "file_id", "can_write", "can_save_as", "session", "issued_at", "expires_at", "revoked_at")
    readonly_fields = fields
    actions = ("revoke",)

    @admin.action(description=_("Revoke the chosen keys"))
    def revoke(self, request: HttpRequest, chosen: Any) -> None:
        """End the chosen keys."""
        count = chosen.revoke()
        sentence = ngettext("%(n)s key was revoked.", "%(n)s keys were revoked.", count)
        messages.success(request, sentence % {"n": count})


@admin.register(Lock)
class LockAdmin(LookedAtAdmin):
    """What office servers are editing; a lock that nobody refreshes ends after half an hour."""

    list_display = ("document", "held_by", "expires_at")
    list_filter = ("expires_at",)
    list_select_related = ("document", "held_by")
    search_fields = ("document__search_text", "held_by__username", "held_by__search_text")
    fields = ("document", "held_by", "lock_id", "expires_at")
    readonly_fields = fields
