"""The tab Participants, and the verbs on it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contacts.models import Contact
from core.access import editable, seen
from core.editing import Conflict
from opportunities.forms import ParticipantForm, RoleForm
from opportunities.models import Opportunity
from opportunities.views.opening import frame, opened


@require_safe
def participants(request: HttpRequest, public_id: str) -> HttpResponse:
    opportunity = opened(request, public_id)
    return page(request, opportunity, form_of(request) if opportunity.may_edit else None)  # type: ignore[attr-defined]


@require_http_methods(["GET", "HEAD", "POST"])
def add_participant(request: HttpRequest, public_id: str) -> HttpResponse:
    opportunity = editable(request, Opportunity.objects.for_page(request.user), public_id)
    if request.method != "POST":
        return redirect("opportunities:participants", public_id)
    form = form_of(request, request.POST)
    if not form.is_valid():
        return page(request, opportunity, form, status=200 if form.finding else 422)
    contact = form.cleaned_data["contact"]
    try:
        added = opportunity.add_participant(contact, by=request.user)
    except ValidationError as refused:
        form.add_error(None, refused)
        return page(request, opportunity, form, status=422)
    if not added:
        messages.info(request, _("“%(name)s” takes part already.") % {"name": contact.name})
    return redirect("opportunities:participants", public_id)


@require_POST
def name_role(request: HttpRequest, public_id: str, contact_id: str) -> HttpResponse:
    opportunity = editable(request, Opportunity.objects.for_page(request.user), public_id)
    contact, form = seen(request, Contact, contact_id), RoleForm(request.POST)
    if not form.is_valid():
        return page(request, opportunity, form_of(request), status=422, role_form=form, role_of=contact)
    typed = form.cleaned_data
    try:
        opportunity.name_role(contact, typed["role"], by=request.user, version=typed["version"])
    except Conflict as conflict:
        met = {"current": conflict.row, "differences": form.meet(conflict.row)}
        return page(request, opportunity, form_of(request), status=409, role_form=form, role_of=contact, **met)
    return redirect("opportunities:participants", public_id)


@require_POST
def remove_participant(request: HttpRequest, public_id: str, contact_id: str) -> HttpResponse:
    opportunity = editable(request, Opportunity, public_id)
    opportunity.remove_participant(seen(request, Contact, contact_id), by=request.user)
    return redirect("opportunities:participants", public_id)


def form_of(request: HttpRequest, posted: Any = None) -> ParticipantForm:
    """Return the form that adds a participant."""
    return ParticipantForm(posted, user=request.user, url=reverse("contacts:suggest"))


def page(
    request: HttpRequest, opportunity: Opportunity, form: ParticipantForm | None, status: int = 200, **more: Any
) -> HttpResponse:
    """Answer the tab Participants; `role_form` is a refused role, `role_of` the contact whose it is; `current` and
    `differences` are what a second saver of a role is shown."""
    context = {"members": opportunity.members(), "form": form, **frame(opportunity, "participants"), **more}
    return render(request, "opportunities/participants.html", context, status=status)
