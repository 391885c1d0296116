"""The pages of reports: each is a filter, a period, and tables, of which each comes as a file, too."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from exports.formats import BY_KEY, FORMATS
from jobs.models import Job
from reports import activity as activities
from reports import changes as changed
from reports import forecast as forecasts
from reports import funnel as funnels
from reports import results as closings
from reports.models import OpportunitySnapshot
from reports.scope import Scope
from reports.tables import Table

# Of the address of a report, what makes a file of one of its tables.
OF_FILE = ("table", "form")


@dataclass(frozen=True)
class Report:
    """One report: the name of its address, its label, the period that it opens with, and what makes its tables."""

    key: str
    label: Any
    usual: str
    tables: Callable[[Scope], list[Table]]


FORECAST = Report("forecast", gettext_lazy("Forecast"), "next-6-months", forecasts.forecast)
FUNNEL = Report("funnel", gettext_lazy("Funnel"), "last-12-months", funnels.funnel)
RESULTS = Report("results", gettext_lazy("Won and lost"), "last-12-months", closings.results)
ACTIVITY = Report("activity", gettext_lazy("Activity"), "this-month", activities.activity)
CHANGES = Report("changes", gettext_lazy("What changed"), "last-7-days", changed.changes)
REPORTS = (FORECAST, FUNNEL, RESULTS, ACTIVITY, CHANGES)


@require_safe
def forecast(request: HttpRequest) -> HttpResponse:
    """What is expected, by month and person, beside what is won."""
    return answer(request, FORECAST)


@require_safe
def funnel(request: HttpRequest) -> HttpResponse:
    """How far opportunities come, and how long it takes."""
    return answer(request, FUNNEL)


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """How many are won, by whom, and why the others are lost."""
    return answer(request, RESULTS)


@require_safe
def activity(request: HttpRequest) -> HttpResponse:
    """Who did what."""
    return answer(request, ACTIVITY)


@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    """What changed between two days."""
    return answer(request, CHANGES)


def answer(request: HttpRequest, report: Report) -> HttpResponse:
    """Answer a report's page, or one of its tables as a file."""
    scope = Scope(request, report.usual)
    tables = report.tables(scope)
    if "table" in request.GET and (scope.filter.left_out or scope.form.left_out):  # a file could not say so
        return redirect(f"{request.path}?{without_file(request).urlencode()}")
    if "table" in request.GET:
        return file_of(request, report, tables)
    context = {"report": report, "scope": scope, "filter": scope.filter, "tables": tables, "tabs": tabs(request)}
    context |= {"kept": kept(scope), "formats": [one for one in FORMATS if not one.is_workbook]}
    context |= {
        "taken": last_taken() if report in (FUNNEL, CHANGES) else None,
        "with_snapshots": report in (FUNNEL, CHANGES),
    }
    return render(request, "reports/report.html", context)


def file_of(request: HttpRequest, report: Report, tables: list[Table]) -> HttpResponse:
    """Answer the table that the address names, in the form that it names; 404 for none of ours."""
    table = next((one for one in tables if one.key == request.GET["table"]), None)
    form = BY_KEY.get(request.GET.get("form", ""))
    if table is None or form is None or form.is_workbook:
        raise Http404
    name = f"{slugify(str(report.label))}-{slugify(str(table.columns[0].label))}.{form.extension}"
    disposition = {"Content-Disposition": content_disposition_header(True, name)}
    return HttpResponse(table.file(form), content_type=form.content_type, headers=disposition)


def tabs(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the reports as tabs, each under the filter of this page; the period is each report's own."""
    query = without_file(request)
    for name in ("period", "since", "until"):
        query.pop(name, None)
    tail = f"?{query.urlencode()}" if query else ""
    return [{"key": one.key, "label": one.label, "url": reverse(f"reports:{one.key}") + tail} for one in REPORTS]


def without_file(request: HttpRequest) -> QueryDict:
    """Return what the address asks, without what makes a file of it."""
    query = request.GET.copy()
    for name in OF_FILE:
        query.pop(name, None)
    return query


def kept(scope: Scope) -> list[tuple[str, str]]:
    """Return the parts of the filter that the form of this page does not show, but sends along."""
    shown = ("who", "pipeline", *OF_FILE, "period", "since", "until", "cursor", "find", "find_contact")
    return [(name, value) for name, values in scope.request.GET.lists() if name not in shown for value in values]


def last_taken() -> Any:
    """Return when the last snapshots were taken, or None where none have been."""
    done = Job.objects.filter(kind="reports.take", state=Job.State.DONE).order_by("-pk")
    last = OpportunitySnapshot.objects.order_by("-pk").values_list("taken_at", flat=True)
    return done.values_list("finished_at", flat=True).first() or last.first()
