"""Creating, changing and deleting an opportunity."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from contacts.models import Contact
from core import slots
from core.access import editable, may, seen
from core.editing import Conflict
from core.ids import LENGTH
from core.once import once
from opportunities import actions
from opportunities.forms import OpportunityForm, grants_of_form
from opportunities.models import Opportunity
from opportunities.views.page import frame

AGAIN = "save_and_new"


@may("create")
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    form, grants = forms_of(request, initial=asked_for(request))
    if request.method == "POST" and complete(form, grants):
        made = create_once(request, form, grants)
        if made:
            return redirect(f"{reverse('opportunities:create')}" if AGAIN in request.POST else made)
    return form_page(request, "opportunities/create.html", form, grants)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, public_id: str) -> HttpResponse:
    opportunity = editable(request, Opportunity.objects.with_may_govern(request.user), public_id)
    form, grants = forms_of(request, opportunity)
    context = {"opportunity": opportunity}
    if request.method == "POST" and complete(form, grants):
        try:
            return redirect(revise(request, opportunity, form, grants))
        except ValidationError as refused:
            form.refuse(refused)
        except Conflict as conflict:
            context |= {"current": conflict.row, "differences": form.compared_with(conflict.row)}
            form.keep_mine_next_time(conflict.row)
    return form_page(request, "opportunities/edit.html", form, grants, **context)


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, public_id: str) -> HttpResponse:
    opportunity = seen(request, Opportunity.objects.with_may_govern(request.user), public_id)
    if not opportunity.may_govern:
        raise PermissionDenied(_("Only the responsible person, the creator and administrators may delete it."))
    if request.method == "POST":
        opportunity.delete_with_all(by=request.user)
        messages.success(request, _("“%(title)s” was deleted.") % {"title": opportunity.title})
        return redirect(list_address(request))
    context = {
        "losses": losses(request.user, opportunity),
        "cancel_url": opportunity.get_absolute_url(),
        **frame(opportunity, ""),
    }
    return render(request, "opportunities/delete.html", context)


def forms_of(request: HttpRequest, opportunity: Opportunity | None = None, **more: Any) -> tuple[OpportunityForm, Any]:
    """Return the form and the rows of grants, bound when the page was posted."""
    posted = request.POST if request.method == "POST" else None
    contact_url = reverse("contacts:suggest")
    form = OpportunityForm(posted, user=request.user, contact_url=contact_url, opportunity=opportunity, **more)
    return form, grants_of_form(posted, opportunity)


def asked_for(request: HttpRequest) -> dict[str, Any]:
    """Return what the address asks a new opportunity to be about: `?contact=` names its contact."""
    public_id = request.GET.get("contact", "")
    if len(public_id) != LENGTH or "\0" in public_id:
        return {}
    return {"contact": Contact.objects.visible_to(request.user).filter(public_id=public_id).first()}


def complete(form: OpportunityForm, grants: Any) -> bool:
    """Return whether all can be saved; a post that only searches or adds a row is not."""
    return all([form.is_valid(), not grants.is_bound or grants.is_valid()]) and "more_grants" not in form.data


def changes_of(form: OpportunityForm, grants: Any) -> dict[str, Any]:
    """Return the form's changes, with the grants where access is in it."""
    changes = form.changes()
    if "restricted" in form.fields and grants.is_bound:
        changes["grants"] = grants.grants()
    return changes


def create_once(request: HttpRequest, form: OpportunityForm, grants: Any) -> str:
    """Open the opportunity, once for each rendering of the form; return where it is, or "" where it was refused."""

    def make() -> str:
        row = actions.open_with_contact(changes_of(form, grants), form.new_contact(), by=request.user)
        messages.success(request, _("“%(title)s” was created.") % {"title": row.title})
        return row.get_absolute_url()

    try:
        return once(request, make)
    except ValidationError as refused:
        form.refuse(refused)
        return ""


def revise(request: HttpRequest, opportunity: Opportunity, form: OpportunityForm, grants: Any) -> str:
    """Hand the changes to the verb; return where the opportunity is, or the list where one sees it no more."""
    version = form.cleaned_data["version"]
    changes, contact = changes_of(form, grants), form.new_contact()
    actions.revise_with_contact(opportunity, changes, contact, by=request.user, version=version)
    still_there = Opportunity.objects.visible_to(request.user).filter(pk=opportunity.pk).exists()
    return opportunity.get_absolute_url() if still_there else list_address(request)


def form_page(request: HttpRequest, template: str, form: OpportunityForm, grants: Any, **more: Any) -> HttpResponse:
    """Answer the form: 409 to a second saver, 422 where something must be changed first."""
    unchecked = form.finding or "more_grants" in form.data
    if unchecked and not form.finding:
        form.errors.clear()
    wrong = bool(form.errors) or (grants.is_bound and not grants.is_valid())
    status = 409 if "current" in more else 422 if wrong and not unchecked else 200
    return render(request, template, {"form": form, "grants": grants, **more}, status=status)


def losses(user: Any, opportunity: Opportunity) -> list[str]:
    """Return what goes with an opportunity, as the parts of the confirmation."""
    events, participants = opportunity.events.count(), opportunity.participants.count()
    beside = [part for parts in slots.ask("referrers", user=user, row=opportunity) for part in parts]
    own = [ngettext("%(n)s event of its history", "%(n)s events of its history", events) % {"n": events}]
    if participants:
        own.append(ngettext("%(n)s participant", "%(n)s participants", participants) % {"n": participants})
    return [*beside, *own]


def list_address(request: HttpRequest) -> str:
    """Return the list as it was left: same filter, same place."""
    return str(request.session.get("opportunities_list") or reverse("opportunities:index"))
