"""Pages of accounts: one's own settings, the people of the CRM, invitations."""

from typing import Any

from allauth.account.utils import perform_login
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import actions, photos
from accounts.forms import (
    AcceptForm,
    DeactivationForm,
    EmailForm,
    InvitationForm,
    PeopleFilterForm,
    PersonForm,
    PhotoForm,
    ProfileForm,
)
from accounts.models import Invitation, User
from accounts.requests import SignedInRequest
from core.access import editable, may, seen
from core.editing import Conflict
from core.uploads import takes_files

PEOPLE_PER_PAGE = 50


def _page(request: HttpRequest, template: str, form: forms.BaseForm, **context: Any) -> HttpResponse:
    """Answer a page with a form: 422 where the form was posted and refused."""
    return render(request, template, {"form": form, **context}, status=422 if form.errors else 200)


def _posted(request: HttpRequest) -> QueryDict | None:
    """What was posted, even if it is nothing: a form of ticks alone posts nothing when none is set."""
    return request.POST if request.method == "POST" else None


def _own(request: SignedInRequest) -> User:
    """The signed-in person, read anew: a refused form must not change the name in the page's head."""
    return User.objects.get(pk=request.user.pk)


def _revised(person: User, form: ProfileForm | PersonForm, by: User) -> bool:
    """Hand a valid form's changes to the verb; what it refuses, and who saved first, becomes the form's error."""
    changes = dict(form.cleaned_data)
    try:
        knowing = changes.pop("knowing", True)
        actions.revise(person, changes, by=by, version=changes.pop("version"), knowing=knowing)
    except actions.LosesSight as warned:
        form.warn(warned.messages)
    except Conflict as conflict:
        form.conflict = form.compare(conflict.row)
        form.keep_mine_next_time(conflict.row)
        form.add_error(None, str(conflict))
    except ValidationError as error:
        form.add_error("email" if error.code == "email" else "role" if "role" in form.fields else None, error)
    return form.is_valid()


# One's own account


@require_http_methods(["GET", "POST"])
def profile(request: SignedInRequest) -> HttpResponse:
    """The page "My account"."""
    person = _own(request)
    form = ProfileForm(_posted(request), instance=person)
    if request.method == "POST" and form.is_valid() and _revised(person, form, request.user):
        with translation.override(person.language or translation.get_language()):
            messages.success(request, _("Your settings are saved."))
        return redirect("accounts:profile")
    return _page(request, "accounts/profile.html", form, photo_form=PhotoForm())


@takes_files(lambda: photos.MAX_BYTES, back=lambda request: reverse("accounts:profile"))
@require_POST
def set_photo(request: SignedInRequest) -> HttpResponse:
    """Set one's photo, or remove it."""
    person = _own(request)
    form = PhotoForm(request.POST, request.FILES, too_large=request.too_large)
    if "remove" in request.POST:
        person.show_photo(None)
    elif form.is_valid():
        person.show_photo(form.cleaned_data["photo"])
    else:
        own = ProfileForm(instance=person)
        return render(request, "accounts/profile.html", {"form": own, "photo_form": form}, status=422)
    return redirect("accounts:profile")


@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def change_email(request: SignedInRequest) -> HttpResponse:
    """Change one's address, with the current password."""
    person = _own(request)
    form = EmailForm(_posted(request), request=request, initial={"email": person.email})
    if request.method == "POST" and form.is_valid():
        try:
            person.revise({"email": form.cleaned_data["email"]}, by=request.user)
        except ValidationError as error:
            form.add_error("email", error)
        else:
            messages.success(request, _("Your e-mail address is saved."))
            return redirect("accounts:profile")
    return _page(request, "accounts/change_email.html", form)


@require_GET
def photo(request: SignedInRequest, public_id: str) -> FileResponse:
    """A person's photo, for everybody who works with the CRM. Its address changes with it, so it may be kept."""
    person = seen(request, User, public_id)
    if not person.photo or not person.photo.storage.exists(person.photo.name):
        raise Http404
    response = FileResponse(person.photo.open(), content_type="image/webp")
    response.headers["Cache-Control"] = "private, max-age=604800, immutable"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


# The people of the CRM


@require_GET
@may("administer")
def people(request: SignedInRequest) -> HttpResponse:
    """The page "Users": who is there, with which role and teams, and who is invited."""
    form = PeopleFilterForm(request.GET)
    rows = form.narrow(User.objects.visible_to(request.user).for_list().with_may_edit(request.user))
    page = {
        "form": form,
        "people": Paginator(rows, PEOPLE_PER_PAGE).get_page(request.GET.get("page")),
        "invitations": Invitation.objects.visible_to(request.user).for_list(),
    }
    return render(request, "accounts/_people.html" if request.htmx else "accounts/people.html", page)


@require_http_methods(["GET", "POST"])
@may("administer")
def person(request: SignedInRequest, public_id: str) -> HttpResponse:
    """One person's name, address, role and teams, and what was done to the account."""
    row = editable(request, User, public_id)
    form = PersonForm(_posted(request), instance=row)
    if request.method == "POST" and form.is_valid() and _revised(row, form, request.user):
        messages.success(request, _("The changes to %(name)s are saved.") % {"name": row.name})
        return redirect("accounts:people")
    stands = User.objects.get(pk=row.pk)
    changes = stands.changes.select_related("actor")[:50]
    return _page(request, "accounts/person.html", form, person=stands, changes=changes)


@require_http_methods(["GET", "POST"])
@may("administer")
def deactivate(request: SignedInRequest, public_id: str) -> HttpResponse:
    """Ask what becomes of a person's open work, then deactivate them."""
    row = editable(request, User, public_id)
    form = DeactivationForm(_posted(request), person=row)
    if request.method == "POST" and form.is_valid():
        try:
            actions.deactivate(row, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("%(name)s is deactivated.") % {"name": row.name})
            return redirect("accounts:people")
    work = actions.open_work(row, by=request.user)
    return _page(request, "accounts/deactivate.html", form, person=row, work=work)


@require_POST
@may("administer")
def reactivate(request: SignedInRequest, public_id: str) -> HttpResponse:
    """Let a person sign in again."""
    row = editable(request, User, public_id)
    row.reactivate(by=request.user)
    messages.success(request, _("%(name)s can sign in again.") % {"name": row.name})
    return redirect("accounts:people")


# Invitations


@require_http_methods(["GET", "POST"])
@may("administer")
def invite(request: SignedInRequest) -> HttpResponse:
    """Invite somebody by mail."""
    form = InvitationForm(_posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            invitation = Invitation.objects.invite(by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            _tell_whether_mailed(request, invitation)
            return redirect("accounts:people")
    return _page(request, "accounts/invite.html", form)


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
    form = AcceptForm(_posted(request), invitation=invitation)
    if request.method == "POST" and form.is_valid():
        try:
            user = invitation.accept(**form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return perform_login(request, user, email_verification="none")
    return _page(request, "accounts/accept.html", form, invitation=invitation)
