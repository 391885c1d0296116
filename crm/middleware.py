"""Headers that every answer bears, beside those of Django and django-csp, and one that a form must not send."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.shortcuts import render
from django.urls import set_urlconf
from django.utils.cache import add_never_cache_headers

from documents import files_host

# What a page of ours never needs, no script that slips in gets, either.
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in ("accelerometer", "camera", "geolocation", "gyroscope", "microphone", "payment", "usb")
)


class HeadersMiddleware:
    """Keeps private pages out of every cache, and names the browser features that no page uses.

    `no-store` also means that after signing out, "back" shows nothing. Answers that set their own Cache-Control
    (a picture, a download) keep it; static files never come here, WhiteNoise answers them before.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        if not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response


class FilesHostMiddleware:
    """Answers under the host of `FILES_URL` with uploaded files and nothing else: there is no page, and no sign-in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not self.is_asked(request):
            return self.get_response(request)
        if request.path_info.startswith(settings.STATIC_URL):  # WhiteNoise would answer it before any address is read
            return files_host.plain(404)(request)
        request.urlconf = "documents.files_host"  # type: ignore[attr-defined]  # Django's own way, untyped
        try:
            return self.get_response(request)
        finally:
            set_urlconf(None)  # Django leaves it to the next request

    @staticmethod
    def is_asked(request: HttpRequest) -> bool:
        """Whether a request is for the host of files, by whatever port and with a final dot or without."""
        if not settings.FILES_URL:
            return False
        return split_domain_port(request.get_host())[0] == split_domain_port(urlsplit(settings.FILES_URL).netloc)[0]


class OnlyFormsMiddleware:
    """Answers who looks at an address that takes nothing but forms with a page that leads on.

    One comes there by reloading the page on which a form came back. Django's own 405 is empty, and a browser shows it
    as a site that is out of order.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 405 and request.method == "GET" and not response.content:
            page = render(request, "405.html", status=405)
            page.headers["Allow"] = response.headers["Allow"]
            return page
        return response


class OneCharsetMiddleware:
    """Answers 400 to a body that says it is in any other charset than UTF-8, which every form of ours is sent in.

    Django would read it by whatever codec Python has under that name: some bring forth texts that no database takes,
    some are no charsets at all, and the page breaks.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        """Look before any view reads the body; raises BadRequest."""
        named = (request.content_params or {}).get("charset", "utf-8")
        if named.casefold() != "utf-8":
            raise BadRequest("A form must be sent in UTF-8.")
