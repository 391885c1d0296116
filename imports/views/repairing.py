"""Repairing on the page: cells of refused and doubtful rows, whole rows, rows that are left out."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from imports.forms import RowForm
from imports.models import CHECK, ImportRun
from imports.reading.errors import Unreadable
from imports.repairs import read_repairs, row_of
from imports.views.steps import do, draft_step


@draft_step
def repair(request: HttpRequest, run: ImportRun) -> HttpResponse:
    """Take in repaired cells, and check once more."""
    if request.method != "POST" or not run.is_checked:
        return redirect(run)
    try:
        repairs = read_repairs(request.POST, run)
    except ValueError as reason:
        messages.error(request, str(reason))
        return redirect("imports:check", run.public_id)
    if not run.settle(by=request.user, repairs=repairs):
        return redirect("imports:check", run.public_id)
    return do(request, run, CHECK, "check")


@draft_step
def row(request: HttpRequest, run: ImportRun, number: int) -> HttpResponse:
    """One row, which begins in line `number` of the file: its cells, and whether it is left out."""
    if not run.is_checked:
        return redirect(run)
    try:
        found = row_of(run, number)
    except (Unreadable, OSError) as error:
        raise Http404 from error
    if found is None:
        raise Http404
    form = RowForm(request.POST if request.method == "POST" else None, run=run, row=found)
    if form.is_valid():
        try:
            changed = form.apply(by=request.user)
        except ValueError as reason:
            messages.error(request, str(reason))
            return redirect("imports:check", run.public_id)
        return do(request, run, CHECK, "check") if changed else redirect("imports:check", run.public_id)
    reasons = list(run.problems.filter(line=number))
    context = {"run": run, "form": form, "row": found, "reasons": reasons, "step": "check"}
    return render(request, "imports/row.html", context, status=422 if form.is_bound else 200)
