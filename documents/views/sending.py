"""Sending what was uploaded: only ever to be saved, so that nothing in it is run or drawn in our origin."""

from django.core.exceptions import PermissionDenied
from django.core.files import File
from django.http import FileResponse, HttpRequest
from django.utils.translation import gettext as _

from documents import kinds, names

# What asks for the file: a click ("document"), a script that saves it ("empty"), an old browser (nothing). Never a
# page that would run or draw it.
SAVED_BY = {"", "document", "empty"}
CHUNK = 256 * 1024

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "private, no-store",
}


def must_be_saved(request: HttpRequest) -> None:
    """Raise PermissionDenied where a page asks for a file to run or draw it; ask before the file is opened."""
    if request.headers.get("Sec-Fetch-Dest", "") not in SAVED_BY:
        raise PermissionDenied(_("Files are downloaded, not shown inside a page."))


def to_save(file: File, name: str, content_type: str) -> FileResponse:
    """Return the answer that sends an open file to be saved under `name`, by a type that no browser runs."""
    answer = FileResponse(file, content_type=content_type if content_type in kinds.SENT_AS else kinds.OPAQUE)
    answer.block_size = CHUNK
    for header, value in (HEADERS | {"Content-Disposition": names.disposition(name)}).items():
        answer[header] = value
    return answer
