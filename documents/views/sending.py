"""Sending what was uploaded: only ever to be saved, so that nothing in it is run or drawn in our origin.

By setting (`FILES_URL`) files are not even sent from our origin: the view that finds a file answers with the address of
a ticket at another host, where nobody is signed in.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files import File
from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from documents import kinds, names, tickets

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


def sends_a_file(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Let a view that answers with `to_save` send from the host of files, where there is one; outermost decorator.

    The view is asked here first: whoever may not have the file reads that on a page of ours. At the other host it is
    asked again, for whom the ticket was made out.
    """

    @wraps(view)
    def sending(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        answer = view(request, *args, **kwargs)
        if not (settings.FILES_URL and isinstance(answer, FileResponse)):
            return answer
        answer.file_to_stream.close()  # not the answer: that would end the request
        return redirect(tickets.address_of(request.path, request.user))

    sending.at_files_host = view  # type: ignore[attr-defined]  # read by documents/files_host.py
    return sending
