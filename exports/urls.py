from django.urls import path

from exports import views

app_name = "exports"

urlpatterns = [
    path("", views.index, name="index"),
    path("<slug:target>/", views.choose, name="choose"),
    path("<str:public_id>/run/", views.run, name="run"),
    path("<str:public_id>/file/", views.file, name="file"),
]
