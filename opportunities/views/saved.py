"""Saving, changing, sharing and deleting views of the list, and choosing its columns."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.access import editable, seen
from core.editing import Conflict
from core.once import once
from opportunities import models
from opportunities.forms.view import ColumnsForm, ViewForm
from opportunities.listing import ALL_OPEN, Listing
from opportunities.models import SavedView, choose
from opportunities.place import list_address


@require_http_methods(["GET", "HEAD", "POST"])
def save_view(request: HttpRequest) -> HttpResponse:
    """Keep the list of this address under a name."""
    listing = Listing(request)
    form = ViewForm(request.POST or None, user=request.user)
    if form.is_valid():
        kept = listing.kept | {"columns": listing.chosen_keys} | form.changes()
        try:
            return redirect(once(request, lambda: models.save_view(kept, by=request.user).get_absolute_url()))
        except ValidationError as refused:
            refuse(form, refused)
    context = {"form": form, "listing": listing, "cancel_url": list_address(request)}
    return render(request, "opportunities/view.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_view(request: HttpRequest, view_id: str) -> HttpResponse:
    """Rename and share a view."""
    view = editable(request, SavedView, view_id)
    form, status, conflict = ViewForm(request.POST or None, user=request.user, view=view), 422, None
    if form.is_valid():
        try:
            return redirect(view.revise(form.changes(), by=request.user, version=form.cleaned_data["version"]))
        except ValidationError as refused:
            refuse(form, refused)
        except Conflict as found:
            form.keep_mine_next_time(found.row)
            status, conflict = 409, form.compared(found.row)
    context = {"form": form, "edited": view, "cancel_url": view.get_absolute_url(), "conflict": conflict}
    return render(request, "opportunities/view.html", context, status=status if form.is_bound else 200)


@require_POST
def keep_view(request: HttpRequest, view_id: str) -> HttpResponse:
    """Let a view keep the filter, order and page size of this address instead of its own."""
    view = editable(request, SavedView, view_id)
    try:
        view = view.revise(Listing(request).kept, by=request.user, version=whole(request.POST.get("version", "")))
    except Conflict:
        messages.error(request, _("Somebody else has changed this view in the meantime. Look at it, then save again."))
        return redirect(list_address(request))
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
        return redirect(list_address(request))
    messages.success(request, _("“%(name)s” was saved as it is now.") % {"name": view.name})
    return redirect(view)


def whole(typed: str) -> int | None:
    """Return the number of a version that was sent along; None for none."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else None


@require_http_methods(["GET", "HEAD", "POST"])
def delete_view(request: HttpRequest, view_id: str) -> HttpResponse:
    """Delete a view, after asking where others see it, too."""
    view = editable(request, SavedView, view_id)
    if request.method == "POST":
        view.remove(by=request.user)
        messages.success(request, _("The view “%(name)s” was deleted.") % {"name": view.name})
        return redirect(f"{reverse('opportunities:index')}?{ALL_OPEN}")
    context = {
        "question": _("Delete the view “%(name)s”?") % {"name": view.name},
        "cancel_url": view.get_absolute_url(),
    }
    sentence = _("Others see it, too. The opportunities stay.") if view.is_shared() else _("The opportunities stay.")
    return render(request, "core/_confirm.html", context | {"sentence": sentence})


@require_POST
def opening_view(request: HttpRequest) -> HttpResponse:
    """Open the list with a view from now on, or, without one, with all open ones."""
    view = seen(request, SavedView, request.POST["view"]) if request.POST.get("view") else None
    choose(request.user, opens_with=view)
    said = _("The list opens with “%(name)s” from now on.") if view else _("The list opens with all open ones again.")
    messages.success(request, said % {"name": view.name if view else ""})
    return redirect(view or f"{reverse('opportunities:index')}?{ALL_OPEN}")


@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: HttpRequest) -> HttpResponse:
    """Choose the columns of the list: those of a view that one may change, else one’s own."""
    listing = Listing(request)
    form = ColumnsForm(request.POST or None, columns=listing.all_columns, chosen=listing.columns)
    of_view = listing.view if listing.view and listing.view.may_edit else None
    if form.is_bound:
        keep_columns(request, of_view, [] if "everyday" in request.POST else form.keys())
        return redirect(list_address(request))
    context = {"form": form, "of_view": of_view, "listing": listing, "cancel_url": list_address(request)}
    return render(request, "opportunities/columns.html", context)


def keep_columns(request: HttpRequest, view: Any, keys: list[str]) -> None:
    """Keep columns at a view, where that was chosen, or for the person."""
    if view and request.POST.get("whose") == "view":
        view.revise({"columns": keys}, by=request.user)
    else:
        choose(request.user, columns=keys)


def refuse(form: ViewForm, refused: ValidationError) -> None:
    """Put what a verb refused to its field, or above the form."""
    named = refused.message_dict if hasattr(refused, "error_dict") else {"": refused.messages}
    for name, sentences in named.items():
        for sentence in sentences:
            form.add_error(name if name in form.fields else None, sentence)
