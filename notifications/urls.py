from django.urls import path

from notifications import views

app_name = "notifications"

urlpatterns = [
    path("", views.index, name="index"),
    path("bell/", views.bell, name="bell"),
    path("read/", views.mark_all, name="mark_all"),
    path("preferences/", views.preferences, name="preferences"),
    path("<str:public_id>/", views.open, name="open"),
]
