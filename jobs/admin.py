"""Jobs and schedules to look at: an administrator sees what runs, what failed and where."""

from typing import Any

import django_tasks_db.admin  # noqa: F401 - registers what is taken out below
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django_tasks_db.models import DBTaskResult

from core.filters import UsedChoices
from core.readable import written_out
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
    list_filter = ("state", ("kind", UsedChoices))
    search_fields = ("public_id", "kind", "by__username", "error")
    date_hierarchy = "created_at"
    list_select_related = ("by",)
    ordering = ("-created_at", "-pk")
    fields = ("kind", "state", "by", "done", "total", "message", "error", "attempts", "max_attempts", "run_after")
    fields += ("created_at", "started_at", "finished_at", "lease_until", "leased_by", "given", "so_far", "dedupe_key")

    @admin.display(description=_("payload"))
    def given(self, job: Job) -> str:
        """Return what the job was given, a line for each value."""
        return written_out(job.payload)

    @admin.display(description=_("checkpoint"))
    def so_far(self, job: Job) -> str:
        """Return where the next slice goes on, a line for each value."""
        return written_out(job.checkpoint)


@admin.register(Schedule)
class ScheduleAdmin(ReadOnlyAdmin):
    list_display = ("kind", "due_at")
    search_fields = ("kind",)
    ordering = ("kind",)
