"""A page's history: its feed, adding to it, and changing what one added, in the order of the addresses."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import reselect, retarget

from core.access import editable, seen
from core.editing import Conflict
from core.once import once
from core.uploads import dropped, takes_files, upload_limit
from history import mentions
from history.feed import feed as feed_of
from history.forms import EventForm, files_can_be_kept
from history.models import Event, add_event
from history.pages import page_of_kind


@require_safe
def feed(request: HttpRequest, page_kind: str, page_id: str) -> HttpResponse:
    """The history alone: filtered, or from a place on; with htmx only the events, or only the filter."""
    page = seen(request, page_model(page_kind), page_id)
    context = {"page": page, **feed_of(request, page)}
    if request.htmx and not request.htmx.history_restore_request:  # type: ignore[attr-defined]
        part = "_feed_filter" if "filter" in request.GET else "_events"
        return render(request, f"history/{part}.html", context)
    return render(request, "history/feed.html", context | {"with_filter": True})


@takes_files(upload_limit)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, page_kind: str, page_id: str) -> HttpResponse:
    page = editable(request, page_model(page_kind), page_id)
    posted = (request.POST, request.FILES) if request.method == "POST" else ()
    form = EventForm(*posted, page=page, user=request.user, **dropped(request))
    wanted = request.method == "POST" and form.is_valid()
    if wanted and added(request, page, form):
        return feed_answer(request, page) if request.htmx else redirect(history_of(page))  # type: ignore[attr-defined]
    if request.htmx:  # type: ignore[attr-defined]
        return feed_answer(request, page, form)
    context = {"form": form, "page": page, "with_files": files_can_be_kept()}
    return render(request, "history/add.html", context, status=422 if form.errors else 200)


@require_safe
def people(request: HttpRequest, page_kind: str, page_id: str) -> JsonResponse:
    """Who can be mentioned in what one adds to this page, for the list behind the @."""
    page = editable(request, page_model(page_kind), page_id)
    found = mentions.offered(page, request.GET.get("q", "")[:100], by=request.user)
    return JsonResponse({"results": [{"id": person.username, "text": person.name} for person in found]})


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, public_id: str) -> HttpResponse:
    event = editable(request, Event, public_id)
    posted = request.POST if request.method == "POST" else None
    form = EventForm(posted, page=event.page, user=request.user, event=event)
    context = {"form": form, "event": event, "page": event.page}
    if request.method == "POST" and form.is_valid():
        try:
            event.revise(form.changes(), by=request.user, version=form.cleaned_data["version"])
        except Conflict as conflict:
            context |= {"current": conflict.row, "differences": form.compared_with(conflict.row)}
            form.keep_mine_next_time(conflict.row)
            return render(request, "history/edit.html", context, status=409)
        return redirect(history_of(event.page))
    return render(request, "history/edit.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, public_id: str) -> HttpResponse:
    event = editable(request, Event, public_id)
    page = event.page
    if request.method == "POST":
        event.remove(by=request.user)
        messages.success(request, _("The event was deleted."))
        return redirect(history_of(page))
    return render(request, "history/delete.html", {"event": event, "cancel_url": history_of(page)})


def page_model(kind: str) -> type[models.Model]:
    """Return the model of pages that an address names; Http404 for any other word."""
    model = page_of_kind(kind)
    if model is None:
        raise Http404
    return model


def history_of(page: Any) -> str:
    """Return where the history of a page stands."""
    return f"{page.get_absolute_url()}#history"


def feed_answer(request: HttpRequest, page: Any, form: EventForm | None = None) -> HttpResponse:
    """Answer htmx with the whole history: as it is now, or with the form that must be changed first (422)."""
    answer = render(request, "history/_feed.html", feed_of(request, page, form=form), status=422 if form else 200)
    return reselect(retarget(answer, "#history"), "#history")


def added(request: HttpRequest, page: Any, form: EventForm) -> bool:
    """Add the event, once for each rendering of the form; what is refused becomes the form's error."""

    def make() -> str:
        parts = form.cleaned_data
        add_event(
            page,
            by=request.user,
            category=parts["category"],
            text=parts["text"],
            happened_at=form.happened_at,
            recipients=parts["recipients"],
            files=parts["files"],
        )
        return history_of(page)

    try:
        once(request, make)
    except ValidationError as refused:
        form.add_error("files", refused)
        return False
    return True
