"""The reader's own language and time zone."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from accounts.validators import zone_or_none


class OwnLanguageMiddleware:
    """Answer in the signed-in person's language and time zone.

    Stands after LocaleMiddleware and AuthenticationMiddleware. A person who chose no language reads as the browser
    asks, one who chose no time zone in the site's; a zone that this machine does not know never breaks a page.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if not user.is_authenticated:
            return self.get_response(request)
        if user.language:
            translation.activate(user.language)
            request.LANGUAGE_CODE = translation.get_language()
        with timezone.override(zone_or_none(user.time_zone)):
            return self.get_response(request)
