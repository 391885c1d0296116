"""Jobs and schedules to look at: an administrator sees what runs, what failed and where."""

from typing import Any

import django_tasks_db.admin  # noqa: F401 - registers what is taken out below
from django.contrib import admin
from django.http import HttpRequest
from django_tasks_db.models import DBTaskResult

from core.filters import UsedChoices
from jobs.models import Job, Schedule

# The queue's own table of wake-ups: the row of a job is the truth about it.
admin.site.unregister(DBTaskResult)


class ReadOnlyAdmin(admin.ModelAdmin):
    """For administrators of the CRM, and to be read only: a job is changed by its worker alone."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.is_administrator  # type: ignore[union-attr]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Job)
class JobAdmin(ReadOnlyAdmin):
    list_display = ("kind", "state", "by", "done", "total", "attempts", "run_after", "created_at", "finished_at")
    list_filter = ("state", ("kind", UsedChoices), "queue")
    search_fields = ("public_id", "kind", "by__username", "error")
    date_hierarchy = "created_at"
    list_select_related = ("by",)
    ordering = ("-created_at", "-pk")


@admin.register(Schedule)
class ScheduleAdmin(ReadOnlyAdmin):
    list_display = ("kind", "due_at")
    ordering = ("kind",)
