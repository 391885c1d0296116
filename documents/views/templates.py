"""Templates: the administrators' list with its placeholders, and making a document from one."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.access import editable, may, seen
from core.editing import Conflict
from core.once import once
from core.uploads import dropped, takes_files, upload_limit
from documents import actions, kinds
from documents.filling import GROUPS
from documents.forms.templates import FromTemplateForm, TemplateForm
from documents.models import Template, add_template
from documents.shelf import shelf_of
from documents.views.sending import must_be_saved, to_save
from documents.views.shelf import rows_of, shelf_page
from documents.views.there import there


@require_safe
@may("administer")
def templates(request: HttpRequest) -> HttpResponse:
    """The list of templates, and the placeholders that they may use."""
    rows = Template.objects.visible_to(request.user)
    return render(request, "documents/templates.html", {"templates": rows, "groups": GROUPS})


@takes_files(upload_limit)
@require_http_methods(["GET", "HEAD", "POST"])
@may("administer")
def new_template(request: HttpRequest) -> HttpResponse:
    """Upload a new template."""
    form = TemplateForm(*posted(request), template=None, **dropped(request))
    if form.is_bound and form.is_valid():
        changes, upload = form.wishes
        try:
            return redirect(once(request, lambda: saved(request, add_template(changes, upload, by=request.user))))
        except ValidationError as refusal:
            form.refuse(refusal)
    return template_page(request, form)


@takes_files(upload_limit)
@require_http_methods(["GET", "HEAD", "POST"])
@may("administer")
@there
def template(request: HttpRequest, template_id: str) -> HttpResponse:
    """Change a template: its names, its place in the list, its file."""
    row = editable(request, Template, template_id)
    form = TemplateForm(*posted(request), template=row, **dropped(request))
    if form.is_bound and form.is_valid():
        changes, upload = form.wishes
        try:
            row.revise(changes, by=request.user, version=form.cleaned_data["version"], upload=upload)
            return redirect(saved(request, row))
        except ValidationError as refusal:
            form.refuse(refusal)
        except Conflict as conflict:
            form.keep_mine_next_time(conflict.row)
            form.add_error(None, _("Somebody else saved this template in the meantime. Save again to keep yours."))
    return template_page(request, form)


@require_safe
@may("administer")
def download_template(request: HttpRequest, template_id: str) -> HttpResponseBase:
    """The file of a template, to save and edit."""
    row = seen(request, Template, template_id)
    must_be_saved(request)
    return to_save(row.file.open("rb"), row.file_name, kinds.content_type_of(row.file_name))


@require_http_methods(["GET", "HEAD", "POST"])
@may("administer")
@there
def delete_template(request: HttpRequest, template_id: str) -> HttpResponse:
    """Ask, then delete a template; what was made from it stays."""
    row = editable(request, Template, template_id)
    if request.method == "POST":
        row.remove(by=request.user)
        messages.success(request, _("The template “%(name)s” was deleted.") % {"name": row.name})
        return redirect("documents:templates")
    question = _("Delete the template “%(name)s”?") % {"name": row.name}
    sentence = _("Documents that were created from it stay as they are.")
    context = {"question": question, "sentence": sentence, "cancel_url": row.get_absolute_url()}
    return render(request, "core/_confirm.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@there
def from_template(request: HttpRequest, kind: str, public_id: str) -> HttpResponse:
    """Ask for a template, a language and a name, and make the document; with htmx the question alone is answered."""
    page = editable(request, rows_of(request, kind), public_id)
    form = FromTemplateForm(request.POST if request.method == "POST" else None, page=page, request=request)
    if not form.is_bound and request.htmx:  # type: ignore[attr-defined]
        context = {"from_template": form, "shelf": shelf_of(page, request.user)}
        return render(request, "documents/_from_template.html", context)
    if form.is_bound and form.is_valid():
        try:
            return redirect(once(request, lambda: made(request, page, form.cleaned_data)))
        except ValidationError as refusal:
            form.add_error("template", refusal)
    return shelf_page(request, page, from_template=form, status=422 if form.is_bound else 200)


def made(request: HttpRequest, page: Any, wanted: dict[str, Any]) -> str:
    """Make the document that a valid form asks for; return the address of its editor."""
    document = actions.create_from_template(
        wanted["template"], page, by=request.user, name=wanted["name"], language=wanted["language"]
    )
    messages.success(request, _("“%(name)s” was created.") % {"name": document.name})
    return document.quick_url


def posted(request: HttpRequest) -> tuple[Any, Any]:
    """Return what a form of files is bound to."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def saved(request: HttpRequest, row: Template) -> str:
    """Say that a template is saved; return where to go on."""
    messages.success(request, _("The template is saved. Every placeholder in it is known."))
    return str(redirect("documents:templates").url)


def template_page(request: HttpRequest, form: TemplateForm) -> HttpResponse:
    """Answer the form of a template."""
    context = {"form": form, "template": form.template, "groups": GROUPS}
    return render(request, "documents/template.html", context, status=422 if form.is_bound else 200)
