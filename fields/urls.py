from django.urls import path

from fields import views

app_name = "fields"

urlpatterns = [
    path("", views.index, name="index"),
    path("new/<slug:bearer_key>/", views.new_field, name="new_field"),
    path("<str:field_id>/", views.field, name="field"),
    path("<str:field_id>/move/", views.move, name="move"),
    path("<str:field_id>/delete/", views.delete, name="delete"),
]
