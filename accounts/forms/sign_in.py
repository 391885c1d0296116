"""allauth's forms, with our sentences for what is missing."""

from typing import ClassVar

from allauth.account import forms as allauth_forms
from django.utils.translation import gettext_lazy as _

from core.forms import AsksPlainly

PASSWORD = _("Enter your password.")
NEW_PASSWORD = _("Enter a new password.")
AGAIN = _("Enter the new password a second time.")


class LoginForm(AsksPlainly, allauth_forms.LoginForm):
    """Signing in."""

    sentences: ClassVar = {"login": _("Enter your user name or your e-mail address."), "password": PASSWORD}


class ReauthenticateForm(AsksPlainly, allauth_forms.ReauthenticateForm):
    """Saying once more who one is."""

    sentences: ClassVar = {"password": PASSWORD}


class ResetPasswordForm(AsksPlainly, allauth_forms.ResetPasswordForm):
    """Asking for a mail because the password was forgotten."""

    sentences: ClassVar = {"email": _("Enter your e-mail address.")}


class ResetPasswordKeyForm(AsksPlainly, allauth_forms.ResetPasswordKeyForm):
    """Choosing a new password by the link of that mail."""

    sentences: ClassVar = {"password1": NEW_PASSWORD, "password2": AGAIN}


class SetPasswordForm(AsksPlainly, allauth_forms.SetPasswordForm):
    """Choosing a password for an account that has none."""

    sentences: ClassVar = {"password1": NEW_PASSWORD, "password2": AGAIN}


class ChangePasswordForm(AsksPlainly, allauth_forms.ChangePasswordForm):
    """Choosing another password."""

    sentences: ClassVar = {
        "oldpassword": _("Enter your current password."),
        "password1": NEW_PASSWORD,
        "password2": AGAIN,
    }
