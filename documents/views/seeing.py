"""Seeing a document without downloading it: pictures that we drew, and the text that is in it."""

from typing import Any

from django.core.files.base import ContentFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.access import seen
from documents.models import Document, Version
from documents.models.preview import State
from documents.names import ending
from documents.previews import endings, running
from documents.views.document import about
from documents.views.sending import HEADERS
from documents.views.there import there

# Its address names the version, and a version never changes, so a browser may keep it. It has to ask each time whether
# it may still be shown: who lost access, and who sits down at the same browser, sees none of it.
KEPT = "private, no-cache"
# So many pages stand on one page of the viewer; the browser fetches those that come into sight.
PAGES = 10


@require_safe
@there
def view(request: HttpRequest, public_id: str) -> HttpResponse:
    """The newest version: a picture, the pages of a PDF, ten at a time, or the text of an office or text file."""
    document = seen(request, Document.objects.for_list(), public_id)
    preview = document.current.shown
    context = about(document) | {"preview": preview, "sentence": sentence_about(preview, document.name)}
    if preview and preview.pages:
        context |= pages_from(preview.pages, request.GET.get("from", ""))
    return render(request, "documents/view.html", context)


def sentence_about(preview: Any, name: str) -> str:
    """Return what is said where there is nothing to see of a file of this name; "" where there is."""
    if preview is None or preview.state == State.WAITING:
        return _("The preview is still being made. Reload the page in a moment.")
    if preview.state == State.FAILED:
        return str(preview.get_reason_display())
    if preview.pages or preview.text:
        return ""
    if ending(name) in endings.DRAWINGS:
        return _("Drawings are not drawn here, only their texts are shown, and there is none in this one.")
    if ending(name) in endings.READ:
        return _("There is no text in this file that could be shown.")
    return _("There is no preview for files of this kind.")


def pages_from(count: int, typed: str) -> dict[str, Any]:
    """Return the pages to be shown and where the others are; what is no page begins at the first."""
    first = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 6 else 1
    first = (min(max(first, 1), count) - 1) // PAGES * PAGES + 1
    last = min(first + PAGES - 1, count)
    return {
        "numbers": range(first, last + 1),
        "before": first - PAGES if first > 1 else None,
        "after": last + 1 if last < count else None,
    }


@require_safe
def thumbnail(request: HttpRequest, public_id: str, number: int) -> HttpResponseBase:
    """The small picture of a version."""
    version = version_of(request, public_id, number)
    if version.shown is None or not version.shown.file:
        raise Http404
    try:
        return unchanged(request, version) or drawn(version.shown.file.open("rb"), etag_of(version))
    except FileNotFoundError as missing:
        raise Http404 from missing


@require_safe
def picture(request: HttpRequest, public_id: str, number: int, page: int) -> HttpResponseBase:
    """A page of a PDF, or a picture, drawn anew at the size of a screen; 503 while too many others are being drawn."""
    version = version_of(request, public_id, number)
    if version.shown is None or not 1 <= page <= version.shown.pages:
        raise Http404
    try:
        return unchanged(request, version, page) or drawn(
            ContentFile(running.draw_for_reader(version, page)), etag_of(version, page)
        )
    except running.Busy:
        return HttpResponse(status=503, headers={"Retry-After": "5", "Cache-Control": "no-store"})
    except running.Unseen as unseen:
        raise Http404 from unseen


def version_of(request: HttpRequest, public_id: str, number: int) -> Version:
    """Return a version of a document that may be seen, with its preview."""
    document = seen(request, Document, public_id)
    version = document.versions.filter(number=number).select_related("document", "preview").without_texts().first()
    if version is None:
        raise Http404
    return version


def etag_of(version: Version, page: int = 0) -> str:
    """Return the word by which a browser asks for a picture that it kept; it tells nothing of what is on it."""
    return f'"{version.shown.pk}.{page}"'


def unchanged(request: HttpRequest, version: Version, page: int = 0) -> HttpResponseBase | None:
    """Return 304 where the browser of somebody who may see it has kept the picture; ask once access is known."""
    answer: HttpResponseBase | None = get_conditional_response(request, etag=etag_of(version, page))
    return answer and with_headers(answer, etag_of(version, page))


def drawn(file: Any, etag: str) -> HttpResponseBase:
    """Send a picture that we drew: nothing in it could be run, and the browser is told so once more."""
    return with_headers(FileResponse(file, content_type="image/webp"), etag)


def with_headers(answer: HttpResponseBase, etag: str) -> HttpResponseBase:
    """Return the answer with what every picture bears."""
    for header, value in (HEADERS | {"Cache-Control": KEPT, "Content-Disposition": "inline", "ETag": etag}).items():
        answer[header] = value
    return answer
