"""Looking inside an opportunity without leaving list or board: a panel, or without script a page of its own."""

from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core import slots
from core.access import editable
from core.addresses import back_of
from core.editing import Conflict
from core.templatetags.crm import day
from history.forms import EventForm
from history.models import Event
from history.views import added
from opportunities.forms import CloseDateForm, MoveForm
from opportunities.marks import mark
from opportunities.models import Opportunity
from opportunities.place import list_address
from opportunities.views.moving import PANEL, place_of
from opportunities.views.opening import frame, opened

EVENTS = 5


@require_safe
def glance(request: HttpRequest, public_id: str) -> HttpResponse:
    return shown(request, opened(request, public_id))


@require_POST
def note(request: HttpRequest, public_id: str) -> HttpResponse:
    """Add a note, a call or the like, from within the panel."""
    opportunity = editable(request, Opportunity.objects.for_page(request.user), public_id)
    form = note_form(request, opportunity, request.POST)
    if form.is_valid() and added(request, opportunity, form):
        return redirect(address(request, opportunity))
    return shown(request, opportunity, 422, note_form=form)


@require_POST
def close_date(request: HttpRequest, public_id: str) -> HttpResponse:
    """Change the expected close date, from within the panel."""
    opportunity = editable(request, Opportunity.objects.for_page(request.user), public_id)
    form = CloseDateForm(request.POST, opportunity=opportunity)
    if form.is_valid():
        try:
            opportunity.revise(form.changes(), by=request.user, version=form.cleaned_data["version"])
            return redirect(address(request, opportunity))
        except ValidationError as refused:
            form.add_error("expected_close_on", refused.messages)
        except Conflict as conflict:
            form.keep_mine_next_time(conflict.row)
            form.add_error("expected_close_on", changed_meanwhile(conflict.row))
    return shown(request, opportunity, 422, date_form=form)


def changed_meanwhile(row: Opportunity) -> str:
    """Return what the second saver of a close date is told: that of the first."""
    if row.expected_close_on is None:
        return _("Somebody else has changed this in the meantime; no date is set now. Save again to keep yours.")
    sentence = _("Somebody else has changed this in the meantime; the date is %(day)s now. Save again to keep yours.")
    return sentence % {"day": day(row.expected_close_on)}


def shown(request: HttpRequest, opportunity: Any, status: int = 200, **forms: Any) -> HttpResponse:
    """Answer the panel, or the page; `forms` are those that must be changed first."""
    place = place_of(request)
    if opportunity.may_edit:
        forms = {
            "move_form": MoveForm(opportunity=opportunity, auto_id="glance_%s"),
            "date_form": CloseDateForm(opportunity=opportunity),
            "note_form": note_form(request, opportunity),
        } | forms
    mark(request.user, [opportunity])
    sections = slots.ask("glances", user=request.user, row=opportunity)
    events = Event.objects.on_page(opportunity).for_feed().newest_first()[:EVENTS]
    context = {"events": events, "sections": sorted(sections, key=lambda section: section.position), "place": place}
    context |= {"glance_url": address(request, opportunity), "back_url": back_of(request, list_address(request))}
    template = "opportunities/_glance.html" if place == PANEL else "opportunities/glance.html"
    return render(request, template, context | forms | frame(opportunity, "profile"), status=status)


def note_form(request: HttpRequest, opportunity: Opportunity, *posted: Any) -> EventForm:
    """Return the form of a note; files and people to be told are for the page."""
    return EventForm(*posted, page=opportunity, user=request.user, auto_id="note_%s")


def address(request: HttpRequest, opportunity: Opportunity) -> str:
    """Return where one looks inside, with the way back to where one came from."""
    query = urlencode({"next": back}) if (back := back_of(request, "")) and place_of(request) != PANEL else ""
    return f"{reverse('opportunities:glance', args=[opportunity.public_id])}{'?' if query else ''}{query}"
