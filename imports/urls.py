from django.urls import path

from imports import views

app_name = "imports"

urlpatterns = [
    path("", views.index, name="index"),
    path("<slug:target>/", views.start, name="start"),
    path("<slug:target>/sample.csv", views.sample, name="sample"),
    path("<str:public_id>/file/", views.file, name="file"),
    path("<str:public_id>/columns/", views.columns, name="columns"),
    path("<str:public_id>/values/", views.values, name="values"),
    path("<str:public_id>/check/", views.check, name="check"),
    path("<str:public_id>/repair/", views.repair, name="repair"),
    path("<str:public_id>/row/<int:number>/", views.row, name="row"),
    path("<str:public_id>/continue/", views.resume, name="resume"),
    path("<str:public_id>/run/", views.run, name="run"),
    path("<str:public_id>/result/", views.result, name="result"),
    path("<str:public_id>/refused.csv", views.refused, name="refused"),
    path("<str:public_id>/go-on/", views.go_on, name="go_on"),
    path("<str:public_id>/undo/", views.undo, name="undo"),
    path("<str:public_id>/discard/", views.discard, name="discard"),
]
