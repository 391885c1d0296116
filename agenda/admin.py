"""Whose calendar can be fetched; an administrator can end that."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from agenda.models import CalendarFeed, revoke_feed
from jobs.admin import ReadOnlyAdmin


@admin.register(CalendarFeed)
class CalendarFeedAdmin(ReadOnlyAdmin):
    list_display = ("user", "created_at")
    list_select_related = ("user",)
    search_fields = ("user__username", "user__first_name", "user__last_name")
    fields = ("user", "created_at")
    actions = ("revoke",)

    @admin.action(description=_("Let the addresses of the chosen feeds open nothing any more"))
    def revoke(self, request: HttpRequest, chosen: QuerySet[CalendarFeed]) -> None:
        """End the chosen feeds."""
        for feed in chosen.select_related("user"):
            revoke_feed(feed.user)
        self.message_user(request, _("The addresses no longer open a calendar."))
