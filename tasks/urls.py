from django.urls import path

from tasks import views

app_name = "tasks"

urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.create, name="create"),
    path("opportunity/<str:public_id>/", views.of_opportunity, name="of_opportunity"),
    path("<str:public_id>/", views.detail, name="detail"),
    path("<str:public_id>/edit/", views.edit, name="edit"),
    path("<str:public_id>/close/", views.close, name="close"),
    path("<str:public_id>/report/", views.report, name="report"),
    path("<str:public_id>/reopen/", views.reopen, name="reopen"),
    path("<str:public_id>/delete/", views.delete, name="delete"),
]
