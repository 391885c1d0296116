"""One's own account: name, photo, address."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts import photos
from accounts.forms import (
    EmailForm,
    PhotoForm,
    ProfileForm,
)
from accounts.models import User
from accounts.requests import SignedInRequest
from accounts.views.answers import page, posted, revised
from core.uploads import dropped, takes_files


def _own(request: SignedInRequest) -> User:
    """The signed-in person, read anew: a refused form must not change the name in the page's head."""
    return User.objects.get(pk=request.user.pk)


@require_http_methods(["GET", "POST"])
def profile(request: SignedInRequest) -> HttpResponse:
    """The page "My account"."""
    person = _own(request)
    form = ProfileForm(posted(request), instance=person)
    if request.method == "POST" and form.is_valid() and revised(person, form, request.user):
        with translation.override(person.language or translation.get_language()):
            messages.success(request, _("Your settings are saved."))
        return redirect("accounts:profile")
    return page(request, "accounts/profile.html", form, photo_form=PhotoForm())


@takes_files(lambda: photos.MAX_BYTES, back=lambda request: reverse("accounts:profile"))
@require_POST
def set_photo(request: SignedInRequest) -> HttpResponse:
    """Set one's photo, or remove it."""
    person = _own(request)
    form = PhotoForm(request.POST, request.FILES, **dropped(request))
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
    form = EmailForm(posted(request), request=request, initial={"email": person.email})
    if request.method == "POST" and form.is_valid():
        try:
            person.revise({"email": form.cleaned_data["email"]}, by=request.user)
        except ValidationError as error:
            form.add_error("email", error)
        else:
            messages.success(request, _("Your e-mail address is saved."))
            return redirect("accounts:profile")
    return page(request, "accounts/change_email.html", form)
