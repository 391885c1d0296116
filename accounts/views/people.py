"""The people of the CRM: who is there, what they may, and who leaves."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import actions
from accounts.forms import (
    DeactivationForm,
    PeopleFilterForm,
    PersonForm,
)
from accounts.models import Invitation, User
from accounts.requests import SignedInRequest
from accounts.views.answers import page, posted, revised
from core.access import editable, may, seen

PEOPLE_PER_PAGE = 50


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


@require_GET
@may("administer")
def people(request: SignedInRequest) -> HttpResponse:
    """The page "Users": who is there, with which role and teams, and who is invited."""
    form = PeopleFilterForm(request.GET)
    rows = form.narrow(User.objects.visible_to(request.user).for_list().with_may_edit(request.user))
    context = {
        "form": form,
        "people": Paginator(rows, PEOPLE_PER_PAGE).get_page(request.GET.get("page")),
        "invitations": Invitation.objects.visible_to(request.user).for_list(),
    }
    return render(request, "accounts/_people.html" if request.htmx else "accounts/people.html", context)


@require_http_methods(["GET", "POST"])
@may("administer")
def person(request: SignedInRequest, public_id: str) -> HttpResponse:
    """One person's name, address, role and teams, and what was done to the account."""
    row = editable(request, User, public_id)
    form = PersonForm(posted(request), instance=row)
    if request.method == "POST" and form.is_valid() and revised(row, form, request.user):
        messages.success(request, _("The changes to %(name)s are saved.") % {"name": row.name})
        return redirect("accounts:people")
    stands = User.objects.get(pk=row.pk)
    changes = stands.changes.select_related("actor")[:50]
    return page(request, "accounts/person.html", form, person=stands, changes=changes)


@require_http_methods(["GET", "POST"])
@may("administer")
def deactivate(request: SignedInRequest, public_id: str) -> HttpResponse:
    """Ask what becomes of a person's open work, then deactivate them."""
    row = editable(request, User, public_id)
    form = DeactivationForm(posted(request), person=row)
    if request.method == "POST" and form.is_valid():
        try:
            actions.deactivate(row, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("%(name)s is deactivated.") % {"name": row.name})
            return redirect("accounts:people")
    work = actions.open_work(row, by=request.user)
    return page(request, "accounts/deactivate.html", form, person=row, work=work)


@require_POST
@may("administer")
def reactivate(request: SignedInRequest, public_id: str) -> HttpResponse:
    """Let a person sign in again."""
    row = editable(request, User, public_id)
    row.reactivate(by=request.user)
    messages.success(request, _("%(name)s can sign in again.") % {"name": row.name})
    return redirect("accounts:people")
