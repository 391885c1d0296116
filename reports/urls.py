from django.urls import path

from reports import views

app_name = "reports"

urlpatterns = [
    path("", views.forecast, name="forecast"),
    path("funnel/", views.funnel, name="funnel"),
    path("results/", views.results, name="results"),
    path("activity/", views.activity, name="activity"),
    path("changes/", views.changes, name="changes"),
]
