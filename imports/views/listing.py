"""The list of imports, and the beginning of a new one."""

import csv
import io
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods

from core.access import may
from core.once import once
from core.uploads import dropped, takes_files
from imports import targets
from imports.forms import UploadForm, import_limit
from imports.models import ImportRun
from imports.reading.errors import Unreadable
from imports.targets import Target

PAGE = 25


def _target(key: str) -> Target:
    try:
        return targets.target(key)
    except KeyError as error:
        raise Http404 from error


@require_GET
@may("import")
def index(request: HttpRequest) -> HttpResponse:
    """All imports that one may see, the newest first."""
    runs = Paginator(ImportRun.objects.visible_to(request.user).for_list(), PAGE).get_page(request.GET.get("page"))
    return render(request, "imports/index.html", {"runs": runs, "targets": targets.registered()})


def _kept(form: UploadForm, kind: Target, user: Any) -> str:
    """Keep the file of a valid form, and return the address of its first page."""
    run = form.keep(target=kind, by=user)
    return reverse("imports:run" if run.is_working else "imports:file", args=[run.public_id])


@takes_files(import_limit)
@require_http_methods(["GET", "HEAD", "POST"])
@may("import")
def start(request: HttpRequest, target: str) -> HttpResponse:
    """Choose a file."""
    kind = _target(target)
    posted = (request.POST, request.FILES) if request.method == "POST" else ()
    form = UploadForm(*posted, **dropped(request))
    if form.is_valid():
        try:
            return redirect(once(request, lambda: _kept(form, kind, request.user)))
        except Unreadable as reason:
            form.add_error("file", str(reason))
    context = {"form": form, "target": kind, "most": settings.MAX_IMPORT_MB}
    return render(request, "imports/start.html", context, status=422 if form.is_bound else 200)


@require_GET
@may("import")
def sample(request: HttpRequest, target: str) -> HttpResponse:
    """A file with the headings of all fields, to be filled in: in the reader's language, as spreadsheets open it."""
    kind = _target(target)
    line = io.StringIO()
    delimiter = ";" if (get_language() or "").startswith("de") else ","
    csv.writer(line, delimiter=delimiter).writerow(str(field.label) for field in kind.fields)
    response = HttpResponse(line.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{kind.key}.csv"'
    return response
