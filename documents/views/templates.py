"""Templates: the administrators' list with its placeholders, and making a document from one."""

from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.access import editable, may, seen
from core.editing import Conflict
from core.once import once
from core.uploads import dropped, takes_files, upload_limit
from documents import actions, kinds, names
from documents.comparing import Incomparable, compared_files
from documents.filling import GROUPS
from documents.forms.templates import FromTemplateForm, TemplateForm
from documents.models import FormerFile, Template, add_template
from documents.shelf import shelf_of
from documents.views.sending import must_be_saved, sends_a_file, to_save
from documents.views.shelf import rows_of, shelf_page
from documents.views.there import there


@require_safe
@may("administer")
def templates(request: HttpRequest) -> HttpResponse:
    """The list of templates, and the placeholders that they may use."""
    rows = Template.objects.visible_to(request.user).select_related("updated_by")
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
            return somebody_was_faster(request, form, conflict.row)
    return template_page(request, form)


def somebody_was_faster(request: HttpRequest, form: TemplateForm, current: Template) -> HttpResponse:
    """Answer the second of two who saved: what both entered, and how their files differ; nobody's file is lost."""
    upload = form.cleaned_data["file"]
    context: dict[str, Any] = {"conflict": True, "differences": form.meet(current)}
    context |= {"conflict_by": current.updated_by, "conflict_at": current.updated_at}
    if upload:
        with suppress(Incomparable, FileNotFoundError), current.file.open("rb") as theirs:
            context["comparison"] = compared_files(theirs, upload, current.file_name)
    form.template = current
    return template_page(request, form, status=409, **context)


@sends_a_file
@require_safe
@may("administer")
def download_template(request: HttpRequest, template_id: str) -> HttpResponseBase:
    """The file of a template, to save and edit."""
    return sent(request, seen(request, Template, template_id))


@sends_a_file
@require_safe
@may("administer")
def download_former(request: HttpRequest, template_id: str, number: int) -> HttpResponseBase:
    """A former file of a template, to save; its name bears its number."""
    return sent(request, former_of(seen(request, Template, template_id), number))


def sent(request: HttpRequest, row: Template | FormerFile) -> HttpResponseBase:
    """Send the file of a template or a former one to be saved."""
    must_be_saved(request)
    name = row.file_name
    if isinstance(row, FormerFile):
        name = names.with_ending(f"{names.stem(name)} (v{row.number})", names.ending(name))
    try:
        return to_save(row.file.open("rb"), name, kinds.content_type_of(name))
    except FileNotFoundError:
        messages.error(request, _("This file is missing on the server. Tell an administrator of the CRM."))
        return redirect("documents:templates")


@require_http_methods(["GET", "HEAD", "POST"])
@may("administer")
@there
def restore_former(request: HttpRequest, template_id: str, number: int) -> HttpResponse:
    """Ask, then make a former file the file of the template again; the one that is there stays in the list."""
    row = editable(request, Template, template_id)
    former = former_of(row, number)
    context: dict[str, Any] = {"sentence": _("The file that is there now stays in the list of former ones.")}
    status = 200
    if request.method == "POST":
        try:
            row.restore(former, by=request.user)
            return redirect(saved(request, row))
        except ValidationError as refusal:
            context, status = {"sentence": " ".join(refusal.messages)}, 422
        except FileNotFoundError:
            context = {"sentence": _("This file is missing on the server. Tell an administrator of the CRM.")}
            status = 422
    words = {"file": former.file_name, "number": former.number, "name": row.name}
    context |= {
        "question": _("Use “%(file)s” (file %(number)s) again for the template “%(name)s”?") % words,
        "reversible": True,
        "action_label": _("Restore"),
        "cancel_url": row.get_absolute_url(),
    }
    return render(request, "core/_confirm.html", context, status=status)


def former_of(row: Template, number: int) -> FormerFile:
    """Return a former file of a template that was opened with access; raises Http404 where there is none."""
    former = row.former_files.filter(number=number).select_related("template").first()
    if former is None:
        raise Http404
    return former


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


def template_page(request: HttpRequest, form: TemplateForm, *, status: int = 0, **more: Any) -> HttpResponse:
    """Answer the form of a template, with what its file was before."""
    context = {"form": form, "template": form.template, "groups": GROUPS} | more
    if form.template:
        context["former"] = form.template.former_files.select_related("replaced_by", "template")
    return render(request, "documents/template.html", context, status=status or (422 if form.is_bound else 200))
