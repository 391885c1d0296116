"""The page of an opportunity: its frame with the tabs, the tab Profile and the tab Participants."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from contacts.models import Contact
from core import sharing
from core.access import editable, seen
from history.feed import feed
from opportunities.forms import MoveForm, ParticipantForm
from opportunities.models import Opportunity

SUGGESTED = 20


@require_safe
def detail(request: HttpRequest, public_id: str) -> HttpResponse:
    opportunity = opened(request, public_id)
    context = {
        "move_form": MoveForm(opportunity=opportunity) if opportunity.may_edit else None,
        "grants": sharing.grants_of(opportunity) if opportunity.restricted else [],
        "tags": opportunity.tags.all(),
        **frame(opportunity, "profile"),
        **feed(request, opportunity),
    }
    return render(request, "opportunities/detail.html", context)


@require_safe
def participants(request: HttpRequest, public_id: str) -> HttpResponse:
    opportunity = opened(request, public_id)
    form = participant_form(request) if opportunity.may_edit else None
    return participants_page(request, opportunity, form)


def add_participant(request: HttpRequest, public_id: str) -> HttpResponse:
    opportunity = editable(request, page_rows(request), public_id)
    if request.method != "POST":
        return redirect("opportunities:participants", public_id)
    form = participant_form(request, request.POST)
    if not form.is_valid():
        return participants_page(request, opportunity, form, status=200 if form.finding else 422)
    opportunity.add_participant(form.cleaned_data["contact"], by=request.user, role=form.cleaned_data["role"])
    return redirect("opportunities:participants", public_id)


@require_POST
def remove_participant(request: HttpRequest, public_id: str, contact_id: str) -> HttpResponse:
    opportunity = editable(request, Opportunity, public_id)
    contact = get_object_or_404(Contact.objects.visible_to(request.user), public_id=contact_id[:12])
    opportunity.remove_participant(contact, by=request.user)
    return redirect("opportunities:participants", public_id)


@require_safe
def suggest(request: HttpRequest) -> JsonResponse:
    """Answer a picker: the first opportunities that fit `q`, open ones before closed ones."""
    rows = Opportunity.objects.visible_to(request.user).search(request.GET.get("q", "").replace("\0", ""))
    found = rows.select_related("contact").order_by("-stage__kind", "-last_activity_at", "pk")[:SUGGESTED]
    results = [
        {"id": row.public_id, "text": row.title, "hint": row.contact.name if row.contact else ""} for row in found
    ]
    return JsonResponse({"results": results})


def page_rows(request: HttpRequest) -> Any:
    """Return the opportunities with all that the frame of their page shows."""
    rows = Opportunity.objects.select_related("contact", "stage", "responsible", "created_by", "lost_reason")
    return rows.with_may_govern(request.user)


def opened(request: HttpRequest, public_id: str) -> Opportunity:
    """Return the opportunity of this page, which the signed-in person may see, else Http404."""
    return seen(request, page_rows(request), public_id)


def frame(opportunity: Opportunity, tab: str) -> dict[str, Any]:
    """Return what `opportunities/frame.html` needs for every tab, whichever app serves it."""
    return {"opportunity": opportunity, "about_opportunity": opportunity, "tab": tab}


def participant_form(request: HttpRequest, posted: Any = None) -> ParticipantForm:
    """Return the form that adds a participant."""
    return ParticipantForm(posted, user=request.user, url=reverse("contacts:suggest"))


def participants_page(
    request: HttpRequest, opportunity: Opportunity, form: ParticipantForm | None, status: int = 200
) -> HttpResponse:
    """Answer the tab Participants."""
    members = opportunity.members()
    context = {"members": members, "form": form, **frame(opportunity, "participants")}
    return render(request, "opportunities/participants.html", context, status=status)
