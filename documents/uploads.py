"""Requests that carry documents."""

from django.http import HttpRequest

from core.uploads import takes_files, upload_limit


def _shelf(request: HttpRequest) -> str:
    """The page to which a request that is far too long leads: that of the document, or the shelf it was sent from."""
    return request.path.removesuffix("upload/")


takes_documents = takes_files(upload_limit, back=_shelf)
