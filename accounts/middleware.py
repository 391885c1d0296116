"""Who is not signed in, and the reader's own language and time zone."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from accounts.validators import zone_or_none


class SignInFirstMiddleware(LoginRequiredMiddleware):
    """Leads to the sign-in, and says so to whom a form was sent by after their session had ended.

    Django would lead them on to the address of the form, which may take nothing but forms (405), or shows an empty one
    as if nothing had been typed. They come back to the page on which the form stood.
    """

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> HttpResponse:  # type: ignore[override]
        if request.method in ("GET", "HEAD"):
            answer: HttpResponse = super().handle_no_permission(request, view_func)
            return answer
        messages.warning(request, _("You were no longer signed in, so nothing was saved. Sign in and send it again."))
        leading_there = redirect_to_login(_page_of(request), self.get_login_url(view_func))
        # A script would fetch the sign-in page, and the message with it, before it leads there.
        by_htmx = request.htmx  # type: ignore[attr-defined]
        return HttpResponseClientRedirect(leading_there.url) if by_htmx else leading_there


def _page_of(request: HttpRequest) -> str:
    """Return the page of ours that a form was sent from, as the browser says it; "/" where it does not."""
    page = request.headers.get("referer", "")
    if not url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure()):
        return "/"
    return urlsplit(page)._replace(scheme="", netloc="", fragment="").geturl() or "/"


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
