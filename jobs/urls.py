from django.urls import path

from jobs import views

app_name = "jobs"

urlpatterns = [
    path("<str:public_id>/progress/", views.progress, name="progress"),
    path("<str:public_id>/cancel/", views.cancel, name="cancel"),
]
