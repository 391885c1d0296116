"""Moving an opportunity to another stage; won and lost ask for a little more.

On the page, in the list and on the board it is the same: a form leads on to the page that it came from (`next`). In the
board's dialog and in the panel (`IN_PLACE`) htmx gets the same small forms as fragments.
"""

import re
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.access import editable
from core.addresses import back_of
from core.editing import Conflict
from opportunities.forms import CloseForm, MoveForm
from opportunities.forms.gate import GateForm
from opportunities.forms.stages import stages_for
from opportunities.gates import layout_to_leave
from opportunities.models import Opportunity, Stage
from opportunities.plans.gate import lacking
from opportunities.views.board import card_answer
from opportunities.views.editing import met
from opportunities.views.opening import frame

# The elements into which htmx puts the answers: the dialog of the board, and the panel of list and board.
BOARD, PANEL = "drop", "panel"
IN_PLACE = (BOARD, PANEL)


@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, public_id: str) -> HttpResponse:
    """Move to the chosen stage; ask first where there is something to say: on a GET, by htmx or a reload, too."""
    opportunity = editable(request, Opportunity.objects.for_page(request.user), public_id)
    if request.method != "POST" and "stage" not in request.GET:
        return ask(request, opportunity, "choose_stage", form=MoveForm(opportunity=opportunity))
    form = MoveForm(request.POST or request.GET, opportunity=opportunity)
    if not form.is_valid():
        return refused(request, opportunity, why_not(request))
    stage = form.cleaned_data["stage"]
    if stage != opportunity.stage and form.cleaned_data["version"] not in (None, opportunity.version):
        return too_late(request, opportunity)
    if stage != opportunity.stage and not stage.is_open:
        return redirect(asking("close", request, opportunity, stage))
    if lacking(opportunity, stage, layout_to_leave(opportunity.stage, request.user)):
        return redirect(asking("pass_gate", request, opportunity, stage))
    if request.method == "POST":
        asks = form.must_ask
        return redirect(asking("move", request, opportunity, stage)) if asks else made(request, opportunity, form)
    return ask(request, opportunity, "keep_probability", form=form, stage=stage)


@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, public_id: str) -> HttpResponse:
    opportunity = editable(request, Opportunity.objects.for_page(request.user), public_id)
    stage = closed_stage(opportunity, (request.POST or request.GET).get("stage", ""))
    if stage is None:
        return refused(request, opportunity, why_not(request))
    posted = request.POST if request.method == "POST" else None
    form = CloseForm(posted, opportunity=opportunity, stage=stage, user=request.user)
    more, status = {}, 422
    if request.method == "POST" and form.is_valid():
        try:
            if moved(request, opportunity, form):
                return done(request, opportunity)
        except Conflict as conflict:
            more, status = met(form, conflict), 409
    status = status if form.errors or more else 200
    return ask(request, opportunity, "close", status, form=form, stage=stage, **more)


@require_http_methods(["GET", "HEAD", "POST"])
def pass_gate(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask for what the stage requires that the opportunity is to leave; then move it on."""
    opportunity = editable(request, Opportunity.objects.for_page(request.user), public_id)
    stage = stage_asked_for(opportunity, (request.POST or request.GET).get("stage", ""))
    if stage is None:
        return refused(request, opportunity, why_not(request))
    form = GateForm(
        request.POST if request.method == "POST" else None, opportunity=opportunity, stage=stage, user=request.user
    )
    if request.method == "POST" and form.is_valid():
        try:
            if moved(request, opportunity, form):
                return done(request, opportunity)
        except Conflict as conflict:
            done_already = conflict.row.stage == stage
            return done(request, opportunity) if done_already else too_late(request, conflict.row)
    return ask(request, opportunity, "pass_gate", 422 if form.errors else 200, form=form, stage=stage)


def stage_asked_for(opportunity: Opportunity, typed: str) -> Stage | None:
    """Return the open stage of the opportunity's pipeline that was asked for; None for what is none."""
    stages = stages_for(opportunity).filter(kind="open")
    return stages.filter(pk=int(typed)).first() if re.fullmatch("[0-9]{1,9}", typed) else None


def asking(name: str, request: HttpRequest, opportunity: Opportunity, stage: Stage) -> str:
    """Return the address of the small form that a move asks for, which leads back to where the move was made."""
    back = back_of(request, "")
    query = urlencode({"stage": stage.pk, "version": opportunity.version} | ({"next": back} if back else {}))
    return f"{reverse(f'opportunities:{name}', args=[opportunity.public_id])}?{query}"


def ask(request: HttpRequest, opportunity: Opportunity, name: str, status: int = 200, **more: Any) -> HttpResponse:
    """Answer a small form, `opportunities/_<name>_form.html`: as a page, or in place."""
    place = place_of(request)
    stages = {"stages": stages_for(opportunity)} if name == "choose_stage" else {}
    context = {"asked": name, "place": place, "back_url": back_of(request, opportunity.get_absolute_url())}
    context |= {"next": back_of(request, ""), **stages, **frame(opportunity, "profile"), **more}
    template = "opportunities/_asked.html" if place else f"opportunities/{name}.html"
    return render(request, template, context, status=status)


def place_of(request: HttpRequest) -> str:
    """Return into which of the elements `IN_PLACE` htmx puts the answer; "" where the answer is a page."""
    target = request.htmx.target if request.htmx else None  # type: ignore[attr-defined]
    return target if target in IN_PLACE else ""


def done(request: HttpRequest, opportunity: Opportunity) -> HttpResponse:
    """Answer a move that was made: the board with the card in its place, else the page that one came from."""
    if place_of(request) == BOARD:
        return card_answer(request, opportunity, back_of(request, ""))
    return redirect(back_of(request, opportunity.get_absolute_url()))


def refused(request: HttpRequest, opportunity: Opportunity, sentence: str, status: int = 422) -> HttpResponse:
    """Say why a move cannot be; nothing was changed."""
    if place_of(request) == BOARD:
        return card_answer(request, opportunity, back_of(request, ""), refused=sentence, status=status)
    messages.error(request, sentence)
    return redirect(back_of(request, opportunity.get_absolute_url()))


def too_late(request: HttpRequest, current: Opportunity) -> HttpResponse:
    """Tell the second of two people who move one opportunity where it stands now."""
    sentence = _("Somebody else was faster; the opportunity stands at “%(stage)s” now. Look, and choose again.")
    return refused(request, current, sentence % {"stage": current.stage.name}, 409)


def why_not(request: HttpRequest) -> str:
    """Return what is wrong with a stage that the opportunity cannot move to."""
    typed = (request.POST or request.GET).get("stage", "")
    if re.fullmatch("[0-9]{1,9}", typed) and Stage.objects.filter(pk=int(typed)).exists():
        return _("This stage belongs to another pipeline. Choose one of this opportunity’s pipeline.")
    return _("Choose a stage that is in the list.")


def closed_stage(opportunity: Opportunity, typed: str) -> Stage | None:
    """Return the won or lost stage that was asked for, the first one where none was; None for what is none."""
    stages = Stage.objects.in_order().filter(pipeline=opportunity.stage.pipeline_id).exclude(kind="open")
    if not typed:
        return stages.first()
    return stages.filter(pk=int(typed)).first() if re.fullmatch("[0-9]{1,9}", typed) else None


def made(request: HttpRequest, opportunity: Opportunity, form: MoveForm) -> HttpResponse:
    """Move, or say why not. Who asks for what is so already, as by a repeated post, has what they wanted."""
    try:
        if moved(request, opportunity, form):
            return done(request, opportunity)
    except Conflict as conflict:
        if conflict.row.stage == form.cleaned_data["stage"]:
            return done(request, opportunity)
        return too_late(request, conflict.row)
    return refused(request, opportunity, " ".join(error for errors in form.errors.values() for error in errors))


def moved(request: HttpRequest, opportunity: Opportunity, form: Any) -> bool:
    """Hand the move to the verb; what it refuses becomes the form's errors. Raises Conflict for a second saver."""
    try:
        opportunity.revise(form.changes(), by=request.user, version=form.cleaned_data["version"])
    except ValidationError as refused:
        for name, errors in refused.error_dict.items():
            form.add_error(name if name in form.fields else None, errors)
    return not form.errors
