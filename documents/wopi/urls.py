from django.urls import path

from documents.wopi import views

app_name = "wopi"

urlpatterns = [
    path("files/<str:file_id>", views.file, name="file"),
    path("files/<str:file_id>/contents", views.contents, name="contents"),
]
