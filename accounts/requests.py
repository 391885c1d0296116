"""The request as a view behind the sign-in receives it; for types, never made by hand."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from accounts.models import User


class SignedInRequest(HttpRequest):
    """A request of a signed-in person: SignInFirstMiddleware lets nobody else through."""

    user: User
    htmx: HtmxDetails
