"""Requests that carry files: streamed to the disk, and cut off where a file is over the limit."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import BadRequest, ValidationError
from django.core.files.uploadhandler import FileUploadHandler, MemoryFileUploadHandler, SkipFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django_htmx.http import HttpResponseClientRedirect

from core.forms import Form
from core.room import NO_ROOM, TemporaryFiles

# So many files of the largest size may come in one request; a longer one is refused before it is read.
FILES_AT_ONCE = 20

TOO_LARGE = gettext_lazy("“%(name)s” is larger than %(limit)s MB and was not uploaded. Upload a smaller file.")


def upload_limit() -> int:
    """Return how many bytes one uploaded file may have (`MAX_UPLOAD_MB`)."""
    return settings.MAX_UPLOAD_MB * 1024 * 1024


def in_megabytes(count: int) -> str:
    """Return a number of bytes for people, in whole megabytes: "100 MB"."""
    return f"{count // (1024 * 1024)} MB"


class NoneIsTaken(FileUploadHandler):
    """Ends a request that carries a file to a view that takes none, before a byte of it is kept (`takes_files`).

    Every form is read to be checked against forgery, that of signing in, too: without this, anybody could fill the
    disk with files that nobody asked for.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Raise BadRequest; a file field that was left empty does not come here."""
        raise BadRequest("No file is taken at this address.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Nothing comes so far."""

    def file_complete(self, file_size: int) -> None:
        """Nothing comes so far."""


class Limit(FileUploadHandler):
    """Drops a file as soon as it has more than `most` bytes, and notes its name in `too_large` for the answer."""

    def __init__(self, request: HttpRequest, most: int, too_large: list[str]) -> None:
        super().__init__(request)
        self.most = most
        self.too_large = too_large
        self.arrived = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin to count anew."""
        super().new_file(*args, **kwargs)
        self.arrived = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Pass the chunk on to the handlers behind, which write it to the disk."""
        self.arrived += len(raw_data)
        if self.arrived > self.most:
            self.too_large.append(self.file_name or "")
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the handlers behind."""


def takes_files(
    most: Callable[[], int], *, back: Callable[[HttpRequest], str] = lambda request: request.path
) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Let a view take files of up to `most()` bytes; what was dropped on its way, `dropped(request)` tells its form.

    A request that is longer than all files together may be is not read: it leads to the address that `back` returns,
    with a message. Outermost of a view's decorators: the handlers must be set before the body is read, and the check
    against forged requests reads it, so that check is done here, after them.
    """

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        guarded = csrf_protect(view)

        @csrf_exempt
        @wraps(view)
        def taking(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
            request.too_large, request.no_room = [], False
            if _length(request) > FILES_AT_ONCE * most():
                messages.error(request, _("That is more than can be uploaded at once. Upload fewer files at a time."))
                return _led_to(request, back(request))
            limit = Limit(request, most(), request.too_large)
            request.upload_handlers = [limit, MemoryFileUploadHandler(request), TemporaryFiles(request)]
            return guarded(request, *args, **kwargs)

        return taking

    return decorate


def dropped(request: HttpRequest) -> dict[str, Any]:
    """Return what a form of files is to know of those that were dropped on their way, as its keywords."""
    return {"too_large": request.too_large, "no_room": request.no_room}  # type: ignore[attr-defined]


def _length(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def _led_to(request: Any, address: str) -> HttpResponse:
    """Answer with another page; htmx would put it in the place of a fragment if it were not told to go there."""
    return HttpResponseClientRedirect(address) if request.htmx else HttpResponseRedirect(address, status=303)


class TakesFilesMixin(Form):
    """A form with a field for files, of a view that `takes_files`: what was dropped on its way is the field's error.

    The field also carries what a script needs to ask before it sends: `data-max-bytes` and the sentence.
    """

    files_field = "file"

    def __init__(self, *args: Any, too_large: Sequence[str] = (), no_room: bool = False, **kwargs: Any) -> None:
        """`too_large`: names of files over the limit; `no_room`: a file that the disk had no room for (`core.room`)."""
        super().__init__(*args, **kwargs)
        self.too_large, self.no_room = too_large, no_room
        sentence = _("One file may have at most %(limit)s. Choose smaller files.")
        self.fields[self.files_field].widget.attrs |= {
            "data-max-bytes": self.most_bytes(),
            "data-too-large": sentence % {"limit": in_megabytes(self.most_bytes())},
        }

    def most_bytes(self) -> int:
        """Return how many bytes one file may have."""
        return upload_limit()

    def file_too_large(self, name: str) -> ValidationError:
        """Return the refusal of a file over the limit."""
        return ValidationError(str(TOO_LARGE) % {"name": name, "limit": settings.MAX_UPLOAD_MB}, code="too_large")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.too_large or self.no_room:
            # The field knows of no such file, and may miss it.
            self.errors.pop(self.files_field, None)
            for name in self.too_large:
                self.add_error(self.files_field, self.file_too_large(name))
        if self.no_room:
            self.add_error(self.files_field, ValidationError(NO_ROOM, code="no_room"))
        return cleaned
