"""Headers that every answer bears, beside those that Django and django-csp set themselves."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers

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
