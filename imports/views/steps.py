"""The steps of a draft: file, columns, values, check."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.access import editable, may
from imports import work
from imports.forms import ColumnsForm, DialectForm, ValuesForm
from imports.models import CHECK, SURVEY, Busy, ImportRun, Settled
from imports.outcome import changed_fields, same_file, words_ahead
from imports.preview import preview
from imports.repairs import left_out
from imports.starting import start
from imports.troubles import troubles_of
from jobs import Failed, Outcome

STEPS: dict[str, Callable[[Any], Outcome]] = {SURVEY: work.survey_file, CHECK: work.check_rows}


def draft_step(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Open the import for a step; one that has been started, or is at work, leads to where it stands."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @may("import")
    @wraps(view)
    def opened(request: HttpRequest, public_id: str, **rest: Any) -> HttpResponse:
        run = editable(request, ImportRun.objects.for_list(), public_id)
        if not run.is_draft:
            return redirect(run)
        try:
            return view(request, run, **rest)
        except Settled:
            messages.info(request, _("This import has been started meanwhile."))
            return redirect(ImportRun.objects.get(pk=run.pk))

    return opened


def do(request: HttpRequest, run: ImportRun, kind: str, following: str) -> HttpResponse:
    """Do a step: a small file's at once, a large one's in the background; lead to the page that shows what it found."""
    payload = run.begin(kind, by=request.user)
    if run.size > work.AT_ONCE:
        run.hand_to_worker(kind, payload, by=request.user)
        return redirect("imports:run", run.public_id)
    try:
        STEPS[kind](work.AtOnce(payload))
    except Failed as reason:
        messages.error(request, str(reason))
        return redirect("imports:file", run.public_id)
    return redirect(f"imports:{following}", run.public_id)


@draft_step
def file(request: HttpRequest, run: ImportRun) -> HttpResponse:
    """How the file is read: encoding, delimiter, quote sign, heading; with its first rows."""
    form = DialectForm(request.POST or None, run=run)
    if form.is_valid() and form.apply(by=request.user):
        if run.is_working:
            return redirect("imports:run", run.public_id)
        return redirect("imports:file" if "look" in request.POST else "imports:columns", run.public_id)
    same = same_file(run, request.user)
    context = {"run": run, "form": form, "preview": preview(run), "same": same, "step": "file"}
    return render(request, "imports/file.html", context, status=422 if form.is_bound else 200)


@draft_step
def columns(request: HttpRequest, run: ImportRun) -> HttpResponse:
    """Which column fills which field, and what holds for all rows."""
    if not run.file:
        return redirect("imports:file", run.public_id)
    if asked := request.POST.get("record") or request.GET.get("record"):
        form = (
            ColumnsForm.as_typed(request.POST, run=run, record=number(asked))
            if request.POST
            else ColumnsForm(run=run, record=number(asked))
        )
        return render(request, "imports/columns.html", {"run": run, "form": form, "step": "columns"})
    form = ColumnsForm(request.POST or None, run=run)
    if form.is_valid():
        form.apply(by=request.user)
        return redirect("imports:values", run.public_id) if run.is_surveyed else do(request, run, SURVEY, "values")
    context = {"run": run, "form": form, "step": "columns"}
    return render(request, "imports/columns.html", context, status=422 if form.is_bound else 200)


def number(text: str) -> int:
    """Return a number that stands in an address, 1 where it is none."""
    return int(text) if text.isdecimal() and len(text) < 9 else 1


@draft_step
def values(request: HttpRequest, run: ImportRun) -> HttpResponse:
    """What is asked once for the whole file."""
    if not run.is_surveyed:
        return redirect("imports:run" if run.is_working else "imports:columns", run.public_id)
    form = ValuesForm(request.POST if request.method == "POST" else None, run=run)
    if form.is_valid():
        form.apply(by=request.user)
        return do(request, run, CHECK, "check")
    context = {"run": run, "form": form, "step": "values"}
    return render(request, "imports/values.html", context, status=422 if form.is_bound else 200)


@draft_step
def check(request: HttpRequest, run: ImportRun) -> HttpResponse:
    """What would happen; and, posted, what happens: the rows are written."""
    if not run.is_checked:
        return redirect("imports:run" if run.is_working else "imports:values", run.public_id)
    if request.method == "POST":
        try:
            start(run, by=request.user)
        except Busy as reason:
            messages.error(request, str(reason))
            return redirect("imports:check", run.public_id)
        return redirect("imports:run", run.public_id)
    context = {
        "run": run,
        "step": "check",
        "writes": run.checked["created"] + run.checked["updated"],
        "changed": changed_fields(run),
        "new": words_ahead(run),
        "troubles": troubles_of(run, refused=run.checked["refused"], doubtful=run.checked.get("doubtful", 0)),
        "left_out": left_out(run),
        "same": same_file(run, request.user),
    }
    return render(request, "imports/check.html", context)
