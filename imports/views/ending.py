"""Running, the result, the refused rows, taking back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.access import editable, may, seen
from core.uploads import dropped, takes_files
from imports.bringing import OtherHeadings
from imports.forms import UploadForm, import_limit
from imports.models import SURVEY, Busy, ImportRun, Severity
from imports.outcome import made_rows, made_words
from imports.reading.errors import Unreadable
from imports.refused import refused_lines, refused_name
from imports.troubles import troubles_of
from imports.views.steps import do, number

# Which rows come as a file, by the word in the address.
FILES = {"refused": (Severity.REFUSED,), "doubtful": (Severity.DOUBTFUL,), "all": tuple(Severity)}


@require_GET
@may("import")
def run(request: HttpRequest, public_id: str) -> HttpResponse:
    """How far it is; when nothing is at work any more, the page of the step at which it stands."""
    run = seen(request, ImportRun.objects.for_list(), public_id)
    if not run.is_working:
        if run.is_draft and run.job and run.job.state == run.job.State.FAILED and run.job.message:
            messages.error(request, run.job.message)
        return redirect(run)
    return render(request, "imports/run.html", {"run": run, "job": run.job, "next": request.path, "step": "run"})


def page_of(request: HttpRequest) -> int:
    """Return which page of the created and updated rows is asked for."""
    return max(number(request.GET.get("page", "")), 1)


@require_GET
@may("import")
def result(request: HttpRequest, public_id: str) -> HttpResponse:
    """What came of it."""
    run = seen(request, ImportRun.objects.for_list(), public_id)
    if run.is_draft or run.is_working:
        return redirect(run)
    context = {
        "run": run,
        "step": "result",
        "made": made_rows(run, request.user, page_of(request)),
        "words": made_words(run, request.user),
        "troubles": troubles_of(run, refused=run.refused, doubtful=run.doubtful),
        "repaired": UploadForm(),
    }
    return render(request, "imports/result.html", context)


@require_GET
@may("import")
def refused(request: HttpRequest, public_id: str) -> StreamingHttpResponse:
    """The refused rows as a file in the dialect of the imported one, with line and reason in front.

    `?rows=doubtful` are the doubtful ones, `?rows=all` both.
    """
    run = seen(request, ImportRun, public_id)
    rows = request.GET.get("rows", "refused")
    severities = FILES.get(rows, FILES["refused"])
    response = StreamingHttpResponse(refused_lines(run, severities), content_type="text/csv")
    response["Content-Disposition"] = content_disposition_header(True, refused_name(run, severities))
    return response


def _result(request: HttpRequest) -> str:
    return reverse("imports:result", args=[request.resolver_match.kwargs["public_id"]])  # type: ignore[union-attr]


@takes_files(import_limit, back=_result)
@require_POST
@may("import")
def resume(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take in the repaired rows of an import, and go on with what was said about them."""
    run = editable(request, ImportRun, public_id)
    if run.is_draft or run.is_working:
        return redirect(run)
    form = UploadForm(request.POST, request.FILES, **dropped(request))
    if not form.is_valid():
        for sentences in form.errors.values():
            messages.error(request, " ".join(sentences))
        return redirect("imports:result", public_id)
    try:
        following = form.resume(run, by=request.user)
    except (OtherHeadings, Unreadable) as reason:
        messages.error(request, str(reason))
        return redirect("imports:result", public_id)
    return do(request, following, SURVEY, "values")


@require_POST
@may("import")
def go_on(request: HttpRequest, public_id: str) -> HttpResponse:
    """Go on with one that was stopped."""
    run = editable(request, ImportRun, public_id)
    try:
        run.go_on(by=request.user)
    except Busy as reason:
        messages.error(request, str(reason))
        return redirect("imports:result", run.public_id)
    return redirect("imports:run", run.public_id)


@require_http_methods(["GET", "HEAD", "POST"])
@may("import")
def undo(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take back what was created, after asking."""
    run = editable(request, ImportRun.objects.for_list(), public_id)
    if not run.can_be_taken_back:
        return redirect(run)
    if request.method == "POST":
        run.take_back(by=request.user)
        return redirect("imports:run", run.public_id)
    words = made_words(run, request.user)
    context = {
        "run": run,
        "words": words,
        "cancel_url": reverse("imports:result", args=[public_id]),
        "action_label": _("Take back"),
    }
    return render(request, "imports/undo.html", context)


@require_POST
@may("import")
def discard(request: HttpRequest, public_id: str) -> HttpResponse:
    """Delete a draft, or one that wrote nothing, and its file."""
    run = editable(request, ImportRun, public_id)
    if run.discard(by=request.user):
        messages.success(request, _("The import “%(name)s” was discarded.") % {"name": run.original_name})
        return redirect("imports:index")
    messages.error(request, _("It cannot be discarded any more: it is at work, or has written rows."))
    return redirect(run)
