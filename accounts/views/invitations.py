"""Invitations: made by administrators, accepted by whoever has the link."""

from allauth.account.utils import perform_login
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.forms import (
    AcceptForm,
    InvitationForm,
)
from accounts.models import Invitation
from accounts.requests import SignedInRequest
from accounts.views.answers import page, posted
from core.access import editable, may


@require_http_methods(["GET", "POST"])
@may("administer")
def invite(request: SignedInRequest) -> HttpResponse:
    """Invite somebody by mail."""
    form = InvitationForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            invitation = Invitation.objects.invite(by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            _tell_whether_mailed(request, invitation)
            return redirect("accounts:people")
    return page(request, "accounts/invite.html", form)


@require_POST
@may("administer")
def send_again(request: SignedInRequest, public_id: str) -> HttpResponse:
    """Send a new link; the former one no longer works."""
    invitation = editable(request, Invitation, public_id)
    try:
        invitation.send_again(by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        _tell_whether_mailed(request, invitation)
    return redirect("accounts:people")


@require_POST
@may("administer")
def revoke(request: SignedInRequest, public_id: str) -> HttpResponse:
    """Take an invitation back."""
    invitation = editable(request, Invitation, public_id)
    try:
        invitation.revoke(by=request.user)
        messages.success(request, _("The invitation of %(name)s is revoked.") % {"name": invitation.name})
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("accounts:people")


def _tell_whether_mailed(request: SignedInRequest, invitation: Invitation) -> None:
    """The mail went out when the transaction was committed; say so only if the mail system took it."""
    invitation.refresh_from_db()
    if invitation.mailed_at:
        messages.success(request, _("The invitation was sent to %(email)s.") % {"email": invitation.email})
    else:
        sentence = _("The mail to %(email)s could not be sent. Check the mail settings, then send it again.")
        messages.error(request, sentence % {"email": invitation.email})


@sensitive_post_parameters("password", "password_again")
@login_not_required
@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """Make the account that the mail's link invites to, and sign in."""
    invitation = Invitation.objects.of_token(token)
    if invitation is None or request.user.is_authenticated:
        return render(request, "accounts/accept_not.html", status=200 if request.user.is_authenticated else 404)
    translation.activate(invitation.language or translation.get_language())
    form = AcceptForm(posted(request), invitation=invitation)
    if request.method == "POST" and form.is_valid():
        try:
            user = invitation.accept(**form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return perform_login(request, user, email_verification="none")
    return page(request, "accounts/accept.html", form, invitation=invitation)
