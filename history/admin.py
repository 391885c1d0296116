"""The admin that knows no way around the rules: same rows, same verbs, same history as the product's own pages."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import slots
from core.editing import Conflict, locked
from core.fold import fold
from core.models import Versioned
from core.posted_keys import ReadableKeys
from core.querysets import VisibleQuerySet
from history.filters import KindFilter
from history.models import Event
from history.opened import OpenedForm, told


class Tried(Exception):
    """A verb was tried out and held: what it wrote is rolled back."""


@dataclass(frozen=True)
class HistoryLine:
    """An event as the admin's history page reads it."""

    action_time: datetime
    user: Any
    get_change_message: str


class ListAdmin(ReadableKeys):
    """Lists of the administrator's: everybody in the admin may look, administrators of the CRM may change."""

    form = OpenedForm

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.role)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.role)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.may("administer")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.may("administer")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.may("administer")

    def get_ordering(self, request: HttpRequest) -> Any:
        """Return the order of the rows. There always is one, since what a search field offers comes in pages."""
        return super().get_ordering(request) or self.opts.ordering or ("-pk",)

    # A second saver is told

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return [name for name in super().get_fields(request, obj) if name != "opened_version"]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return the parts of the form; of a row that several people edit also the version, hidden."""
        parts = super().get_fieldsets(request, obj)
        if isinstance(obj, Versioned) and self.has_change_permission(request, obj):
            return [*parts, (None, {"fields": ("opened_version",)})]
        return parts

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change and isinstance(obj, Versioned):
            obj.version = locked(obj, form.cleaned_data.get("opened_version")).version + 1
        super().save_model(request, obj, form, change)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Answer a rule that broke between trying and writing with a sentence, not with an error page."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except (ValidationError, Conflict) as refused:
            text = " ".join(refused.messages) if isinstance(refused, ValidationError) else str(refused)
            messages.error(request, text)
            return HttpResponseRedirect(request.get_full_path())

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Refuse questions by what points at the rows: "the stage of opportunity 10" tells of a hidden opportunity."""
        own = {name for field in self.opts.concrete_fields for name in (field.name, field.attname)}
        asked = self.get_list_filter(request) if request else self.list_filter
        own |= {filter.parameter_name for filter in asked if hasattr(filter, "parameter_name")}
        return lookup.partition("__")[0] in {"pk", *own} and super().lookup_allowed(lookup, value, request)

    def get_field_queryset(self, db: str | None, db_field: Any, request: HttpRequest) -> models.QuerySet[Any]:
        """Return the rows that a form takes and names: only such as the signed-in person may see.

        Of rows without a rule of their own that many rows share (tags) none: `OffersPeopleAndTags` knows theirs.
        """
        rows = super().get_field_queryset(db, db_field, request)
        if rows is None:
            rows = db_field.remote_field.model._default_manager.all()
        if isinstance(rows, VisibleQuerySet):
            return rows.visible_to(request.user)
        return rows.none() if db_field.many_to_many else rows


class LookedAtAdmin(ListAdmin):
    """What the program keeps for itself: for administrators, to look at."""

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.may("administer")

    has_module_permission = has_view_permission

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    has_delete_permission = has_change_permission


class RecordedAdmin(ListAdmin):
    """Rows with an access rule and verbs.

    A subclass says which verbs write: `create(changes, by)`, `revise(row, changes, by, version)`, `remove(row, by)`;
    what it leaves out cannot be done here. Every form is first tried by the very verb, so that a rule that it breaks,
    or what somebody else has saved meanwhile, is the form's error. The product's own history is shown and no second
    one is kept beside it.
    """

    actions = ("delete_selected",)
    list_select_related: Any = True

    create: Any = None
    revise: Any = None
    remove: Any = None

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        rows = super().get_queryset(request)
        return rows.visible_to(request.user) if isinstance(rows, VisibleQuerySet) else rows

    def get_search_results(self, request: HttpRequest, queryset: models.QuerySet[Any], search_term: str) -> Any:
        """Search folded where the rows are, and as typed elsewhere: "MÜLLER" finds Müller on every database."""
        typed = search_term[:200]
        found, doubles = super().get_search_results(request, queryset, typed)
        held_folded = any(name.endswith("search_text") for name in self.get_search_fields(request))
        if not held_folded or (folded := fold(typed)) == typed:
            return found, doubles
        more, also = super().get_search_results(request, queryset, folded)
        return found | more, doubles or also

    def deletable(self, request: HttpRequest) -> models.QuerySet[Any]:
        """Return the rows that the signed-in person may delete."""
        rows = self.model._default_manager.all()
        return rows.editable_by(request.user) if isinstance(rows, VisibleQuerySet) else rows

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.create is not None and request.user.may("create")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.role) and (obj is None or self.get_queryset(request).filter(pk=obj.pk).exists())

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if self.revise is None or not request.user.may("create"):
            return False
        if obj is None:
            return True
        rows = self.get_queryset(request)
        return (
            (rows.editable_by(request.user) if isinstance(rows, VisibleQuerySet) else rows).filter(pk=obj.pk).exists()
        )

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if self.remove is None or not request.user.may("create"):
            return False
        return obj is None or self.deletable(request).filter(pk=obj.pk).exists()

    # Writing goes through the verbs

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        write = self._write

        class Tried_(form):  # type: ignore[misc, valid-type]
            def clean(self) -> Any:
                cleaned = super().clean()
                if not self.errors:
                    try_out(self, lambda: write(request, self, obj))
                return cleaned

        return Tried_

    def _write(self, request: HttpRequest, form: forms.ModelForm, row: Any) -> Any:
        """Let the verb write what the form says; return the row as it stands."""
        if row is None:
            typed = {name: value for name, value in form.cleaned_data.items() if name != "opened_version"}
            return self.create(typed, by=request.user)
        changes = {name: form.cleaned_data[name] for name in form.changed_data if name in form.cleaned_data}
        changes.pop("opened_version", None)
        version = form.cleaned_data.get("opened_version")
        return self.revise(self.model._default_manager.get(pk=row.pk), changes, by=request.user, version=version)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        written = self._write(request, form, obj if change else None)
        obj.__dict__.update(written.__dict__)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        self.remove(obj, by=request.user)

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> None:
        with transaction.atomic():
            for row in queryset.filter(pk__in=self.deletable(request).values("pk")):
                self.remove(row, by=request.user)

    def get_deleted_objects(self, objs: Iterable[Any], request: HttpRequest) -> Any:
        """Name the rows and, of what hangs on them, only what the signed-in person may see."""
        rows = list(objs)
        allowed = set(self.deletable(request).filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True))
        named = []
        for row in rows:
            beside = [part for parts in slots.ask("referrers", user=request.user, row=row) for part in parts]
            named.append(f"{row} ({', '.join(map(str, beside))})" if beside else str(row))
        needed = set() if all(row.pk in allowed for row in rows) else {self.model._meta.verbose_name}
        return named, {self.model._meta.verbose_name_plural: len(rows)}, needed, []

    # History is the product's own

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Record nothing: the verb has."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Record nothing: the verb has."""

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        """Record nothing: the verb has."""

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        row = self.get_object(request, object_id)
        if row is None or not self.has_view_permission(request, row):
            return self._get_obj_does_not_exist_redirect(request, self.model._meta, object_id)
        events = Event.objects.visible_to(request.user).about(row).for_feed().newest_first()
        page = Paginator(events, 100).get_page(request.GET.get("p"))
        page.object_list = [HistoryLine(event.happened_at, event.actor, event.sentence) for event in page.object_list]
        context = {
            **self.admin_site.each_context(request),
            "title": _("Change history: %s") % row,
            "action_list": page,
            "page_range": page.paginator.get_elided_page_range(page.number),
            "page_var": "p",
            "pagination_required": page.paginator.num_pages > 1,
            "module_name": str(self.model._meta.verbose_name_plural),
            "object": row,
            "opts": self.model._meta,
        }
        return TemplateResponse(request, "admin/object_history.html", context)


def try_out(form: forms.ModelForm, write: Any) -> None:
    """Run `write`, roll it back, and put what it refused on the form."""
    try:
        with transaction.atomic():
            write()
            raise Tried
    except Tried:
        return
    except Conflict as conflict:
        form.add_error(None, told(conflict))
    except PermissionDenied as denied:
        form.add_error(None, str(denied))
    except ValidationError as refused:
        if not hasattr(refused, "error_dict"):
            form.add_error(None, refused)
            return
        for name, errors in refused.error_dict.items():
            form.add_error(name if name in form.fields else None, errors)


@admin.register(Event)
class EventAdmin(RecordedAdmin):
    """The log: everything on pages that one may see, and, for administrators, what was deleted."""

    list_display = ("happened_at", "actor_name", "told", "subject_label")
    list_filter = ("category", KindFilter)
    search_fields = ("subject_label", "actor_name", "text")
    date_hierarchy = "happened_at"
    list_select_related = ("actor", "category")
    fields = ("happened_at", "recorded_at", "actor_name", "told", "subject_label", "category", "text", "edited_at")
    readonly_fields = fields

    @admin.display(description=gettext_lazy("What happened"))
    def told(self, event: Event) -> str:
        """Return the event's sentence."""
        return event.sentence
