"""Moving an opportunity to another stage; won and lost ask for a little more."""

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
from core.editing import Conflict
from opportunities.forms import CloseForm, MoveForm
from opportunities.models import Opportunity, Stage
from opportunities.views.editing import met
from opportunities.views.opening import frame


@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, public_id: str) -> HttpResponse:
    """Move to the chosen stage; ask first where there is something to say: on a GET, by htmx or a reload, too."""
    opportunity = editable(request, Opportunity.objects.for_page(request.user), public_id)
    form = MoveForm(request.POST or request.GET, opportunity=opportunity)
    if not form.is_valid():
        messages.error(request, _("Choose a stage that is in the list."))
        return redirect(opportunity)
    stage = form.cleaned_data["stage"]
    if stage != opportunity.stage and not stage.is_open:
        return redirect(asking("close", opportunity, stage))
    if request.method == "POST":
        if form.must_ask:
            return redirect(asking("move", opportunity, stage))
        move_or_tell(request, opportunity, form)
        return redirect(opportunity)
    context = {"form": form, "stage": stage, **frame(opportunity, "profile")}
    return render(request, "opportunities/keep_probability.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, public_id: str) -> HttpResponse:
    opportunity = editable(request, Opportunity.objects.for_page(request.user), public_id)
    stage = closed_stage(opportunity, (request.POST or request.GET).get("stage", ""))
    if stage is None:
        messages.error(request, _("Choose a stage that is in the list."))
        return redirect(opportunity)
    form = CloseForm(request.POST if request.method == "POST" else None, opportunity=opportunity, stage=stage)
    more, status = {}, 422
    if request.method == "POST" and form.is_valid():
        try:
            if moved(request, opportunity, form):
                return redirect(opportunity)
        except Conflict as conflict:
            more, status = met(form, conflict), 409
    context = {"form": form, "stage": stage, **frame(opportunity, "profile"), **more}
    return render(request, "opportunities/close.html", context, status=status if form.errors or more else 200)


def asking(name: str, opportunity: Opportunity, stage: Stage) -> str:
    """Return the address of the small form that a move asks for."""
    query = urlencode({"stage": stage.pk, "version": opportunity.version})
    return f"{reverse(f'opportunities:{name}', args=[opportunity.public_id])}?{query}"


def closed_stage(opportunity: Opportunity, typed: str) -> Stage | None:
    """Return the won or lost stage that was asked for, the first one where none was; None for what is none."""
    stages = Stage.objects.in_order().filter(pipeline=opportunity.stage.pipeline_id).exclude(kind="open")
    if not typed:
        return stages.first()
    return stages.filter(pk=int(typed)).first() if re.fullmatch("[0-9]{1,9}", typed) else None


def move_or_tell(request: HttpRequest, opportunity: Opportunity, form: MoveForm) -> None:
    """Move, or say in a message why not."""
    try:
        if not moved(request, opportunity, form):
            messages.error(request, " ".join(error for errors in form.errors.values() for error in errors))
    except Conflict as conflict:
        sentence = _("Somebody else was faster; the opportunity stands at “%(stage)s” now. Look, and choose again.")
        messages.error(request, sentence % {"stage": conflict.row.stage.name})


def moved(request: HttpRequest, opportunity: Opportunity, form: Any) -> bool:
    """Hand the move to the verb; what it refuses becomes the form's errors. Raises Conflict for a second saver."""
    try:
        opportunity.revise(form.changes(), by=request.user, version=form.cleaned_data["version"])
    except ValidationError as refused:
        for name, errors in refused.error_dict.items():
            form.add_error(name if name in form.fields else None, errors)
    return not form.errors
