"""The page of an opportunity: the tab Profile, its tags, and what pickers find."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from core import sharing
from core.access import editable
from core.editing import Conflict
from core.fold import fold
from fields.layout import layout_for
from fields.listing import facts
from history.feed import feed
from opportunities.forms import MoveForm, TagsForm
from opportunities.models import Opportunity
from opportunities.views.editing import met
from opportunities.views.opening import frame, opened

SUGGESTED = 20


@require_safe
def detail(request: HttpRequest, public_id: str) -> HttpResponse:
    opportunity = opened(request, public_id)
    tags = list(opportunity.tags.all())
    may_edit = opportunity.may_edit  # type: ignore[attr-defined]
    context = {
        "move_form": MoveForm(opportunity=opportunity) if may_edit else None,
        "grants": sharing.grants_of(opportunity) if opportunity.restricted else [],
        "tags": tags,
        "tags_form": tags_form(opportunity, tags) if may_edit else None,
        "custom": facts(layout_for(request.user, "opportunities"), opportunity.custom),
        **frame(opportunity, "profile"),
        **feed(request, opportunity),
    }
    return render(request, "opportunities/detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def tags(request: HttpRequest, public_id: str) -> HttpResponse:
    opportunity = editable(request, Opportunity.objects.for_page(request.user), public_id)
    form = tags_form(opportunity, opportunity.tags.all(), request.POST if request.method == "POST" else None)
    more, status = {}, 422 if form.is_bound else 200
    if request.method == "POST" and form.is_valid():
        try:
            opportunity.revise(form.changes(), by=request.user, version=form.cleaned_data["version"])
            return redirect(opportunity)
        except Conflict as conflict:
            more, status = met(form, conflict), 409
    context = {"form": form, **frame(opportunity, "profile"), **more}
    return render(request, "opportunities/tags.html", context, status=status)


@require_safe
def suggest(request: HttpRequest) -> JsonResponse:
    """Answer a picker: the first opportunities that fit `q`, open ones before closed ones."""
    rows = Opportunity.objects.visible_to(request.user).search(request.GET.get("q", "").replace("\0", ""))
    found = rows.select_related("contact").open_first()[:SUGGESTED]
    results = [
        {"id": row.public_id, "text": row.title, "hint": row.contact.name if row.contact else ""} for row in found
    ]
    return JsonResponse({"results": results})


@require_safe
def suggest_tags(request: HttpRequest) -> JsonResponse:
    """Answer a field of tags: those that fit `q`, of opportunities that one may see."""
    used = Opportunity.objects.visible_to(request.user).used_tags()
    found = used.filter(folded__contains=fold(request.GET.get("q", "")[:50]))[:SUGGESTED]
    return JsonResponse({"results": [{"id": tag.name, "text": tag.name} for tag in found]})


def tags_form(opportunity: Opportunity, tags: Any, posted: Any = None) -> TagsForm:
    """Return the form of an opportunity's tags."""
    return TagsForm(posted, opportunity=opportunity, tags=tags, url=reverse("opportunities:suggest_tags"))
