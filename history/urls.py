from django.urls import path

from history import views

app_name = "history"

urlpatterns = [
    path("<str:public_id>/edit/", views.edit, name="edit"),
    path("<str:public_id>/delete/", views.delete, name="delete"),
    path("<str:page_kind>/<str:page_id>/", views.feed, name="feed"),
    path("<str:page_kind>/<str:page_id>/add/", views.add, name="add"),
    path("<str:page_kind>/<str:page_id>/people/", views.people, name="people"),
]
