"""The pages of an export: what one wants, how far it is, and the file."""

import logging
from collections.abc import Iterator
from tempfile import TemporaryFile
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from core.access import seen
from core.once import once
from exports import sources
from exports.forms import ExportForm
from exports.models import ExportRun, export_at_once, export_by_job
from exports.rows import Pieces, keys_of
from exports.sources import Source

# Up to so many rows are streamed while their owner waits; more are written by a worker.
AT_ONCE = 5_000
PAGE = 25
# What of the address of a list is no filter.
NO_FILTER = ("cursor", "size")

logger = logging.getLogger("exports")


def _source(key: str) -> Source:
    try:
        return sources.source(key)
    except KeyError as error:
        raise Http404 from error


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """All exports that one may see, the newest first."""
    runs = Paginator(ExportRun.objects.visible_to(request.user).for_list(), PAGE).get_page(request.GET.get("page"))
    return render(request, "exports/index.html", {"runs": runs})


@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest, target: str) -> HttpResponseBase:
    """Choose form and columns; posted, the file comes at once, or is written by a job."""
    source = _source(target)
    form = ExportForm(request.POST or None, source=source, by=request.user, shown=source.shown(request))
    rows, left_out = source.found(request), source.left_out(request)
    if form.is_valid() and not left_out:
        keys = keys_of(rows)
        try:
            form.demand_room(len(keys))
        except ValidationError as refused:
            form.add_error("form", refused)
        else:
            return _exported(request, source, keys, form.cleaned_data)
    query = _filter_of(request)
    count = rows.order_by().count()
    context = {"form": form, "source": source, "count": count, "at_once": count <= AT_ONCE}
    context["left_out"] = left_out
    context |= {"list_address": f"{reverse(source.list_url)}?{query}" if query else reverse(source.list_url)}
    return render(request, "exports/choose.html", context, status=422 if form.is_bound else 200)


def _filter_of(request: HttpRequest) -> str:
    query = request.GET.copy()
    for name in NO_FILTER:
        query.pop(name, None)
    return query.urlencode()


def _exported(request: HttpRequest, source: Source, keys: Any, chosen: dict[str, Any]) -> HttpResponseBase:
    """Return the file, or lead to where it is being written."""
    settled = {"form": chosen["form"], "columns": chosen["columns"], "query": _filter_of(request)}
    if len(keys) > AT_ONCE:
        return redirect(once(request, lambda: export_by_job(source, settled, keys, by=request.user).get_absolute_url()))
    run = export_at_once(source, settled, len(keys), by=request.user)
    pieces = Pieces(source, request.user, run.format, run.columns)
    if run.format.is_workbook:
        out = TemporaryFile()  # noqa: SIM115, closed by the response
        pieces.put_together(out, pieces.all(keys))
        out.seek(0)
        return FileResponse(out, as_attachment=True, filename=run.file_name, content_type=run.format.content_type)
    response = StreamingHttpResponse(_spoken(pieces.all(keys)), content_type=run.format.content_type)
    response["Content-Disposition"] = content_disposition_header(True, run.file_name)
    return response


def _spoken(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Yield pieces made in the language and time zone of this request, which is at its end when they are asked for."""
    language, zone = translation.get_language(), timezone.get_current_timezone()
    while True:
        with translation.override(language), timezone.override(zone):
            piece = next(pieces, None)
        if piece is None:
            return
        yield piece


@require_GET
def run(request: HttpRequest, public_id: str) -> HttpResponse:
    """How far it is, and the file when it is written."""
    run = seen(request, ExportRun.objects.for_list(), public_id)
    own = run.owner == request.user
    return render(request, "exports/run.html", {"run": run, "job": run.job, "next": request.path, "own": own})


@require_GET
@never_cache
def file(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """The file, to its owner and nobody else; one that has expired leads to the page that says so."""
    run = seen(request, ExportRun.objects.of(request.user), public_id)
    if not run.can_be_downloaded:
        return redirect(run)
    try:
        stored = run.file.storage.open(run.file.name, "rb")
    except FileNotFoundError:
        logger.error("The file of export %s is missing.", run.pk)
        messages.error(request, _("This file is missing on the server. Export the list once more."))
        return redirect(run)
    return FileResponse(stored, as_attachment=True, filename=run.file_name, content_type=run.format.content_type)
