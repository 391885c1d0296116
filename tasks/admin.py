from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from history.admin import RecordedAdmin
from history.lists.admin import KeptAdmin
from history.offered import OffersPeopleAndTags
from tasks.models import Task, TaskCategory, open_task


@admin.register(TaskCategory)
class TaskCategoryAdmin(KeptAdmin):
    list_display = ("__str__", "name_de", "name_en", "icon", "position", "active")
    list_filter = ("active",)


@admin.register(Task)
class TaskAdmin(OffersPeopleAndTags, RecordedAdmin):
    list_display = ("title", "category", "opportunity", "contact", "assignee", "due_on", "due_time", "closed_at")
    list_filter = (("closed_at", admin.EmptyFieldListFilter), "category")
    list_select_related = ("category", "opportunity", "contact", "assignee")
    search_fields = ("search_text",)
    autocomplete_fields = ("category", "opportunity", "contact")
    people_fields = ("assignee",)
    date_hierarchy = "due_on"
    readonly_fields = ("result", "closed_at", "closed_by", "created_by", "created_at", "updated_at", "version")
    fieldsets = (
        (None, {"fields": ("title", "category", "description")}),
        (None, {"fields": ("opportunity", "contact", "assignee")}),
        (None, {"fields": ("due_on", "due_time", "remind_minutes")}),
        (None, {"fields": readonly_fields}),
    )

    def create(self, changes: dict[str, Any], *, by: Any) -> Task:
        return open_task(changes, by=by)

    def revise(self, row: Task, changes: dict[str, Any], *, by: Any, version: int | None = None) -> Task:
        return row.revise(changes, by=by, version=version)

    def remove(self, row: Task, *, by: Any) -> None:
        row.remove(by=by)

    def deletable(self, request: HttpRequest) -> models.QuerySet[Any]:
        return Task.objects.removable_by(request.user)
