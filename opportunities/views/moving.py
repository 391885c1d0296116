"""Moving an opportunity to another stage; won and lost ask for a little more."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.access import editable
from core.editing import Conflict
from opportunities.forms import CloseForm, MoveForm
from opportunities.models import Opportunity, Stage
from opportunities.views.page import frame


@require_POST
def move(request: HttpRequest, public_id: str) -> HttpResponse:
    opportunity = editable(request, Opportunity, public_id)
    form = MoveForm(request.POST, opportunity=opportunity)
    if not form.is_valid():
        messages.error(request, _("Choose a stage that is in the list."))
        return redirect(opportunity)
    stage = form.cleaned_data["stage"]
    if stage != opportunity.stage and not stage.is_open:
        return redirect(f"{reverse('opportunities:close', args=[public_id])}?{urlencode({'stage': stage.pk})}")
    if form.must_ask:
        context = {"form": form, "stage": stage, **frame(opportunity, "profile")}
        return render(request, "opportunities/keep_probability.html", context)
    moved(request, opportunity, form)
    return redirect(opportunity)


@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, public_id: str) -> HttpResponse:
    opportunity = editable(request, Opportunity, public_id)
    stage = closed_stage(opportunity, (request.POST or request.GET).get("stage", ""))
    posted = request.POST if request.method == "POST" else None
    form = CloseForm(posted, opportunity=opportunity, stage=stage)
    if request.method == "POST" and form.is_valid() and moved(request, opportunity, form):
        return redirect(opportunity)
    context = {"form": form, "stage": stage, **frame(opportunity, "profile")}
    return render(request, "opportunities/close.html", context, status=422 if form.errors else 200)


def closed_stage(opportunity: Opportunity, typed: str) -> Stage:
    """Return the won or lost stage that was asked for, else the first one of the pipeline."""
    stages = Stage.objects.in_order().filter(pipeline=opportunity.stage.pipeline_id).exclude(kind="open")
    asked = stages.filter(pk=int(typed)).first() if typed.isascii() and typed.isdigit() and len(typed) < 10 else None
    return asked or stages[0]


def moved(request: HttpRequest, opportunity: Opportunity, form: Any) -> bool:
    """Hand the move to the verb; say what it refused, and to a second saver that somebody was faster."""
    try:
        opportunity.revise(form.changes(), by=request.user, version=form.cleaned_data["version"])
    except Conflict as conflict:
        messages.warning(
            request,
            _("Somebody else was faster; the opportunity stands at “%(stage)s” now. Look, and choose again.")
            % {"stage": conflict.row.stage.name},
        )
        return True
    except ValidationError as refused:
        for name, errors in refused.error_dict.items():
            form.add_error(name if name in form.fields else None, errors)
        return False
    return True
