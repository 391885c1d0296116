"""The body of a call, which may be as large as a file may be: streamed to the disk, whole or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.files.uploadedfile import TemporaryUploadedFile
from django.http import HttpRequest
from django.http.request import UnreadablePostError

from core.uploads import upload_limit
from documents.wopi.calls import Answered

CHUNK = 256 * 1024
# No file has a size of more digits, and Python reads numbers of some thousand no more.
LONGEST_NUMBER = 20


@contextmanager
def received(request: HttpRequest) -> Iterator[TemporaryUploadedFile]:
    """Write the body to a file among the incoming ones, and give it; it is removed at the end.

    Its length has to be said: a web server tells a body that was cut off from one that ended only by that. Ends the
    call with 411 without a length, 413 over the limit of uploads, 400 where less arrived than was said.
    """
    length = length_of(request)
    if length > upload_limit():
        raise Answered(413, "The file is larger than may be uploaded.")
    with TemporaryUploadedFile("body", "application/octet-stream", length, None) as file:
        arrived = 0
        for chunk in chunks(request):
            arrived += len(chunk)
            file.write(chunk)
        if arrived != length:
            raise Answered(400, f"The body was cut off after {arrived} of {length} bytes.")
        file.seek(0)
        yield file


def chunks(request: HttpRequest) -> Iterator[bytes]:
    """Yield the body piece by piece, as far as it arrives."""
    try:
        while chunk := request.read(CHUNK):
            yield chunk
    except UnreadablePostError:
        return


def length_of(request: HttpRequest) -> int:
    """Return how long the body is said to be; no word of one is none. Ends the call with 411 where it is not said."""
    said = request.META.get("CONTENT_LENGTH") or ("" if "Transfer-Encoding" in request.headers else "0")
    if not (said.isascii() and said.isdigit() and len(said) < LONGEST_NUMBER):
        raise Answered(411, "Say Content-Length.")
    return int(said)
