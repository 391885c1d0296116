from django.urls import path

from documents.views import document, drawing, editing, office, seeing, shelf, templates, versions

app_name = "documents"

urlpatterns = [
    path("drawing-board/", drawing.frame, name="drawing_board"),
    path("templates/", templates.templates, name="templates"),
    path("templates/new/", templates.new_template, name="new_template"),
    path("templates/<str:template_id>/", templates.template, name="template"),
    path("templates/<str:template_id>/download/", templates.download_template, name="download_template"),
    path("templates/<str:template_id>/former/<int:number>/", templates.download_former, name="download_former"),
    path("templates/<str:template_id>/former/<int:number>/restore/", templates.restore_former, name="restore_former"),
    path("templates/<str:template_id>/delete/", templates.delete_template, name="delete_template"),
    path("opportunity/<str:public_id>/", shelf.of_opportunity, name="of_opportunity"),
    path("contact/<str:public_id>/", shelf.of_contact, name="of_contact"),
    path("<str:kind>/<str:public_id>/new/<str:form>/", shelf.create, name="create"),
    path("<str:kind>/<str:public_id>/from-template/", templates.from_template, name="from_template"),
    path("<str:kind>/<str:public_id>/upload/", shelf.upload, name="upload"),
    path("<str:kind>/<str:public_id>/waiting/", shelf.waiting, name="waiting"),
    path("<str:public_id>/edit/", document.edit, name="edit"),
    path("<str:public_id>/office/", office.office, name="office"),
    path("<str:public_id>/write/", editing.write, name="write"),
    path("<str:public_id>/content/", editing.content, name="content"),
    path("<str:public_id>/ask/", editing.ask, name="ask"),
    path("<str:public_id>/editing/", editing.who, name="editing"),
    path("<str:public_id>/download/", document.download, name="download"),
    path("<str:public_id>/version/<int:number>/", document.download_version, name="download_version"),
    path("<str:public_id>/compare/", versions.compare, name="compare"),
    path("<str:public_id>/version/<int:number>/restore/", versions.restore, name="restore"),
    path("<str:public_id>/view/", seeing.view, name="view"),
    path("<str:public_id>/version/<int:number>/thumbnail/", seeing.thumbnail, name="thumbnail"),
    path("<str:public_id>/version/<int:number>/page/<int:page>/", seeing.picture, name="picture"),
    path("<str:public_id>/rename/", document.rename, name="rename"),
    path("<str:public_id>/delete/", document.delete, name="delete"),
]
