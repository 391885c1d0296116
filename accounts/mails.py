"""Mails of accounts: in the recipient's language, with links that begin with the configured address of the site.

The address is never read from a request: a forged Host header would put a stranger's site into the link.
"""

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

if TYPE_CHECKING:
    from accounts.models import Invitation, User


def absolute(path: str) -> str:
    """Return the full address of a path of this site."""
    return settings.BASE_URL.rstrip("/") + path


def compose(
    template: str, to: str, language: str, context: dict[str, Any], zone: ZoneInfo | None = None
) -> EmailMessage:
    """Return the mail of `<template>_subject.txt` and `<template>_message.txt` in `language` ("" is the site's)."""
    context = {**context, "site_url": absolute("/")}
    with translation.override(language or settings.LANGUAGE_CODE), timezone.override(zone):
        subject = " ".join(render_to_string(f"{template}_subject.txt", context).split())
        body = render_to_string(f"{template}_message.txt", context).strip() + "\n"
    return EmailMessage(subject, body, settings.DEFAULT_FROM_EMAIL, [to])


def send_invitation(invitation: "Invitation", token: str) -> None:
    """Send the link that opens an invitation. Raises what the mail system raises."""
    known = invitation if invitation.first_name or invitation.last_name else None
    context = {
        "invitation": invitation,
        "person": known,
        "accept_url": absolute(reverse("accounts:accept", args=[token])),
    }
    compose("account/email/invitation", invitation.email, invitation.language, context).send()


def tell_former_address(user: "User", former: str) -> None:
    """Tell the address that an account had so far that it has another one now, so that nobody loses it unawares."""
    context = {"person": user}
    compose("account/email/email_changed", former, user.language, context, user.zone).send()
