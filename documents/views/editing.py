"""The quick editor of a document: its page, its content, saving, and who else is editing."""

import json
import logging
from typing import Any

from django.core.exceptions import RequestDataTooBig, ValidationError
from django.core.files import File
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.access import editable
from core.editing import Conflict
from core.templatetags.crm import clock, moment
from documents import editing
from documents.editors import CannotEdit, Editor, Refused, editor_for
from documents.models import Document, Version
from documents.models.editing_mark import mark_editing, unmark_editing
from documents.views.document import about
from documents.views.there import there

logger = logging.getLogger("documents")


@require_safe
def write(request: HttpRequest, public_id: str) -> HttpResponse:
    """The page of the quick editor. Its content comes by itself, so that a large file shows a page at once."""
    document, editor = opened(request, public_id)
    return render(request, "documents/write.html", about(document) | {"editor": editor})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@there
def content(request: HttpRequest, public_id: str) -> HttpResponse:
    """GET: what the editor shows of the newest version. POST: save edits of the version that it showed.

    With `?part=…&number=…` a part of that version which the editor shows later, such as another sheet.

    Answers JSON: 200, or with a sentence 409 (somebody saved in between), 413, 422 (it cannot be edited, or not so).
    """
    document, editor = opened(request, public_id)
    try:
        if request.method == "POST":
            return saved(request, document, editor)
        if "part" in request.GET:
            return part_of(request, document, editor)
        with document.current.file.open("rb") as file:
            return JsonResponse({"number": document.current_number, "model": editor.read(file)})
    except RequestDataTooBig:
        return refused(_("That is too large to be sent."), 413)
    except (CannotEdit, Refused) as refusal:
        return refused(str(refusal), 422)
    except ValidationError as refusal:
        return refused(" ".join(refusal.messages), 422)
    except FileNotFoundError:
        logger.error("The file of document %s is missing.", document.pk)
        return refused(_("This file is missing on the server. Tell an administrator of the CRM."), 422)


def part_of(request: HttpRequest, document: Document, editor: Editor) -> HttpResponse:
    """Answer a part of the version whose number is asked for; 404 where there is no such version."""
    number = request.GET.get("number", "")
    version = document.versions.filter(number=int(number)).first() if number.isdecimal() and len(number) < 10 else None
    if version is None or editor.more is None:
        raise Http404
    with version.file.open("rb") as file:
        return JsonResponse({"number": version.number, "model": editor.more(file, request.GET["part"])})


@require_POST
@there
def ask(request: HttpRequest, public_id: str) -> HttpResponse:
    """What the page asks while somebody types: nothing is read from the file, and nothing is changed."""
    _document, editor = opened(request, public_id)
    if editor.answer is None:
        raise Http404
    try:
        asked = json.loads(request.body)
        if not isinstance(asked, dict):
            raise Refused(_("Nothing was sent that could be read. Reload the page."))
        return JsonResponse(editor.answer(asked))
    except RequestDataTooBig:
        return refused(_("That is too large to be sent."), 413)
    except (ValueError, RecursionError):
        return refused(_("Nothing was sent that could be read. Reload the page."), 422)
    except Refused as refusal:
        return refused(str(refusal), 422)


def saved(request: HttpRequest, document: Document, editor: Editor) -> HttpResponse:
    """Save what was posted: {"base": the version that was edited, "known": the newest one that the person has seen,
    "edits": …, "copy": whether it shall be a document of its own}."""
    posted = posted_json(request)
    base = document.versions.filter(number=posted["base"]).select_related("document").first()
    if base is None:
        raise Refused(_("Nothing was sent that could be saved. Reload the page."))
    with editing.edited(base, editor, posted["edits"]) as file:
        if posted["copy"]:
            return copied(editing.keep_copy(document, file, by=request.user))
        try:
            version = editing.save_edited(document, file, by=request.user, known=posted["known"])
        except Conflict as conflict:
            return somebody_was_faster(editor, conflict.row, file)
    sentence = _("Saved as version %(number)s at %(time)s.")
    words = {"number": version.number, "time": clock(timezone.localtime(version.created_at))}
    return JsonResponse({"number": version.number, "sentence": sentence % words})


def copied(document: Document) -> HttpResponse:
    """Answer where the copy is edited on."""
    sentence = _("Your version is kept as “%(name)s”.") % {"name": document.name}
    return JsonResponse({"url": document.pencil_url, "sentence": sentence})


def somebody_was_faster(editor: Editor, document: Document, mine: File) -> HttpResponse:
    """Answer the second of two who saved: by whom and when, and what differs."""
    theirs: Version = document.current
    words = {"number": theirs.number, "name": theirs.created_by.label, "at": moment(theirs.created_at)}
    sentence = _("%(name)s saved version %(number)s on %(at)s, while you were editing.") % words
    try:
        differing = editing.differences(editor, theirs, mine)
    except CannotEdit:  # what they saved cannot be read here; it can still be downloaded
        differing = []
    answer = {"number": theirs.number, "sentence": sentence, "url": theirs.url, "differences": differing}
    return JsonResponse(answer, status=409)


@require_POST
@there
def who(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say that one is still editing (or, with `done`, not any more); answer who else is, and the newest version."""
    document, _editor = opened(request, public_id)
    if "done" in request.GET:
        unmark_editing(document, by=request.user)
        return HttpResponse(status=204)
    others = [
        _("%(name)s has been editing this, too, since %(time)s.")
        % {"name": mark.user.label, "time": clock(timezone.localtime(mark.since))}
        for mark in mark_editing(document, by=request.user)
    ]
    return JsonResponse({"others": others, "number": document.current_number})


def opened(request: HttpRequest, public_id: str) -> tuple[Document, Editor]:
    """Return a document that may be changed and its editor; raises Http404 where there is none for its kind."""
    document = editable(request, Document.objects.for_list(), public_id)
    editor = editor_for(document.name)
    if editor is None:
        raise Http404
    return document, editor


def posted_json(request: HttpRequest) -> dict[str, Any]:
    """Return what was posted, with its outer shape made sure of; raises Refused."""
    try:
        posted = json.loads(request.body)
        base, known, edits = posted["base"], posted["known"], posted["edits"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Refused(_("Nothing was sent that could be saved. Reload the page.")) from error
    numbers = all(type(number) is int and 0 < number < 2**31 for number in (base, known))
    if not numbers or not isinstance(edits, dict):
        raise Refused(_("Nothing was sent that could be saved. Reload the page."))
    return {"base": base, "known": known, "edits": edits, "copy": posted.get("copy") is True}


def refused(sentence: str, status: int) -> HttpResponse:
    """Answer a sentence that says what is wrong."""
    return JsonResponse({"sentence": sentence}, status=status)
