"""One document: editing, downloading, renaming, deleting."""

import logging
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from core.access import editable, seen
from core.editing import Conflict
from core.uploads import dropped
from documents import actions, names
from documents.comparing import is_comparable
from documents.forms import RenameForm, VersionForm
from documents.models import Document, Version
from documents.shelf import shelf_url
from documents.uploads import takes_documents
from documents.views.sending import must_be_saved, sends_a_file, to_save
from documents.views.shelf import lit
from documents.views.there import there
from documents.wopi.editors import is_opened_in_office
from documents.wopi.locks import holder

logger = logging.getLogger("documents")


@takes_documents
@require_http_methods(["GET", "HEAD", "POST"])
@there
def edit(request: HttpRequest, public_id: str) -> HttpResponse:
    """Download, edit, upload as the new version; and all versions. Who may not change it sees the versions only."""
    document = (editable if request.method == "POST" else seen)(request, Document.objects.for_list(), public_id)
    posted = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = VersionForm(*posted, document=document, **dropped(request))
    if form.is_bound and form.is_valid():
        answer = version_added(request, document, form)
        if answer:
            return answer
    every = request.GET.get("versions") == "all"
    context = about(document) | {"form": form, "office": is_opened_in_office(document), "editing": holder(document)}
    context["comparable"] = is_comparable(document.name)
    context |= {"versions": versions_of(document, every=every), "folded": 0 if every else folded_of(document)}
    return render(request, "documents/edit.html", context, status=422 if form.is_bound else 200)


def version_added(request: HttpRequest, document: Document, form: VersionForm) -> HttpResponse | None:
    """Add the version that a valid form holds; return where to go on, or None with the refusal on the form."""
    cleaned = form.cleaned_data
    try:
        version = actions.upload_version(
            document, cleaned["file"], by=request.user, note=cleaned["note"], based_on=cleaned["based_on"]
        )
    except ValidationError as refusal:
        form.add_error("file", refusal)
        return None
    if not isinstance(version, Version):
        return redirect("documents:waiting", document.page._meta.model_name, document.page.public_id)
    words = {"name": document.name, "number": version.number}
    if version.number == document.current_number:
        messages.info(request, _("Your file is the same as version %(number)s; nothing was changed.") % words)
    else:
        messages.success(request, _("“%(name)s” is now at version %(number)s.") % words)
    return redirect(document)


@sends_a_file
@require_safe
def download(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """The newest version, as a file to save."""
    document = seen(request, Document, public_id)
    return sent(request, document, document.current)


@sends_a_file
@require_safe
def download_version(request: HttpRequest, public_id: str, number: int) -> HttpResponseBase:
    """One version, as a file to save; former ones bear their number in their name."""
    document = seen(request, Document, public_id)
    version = document.versions.filter(number=number).first()
    if version is None:
        raise Http404
    return sent(request, document, version)


def sent(request: HttpRequest, document: Document, version: Version) -> HttpResponseBase:
    """Send a version to be saved: nothing in it is run or drawn by the browser, nothing keeps a copy."""
    must_be_saved(request)
    try:
        file = version.file.open("rb")
    except FileNotFoundError:
        logger.error("The file of document %s, version %s, is missing.", document.pk, version.number)
        messages.error(request, _("This file is missing on the server. Tell an administrator of the CRM."))
        return redirect(document)
    name = document.name
    if version.number != document.current_number:
        name = names.with_ending(f"{names.stem(name)} (v{version.number})", names.ending(name))
    return to_save(file, name, version.content_type)


@require_http_methods(["GET", "HEAD", "POST"])
@there
def rename(request: HttpRequest, public_id: str) -> HttpResponse:
    """Give it another name."""
    document = editable(request, Document.objects.for_list(), public_id)
    form = RenameForm(request.POST if request.method == "POST" else None, document=document)
    if not (form.is_bound and form.is_valid()):
        return render(
            request, "documents/rename.html", about(document) | {"form": form}, status=422 if form.is_bound else 200
        )
    name = form.cleaned_data["name"]
    try:
        renamed = document.rename(name, by=request.user, version=form.cleaned_data["version"])
    except Conflict as conflict:
        return renamed_by_another(request, form, conflict.row)
    messages.success(request, _("It is now called “%(name)s”.") % {"name": renamed.name})
    return redirect(shelf_url(document.page))


def renamed_by_another(request: HttpRequest, form: RenameForm, current: Document) -> HttpResponse:
    """Answer the second of two who renamed: both names, and the form with theirs."""
    mine = names.with_ending(form.cleaned_data["name"], names.ending(current.name))
    form.keep_mine_next_time(current)
    differences = form.differences([(_("Name"), mine, current.name)])
    context = about(current) | {"form": form, "conflict": True, "differences": differences}
    return render(request, "documents/rename.html", context, status=409)


@require_http_methods(["GET", "HEAD", "POST"])
@there
def delete(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask, then delete it with all its versions."""
    document = editable(request, Document.objects.for_list(), public_id)
    if request.method == "POST":
        document.remove(by=request.user)
        messages.success(request, _("“%(name)s” was deleted.") % {"name": document.name})
        return redirect(shelf_url(document.page))
    count = document.versions.count()
    context = about(document) | {
        "question": _("Delete “%(name)s”?") % {"name": document.name},
        "losses": [ngettext("%(n)s version", "%(n)s versions", count) % {"n": count}] if count > 1 else [],
        "cancel_url": shelf_url(document.page),
    }
    return render(request, "core/_confirm.html", context)


def about(document: Document) -> dict[str, Any]:
    """Return what every page about one document shows around it."""
    return {"document": document, "back_url": shelf_url(document.page), **lit(document.page)}


def versions_of(document: Document, *, every: bool) -> list[Version]:
    """Return the versions, newest first; automatic saves that only led to the next one are left out unless `every`."""
    rows = document.versions.select_related("created_by", "document").order_by("-number")
    return list(rows if every else rows.exclude(pk__in=document.versions.passing().values("pk")))


def folded_of(document: Document) -> int:
    """Return how many versions the list leaves out."""
    return document.versions.passing().count()
