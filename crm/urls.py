"""The addresses of the whole house, in reading order; each app's own stand in its urls.py."""

from django.contrib import admin
from django.urls import include, path

from crm import quick, views
from crm.handing_over import hand_over
from crm.healthz import healthz
from crm.shortcuts import shortcuts

_roof = [
    path("", views.home, name="home"),
    path("today/", views.today, name="today"),
    path("search/", views.search, name="search"),
    path("quick/note/", quick.note, name="quick_note"),
    path("quick/call/", quick.call, name="quick_call"),
    path("quick/task/", quick.task, name="quick_task"),
    path("quick/opportunity/", quick.opportunity, name="quick_opportunity"),
    path("hand-over/", hand_over, name="hand_over"),
    path("shortcuts/", shortcuts, name="shortcuts"),
]

urlpatterns = [
    path("", include((_roof, "crm"))),
    path("healthz", healthz, name="healthz"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("accounts/", include("accounts.sign_in_urls")),
    path("opportunities/", include("opportunities.urls")),
    path("tasks/", include("tasks.urls")),
    path("calendar/", include("agenda.urls")),
    path("documents/", include("documents.urls")),
    path("wopi/", include("documents.wopi.urls")),
    path("contacts/", include("contacts.urls")),
    path("fields/", include("fields.urls")),
    path("history/", include("history.urls")),
    path("import/", include("imports.urls")),
    path("export/", include("exports.urls")),
    path("setup/", include("history.lists.urls")),
    path("reports/", include("reports.urls")),
    path("jobs/", include("jobs.urls")),
    path("notifications/", include("notifications.urls")),
    path("", include("accounts.urls")),
    path("admin/", admin.site.urls),
]
