"""Notifications to look at: what was told to whom, and which mail failed."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.filters import UsedChoices
from jobs.admin import ReadOnlyAdmin
from notifications.models import Notification, Preferences


@admin.register(Notification)
class NotificationAdmin(ReadOnlyAdmin):
    list_display = ("created_at", "recipient", "channel", "kind", "state", "attempts", "error", "read_at")
    list_filter = ("state", "channel", ("kind", UsedChoices))
    search_fields = ("public_id", "recipient__username", "recipient__first_name", "recipient__last_name")
    date_hierarchy = "created_at"
    list_select_related = ("recipient",)
    ordering = ("-created_at", "-pk")
    actions = ("send_again",)
    fields = ("recipient", "channel", "kind", "said", "state", "attempts", "error", "next_attempt_at")
    fields += ("lease_until", "digest", "read_at", "created_at")

    @admin.display(description=_("sentence"))
    def said(self, notification: Notification) -> str:
        """Return what it says."""
        return notification.sentence

    @admin.action(description=_("Send the failed ones among the chosen mails again"))
    def send_again(self, request: HttpRequest, chosen: QuerySet[Notification]) -> None:
        """Give failed mails a new row of attempts."""
        number = sum(mail.send_again() for mail in chosen)
        sentence = ngettext("%(number)s mail will be sent again.", "%(number)s mails will be sent again.", number)
        self.message_user(request, sentence % {"number": number})


@admin.register(Preferences)
class PreferencesAdmin(ReadOnlyAdmin):
    list_display = ("user", "digest_hour", "ways")
    list_select_related = ("user",)
    search_fields = ("user__username", "user__first_name", "user__last_name")
    fields = ("user", "ways", "digest_hour")
