"""What documents do when something happens on a lower floor."""

from typing import Any

from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest

from documents.models import AccessToken
from documents.wopi.tokens import browser_of


@receiver(user_logged_out)
def signing_out_ends_the_keys_of_the_browser(sender: Any, request: HttpRequest, **_more: Any) -> None:
    """Whoever signs out expects that nothing is open any more, in the office server, too."""
    browser = browser_of(request)
    if browser:
        AccessToken.objects.filter(browser=browser).revoke()
