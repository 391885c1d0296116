"""Creating, changing and deleting an opportunity."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from contacts.models import Contact
from core import slots
from core.access import editable, may
from core.editing import Conflict
from core.ids import LENGTH
from core.once import once
from opportunities import actions
from opportunities.forms import OpportunityForm
from opportunities.models import Opportunity
from opportunities.others import named, naming, unnamed
from opportunities.place import list_address
from opportunities.views.opening import frame, governed

AGAIN = "save_and_new"


@may("create")
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    form = form_of(request, initial=asked_for(request))
    wanted = request.method == "POST" and form.is_valid()
    asked = wanted and unnamed(request, form)
    if wanted and not asked:
        try:
            return redirect(once(request, lambda: made(request, form)))
        except ValidationError as refused:
            form.refuse(refused)
    context = {"form": form, "cancel_url": list_address(request), "asked": asked, **naming(request, form, "id")}
    return render(request, "opportunities/create.html", context, status=422 if form.is_wrong else 200)


@require_safe
def others(request: HttpRequest) -> HttpResponse:
    """Name the other opportunities of the contact that was chosen in a form."""
    place = "quick" if request.GET.get("at") == "quick" else "id"
    return render(request, "opportunities/_others.html", named(request, request.GET.get("contact", ""), place))


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, public_id: str) -> HttpResponse:
    opportunity = editable(request, Opportunity.objects.for_page(request.user), public_id)
    form, more, status = form_of(request, opportunity), {}, 422
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(revised(request, opportunity, form))
        except ValidationError as refused:
            form.refuse(refused)
        except actions.LosesSight as lost:
            more = warned(form, lost)
        except Conflict as conflict:
            more, status = met(form, conflict), 409
    context = {"form": form, "opportunity": opportunity, "about_opportunity": opportunity, **more}
    return render(request, "opportunities/edit.html", context, status=status if form.is_wrong or more else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, public_id: str) -> HttpResponse:
    opportunity = governed(request, public_id)
    if request.method == "POST":
        opportunity.delete_with_all(by=request.user)
        messages.success(request, _("“%(title)s” was deleted.") % {"title": opportunity.title})
        return redirect(list_address(request))
    losses, back = losses_of(request.user, opportunity), opportunity.get_absolute_url()
    context = {"losses": losses, "cancel_url": back, **frame(opportunity, "")}
    return render(request, "opportunities/delete.html", context)


def form_of(request: HttpRequest, opportunity: Opportunity | None = None, **more: Any) -> OpportunityForm:
    """Return the form, bound when the page was posted."""
    posted = request.POST if request.method == "POST" else None
    urls = {"contact_url": reverse("contacts:suggest"), "tags_url": reverse("opportunities:suggest_tags")}
    return OpportunityForm(posted, user=request.user, opportunity=opportunity, **urls, **more)


def asked_for(request: HttpRequest) -> dict[str, Any]:
    """Return what the address asks a new opportunity to be about: `?contact=` names its contact."""
    public_id = request.GET.get("contact", "")
    if len(public_id) != LENGTH or "\0" in public_id:
        return {}
    return {"contact": Contact.objects.visible_to(request.user).filter(public_id=public_id).first()}


def made(request: HttpRequest, form: OpportunityForm) -> str:
    """Open the opportunity; return where it is, or the empty form where another one is to follow."""
    row = actions.open_with_contact(form.changes(), form.new_contact(), by=request.user)
    messages.success(request, _("“%(title)s” was created.") % {"title": row.title})
    return request.get_full_path() if AGAIN in request.POST else row.get_absolute_url()


def revised(request: HttpRequest, opportunity: Opportunity, form: Any) -> str:
    """Hand the changes to the verb; return where the opportunity is, or the list where one sees it no more."""
    parts = form.cleaned_data
    contact = form.new_contact() if isinstance(form, OpportunityForm) else {}
    actions.revise_with_contact(
        opportunity, form.changes(), contact, by=request.user, version=parts["version"], knowing=parts["knowing"]
    )
    if Opportunity.objects.visible_to(request.user).filter(pk=opportunity.pk).exists():
        return opportunity.get_absolute_url()
    messages.info(request, _("You have no access to “%(title)s” any more.") % {"title": opportunity.title})
    return list_address(request)


def warned(form: Any, lost: actions.LosesSight) -> dict[str, Any]:
    """Let the next post go through, whose sender has read what they are told now."""
    form.data = form.data.copy()
    form.data["knowing"] = "1"
    return {"warnings": lost.sentences}


def met(form: Any, conflict: Conflict) -> dict[str, Any]:
    """Return what a second saver is shown: who saved, and both texts; the form follows in what they left alone."""
    row = conflict.row
    event = row.events.filter(happened_at=row.updated_at).select_related("actor").first()
    who = {"conflict_by": event.actor, "conflict_at": row.updated_at} if event and event.actor else {}
    return {"current": row, "differences": form.meet(row), **who}


def losses_of(user: Any, opportunity: Opportunity) -> list[str]:
    """Return what goes with an opportunity, as the parts of the confirmation."""
    beside = [part for parts in slots.ask("referrers", user=user, row=opportunity) for part in parts]
    participants, events = opportunity.participants.count(), opportunity.events.count()
    if participants:
        beside.append(ngettext("%(n)s participant", "%(n)s participants", participants) % {"n": participants})
    return [*beside, ngettext("%(n)s event", "%(n)s events", events) % {"n": events}]
