"""How allauth behaves here: no public sign-up, mails in the recipient's language with this site's own address."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.core.mail import EmailMessage
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy

from accounts.mails import absolute, compose
from accounts.models import User

WRONG = gettext_lazy("This name and password do not belong together. Check both, and try again.")


class AccountAdapter(DefaultAccountAdapter):
    """People come by invitation; administrators make it on the page "Users"."""

    # allauth's German is informal here.
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": gettext_lazy("This account is deactivated. The CRM administration can reactivate it."),
        "email_password_mismatch": WRONG,
        "enter_current_password": gettext_lazy("Enter your current password."),
        "incorrect_password": gettext_lazy("This is not your current password."),
        "invalid_login": WRONG,
        "invalid_password_reset": gettext_lazy("This link is no longer valid. Ask for a new one."),
        "rate_limited": gettext_lazy("That was tried too often. Try again later."),
        "too_many_login_attempts": gettext_lazy("Signing in failed too often. Try again later."),
        "username_password_mismatch": WRONG,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:profile")

    def format_email_subject(self, subject: str) -> str:
        """Return the subject as it is: allauth would put the Host header of the request in front."""
        return subject

    def get_reset_password_from_key_url(self, key: str) -> str:
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return absolute(path.replace("UID-KEY", key))

    def render_mail(
        self, template_prefix: str, email: str | list[str], context: dict[str, Any], headers: Any = None
    ) -> EmailMessage:
        """Compose a mail of allauth's by our rules; its `current_site` and `request` are not handed on."""
        user = context.get("user")
        address = email if isinstance(email, str) else email[0]
        person = user if isinstance(user, User) else User.objects.filter(email=address.lower()).first()
        kept = {key: value for key, value in context.items() if key not in {"request", "current_site", "signup_url"}}
        language, zone = (person.language, person.zone) if person else ("", None)
        language = language or translation.get_language() or ""
        return compose(template_prefix, address, language, {**kept, "person": person}, zone)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send on commit: nobody is told of what was rolled back."""
        message = self.render_mail(template_prefix, email, {"email": email, **context})
        transaction.on_commit(message.send, robust=True)
