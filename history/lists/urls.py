from django.urls import path

from history.lists import views

app_name = "lists"

urlpatterns = [
    path("", views.index, name="index"),
    path("<slug:list_key>/", views.entries, name="list"),
    path("<slug:list_key>/order/", views.order, name="order"),
    path("<slug:list_key>/new/", views.add, name="add"),
    path("<slug:list_key>/<int:entry_id>/", views.edit, name="edit"),
    path("<slug:list_key>/<int:entry_id>/delete/", views.delete, name="delete"),
]
