"""The addresses of the whole house, in reading order; each app's own stand in its urls.py."""

from pathlib import Path

from django.contrib import admin
from django.urls import include, path

from crm import views
from crm.healthz import healthz

_APPS = {
    "opportunities/": "opportunities.urls",
    "tasks/": "tasks.urls",
    "documents/": "documents.urls",
    "contacts/": "contacts.urls",
    "history/": "history.urls",
    "import/": "imports.urls",
    "jobs/": "jobs.urls",
    "notifications/": "notifications.urls",
    "": "accounts.urls",
}

_roof = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
]

urlpatterns = [
    path("", include((_roof, "crm"))),
    path("healthz", healthz, name="healthz"),
    path("accounts/", include("accounts.sign_in_urls")),
    *[
        path(prefix, include(module))
        for prefix, module in _APPS.items()
        if Path(module.replace(".", "/") + ".py").exists()
    ],
    path("admin/", admin.site.urls),
]
