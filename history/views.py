"""Adding to a page's history, and changing what one added, in the order of the addresses."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core import slots
from core.access import editable
from core.editing import Conflict
from core.once import once
from history import verbs
from history.forms import EventForm, files_can_be_kept
from history.models import Event, record
from history.pages import page_of_kind


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, page_kind: str, page_id: str) -> HttpResponse:
    model = page_of_kind(page_kind)
    if model is None:
        raise Http404
    page = editable(request, model, page_id)
    posted = (request.POST, request.FILES) if request.method == "POST" else ()
    form = EventForm(*posted, page=page, user=request.user)
    if request.method == "POST" and form.is_valid() and added(request, page, form):
        return redirect(f"{page.get_absolute_url()}#history")
    context = {"form": form, "page": page, "with_files": files_can_be_kept()}
    return render(request, "history/add.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, public_id: str) -> HttpResponse:
    event = editable(request, Event, public_id)
    form = EventForm(
        request.POST if request.method == "POST" else None, page=event.page, user=request.user, event=event
    )
    if request.method == "POST" and form.is_valid() and revised(request, event, form):
        return redirect(f"{event.page.get_absolute_url()}#history")
    status = 409 if hasattr(form, "conflict") else 422 if form.errors else 200
    return render(request, "history/edit.html", {"form": form, "event": event, "page": event.page}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, public_id: str) -> HttpResponse:
    event = editable(request, Event, public_id)
    page = event.page
    if request.method == "POST":
        event.remove(by=request.user)
        messages.success(request, _("The event was deleted."))
        return redirect(f"{page.get_absolute_url()}#history")
    context = {"event": event, "cancel_url": f"{page.get_absolute_url()}#history"}
    return render(request, "history/delete.html", context)


def added(request: HttpRequest, page: Any, form: EventForm) -> bool:
    """Write the event with its files and recipients in one transaction; what is refused becomes the form's error."""

    def make() -> str:
        parts = form.cleaned_data
        event = record(
            verbs.ADDED,
            page,
            by=request.user,
            page=page,
            text=parts["text"],
            category=parts["category"],
            happened_at=form.happened_at,
            recipients=parts["recipients"],
        )
        if parts["files"]:
            slots.ask("event_files_saver", user=request.user, event=event, files=parts["files"])
        page.touch()
        return page.get_absolute_url()

    try:
        with transaction.atomic():
            once(request, make)
    except ValidationError as refused:
        form.add_error("files", refused)
        return False
    return True


def revised(request: HttpRequest, event: Event, form: EventForm) -> bool:
    """Hand the changes to the verb; a second saver is told and sees both texts."""
    parts = form.cleaned_data
    changes = {"category": parts["category"], "text": parts["text"]}
    if "happened_on" in form.changed_data:
        changes["happened_at"] = form.happened_at
    try:
        event.revise(changes, by=request.user, version=parts["version"])
    except Conflict as conflict:
        form.conflict = form.differences([(form.fields["text"].label, parts["text"], conflict.row.text)])
        form.keep_mine_next_time(conflict.row)
        return False
    return True
