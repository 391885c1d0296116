"""Requests that carry files: streamed to the disk, and cut off where a file is over the limit."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from documents import checking, names

# So many files of the largest size may come in one request; a longer one is refused before it is read.
FILES_AT_ONCE = 20


class Limit(FileUploadHandler):
    """Drops a file as soon as it is over the limit, and remembers its name for the answer."""

    def __init__(self, request: HttpRequest, too_large: list[str]) -> None:
        super().__init__(request)
        self.too_large = too_large
        self.arrived = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin to count anew."""
        super().new_file(*args, **kwargs)
        self.arrived = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Pass the chunk on to the handlers behind, which write it to the disk."""
        self.arrived += len(raw_data)
        if self.arrived > checking.limit():
            self.too_large.append(names.clean(self.file_name or ""))
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the handlers behind."""


def takes_files(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let a view take files; it finds the names of those over the limit in `request.too_large`.

    The handlers must be set before the body is read, and the check against forged requests reads it: so it is done
    here, after them.
    """
    guarded = csrf_protect(view)

    @csrf_exempt
    @wraps(view)
    def taking(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.too_large = []  # type: ignore[attr-defined]
        if _length(request) > FILES_AT_ONCE * checking.limit():
            messages.error(request, _("That is more than can be uploaded at once. Upload fewer files at a time."))
            return HttpResponseRedirect(request.path.removesuffix("upload/"), status=303)
        request.upload_handlers.insert(0, Limit(request, request.too_large))  # type: ignore[attr-defined]
        return guarded(request, *args, **kwargs)

    return taking


def _length(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0
