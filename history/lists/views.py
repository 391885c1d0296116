"""The settings that administrators keep in the product: the lists, an entry, their order, and deleting."""

import re
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.access import may
from core.editing import Conflict
from core.once import once
from history.lists import register, writing
from history.lists.forms import EntryForm, RemoveForm
from history.lists.register import KeptList
from history.lists.words import VERBS
from history.models import Event

TOLD = 10
# Keys of rows are whole numbers of 64 bits; a longer one names nothing, and SQLite takes it with an error.
MOST = 2**63
METHODS = ["GET", "HEAD", "POST"]


@dataclass(frozen=True)
class Opened:
    """The list of a page, and what has it where each of several has one (`?of=`)."""

    kept: KeptList
    of: Any = None

    @property
    def url(self) -> str:
        """Where the list is."""
        return self.kept.url(self.of)


def opened(request: HttpRequest, list_key: str) -> Opened:
    """Return the list of an address. Raises Http404 where there is none, or `?of=` names nothing that has one."""
    kept = register.opened(list_key)
    if not kept.parent:
        return Opened(kept)
    key = request.GET.get("of", "")
    parents: Any = kept.model._meta.get_field(kept.parent).related_model
    found = parents._default_manager.filter(pk=int(key)).first() if re.fullmatch("[0-9]{1,9}", key, re.ASCII) else None
    if found is None:
        raise Http404
    return Opened(kept, found)


def entry_of(kept: KeptList, entry_id: int) -> Any:
    """Return an entry of a list. Raises Http404 for none."""
    row = kept.model._default_manager.filter(pk=entry_id).first() if entry_id < MOST else None
    if row is None:
        raise Http404
    return row


@require_safe
@may("administer")
def index(request: HttpRequest) -> HttpResponse:
    """All that administrators keep in the product."""
    return render(request, "lists/index.html", {"lists": register.every()})


@require_safe
@may("administer")
def entries(request: HttpRequest, list_key: str) -> HttpResponse:
    """The entries of a list in their order, how much each is used, and what was done to them last."""
    at = opened(request, list_key)
    return list_page(request, at)


def list_page(request: HttpRequest, at: Opened, trouble: str = "") -> HttpResponse:
    """Answer the page of a list; `trouble` says why what was wished could not be."""
    kept = at.kept
    rows = list(kept.rows(at.of).prefetch_related(*kept.related))
    uses = kept.uses([row.pk for row in rows])
    for column in kept.columns:
        if column.look_up:
            column.look_up(rows)
    lines = [
        {
            "row": row,
            "cells": [(column, column.show(row)) for column in kept.columns],
            "count": uses.get(row.pk, 0),
            "used": kept.used(uses.get(row.pk, 0)),
            "used_url": kept.used_url(row) if kept.used_url else "",
            "opens": kept.opens(row) if kept.opens else "",
        }
        for row in rows
    ]
    told = Event.objects.visible_to(request.user).filter(verb__in=VERBS, particulars__list=kept.key)
    if at.of is not None:
        told = told.filter(particulars__of__id=at.of.pk)
    context = {"kept": kept, "of": at.of, "lines": lines, "seen": ",".join(str(row.pk) for row in rows)}
    context |= {"told": told.for_feed().newest_first()[:TOLD], "trouble": trouble, "url": at.url}
    context |= {"order_url": kept.url(at.of, "order"), "add_url": kept.url(at.of, "add")}
    return render(request, "lists/entries.html", context, status=409 if trouble else 200)


@require_POST
@may("administer")
def order(request: HttpRequest, list_key: str) -> HttpResponse:
    """Put the entries in another order: as dragged, or one of them a place up or down."""
    at = opened(request, list_key)
    wanted = keys_of(request.POST.getlist("row"))
    seen = keys_of(request.POST.get("seen", "").split(","))
    try:
        wanted = stepped(request, wanted)
        if writing.order_entries(at.kept, at.of, seen, wanted, by=request.user):
            messages.success(request, _("The order is saved."))
    except ValidationError as refused:
        return list_page(request, at, " ".join(refused.messages))
    return redirect(at.url)


def keys_of(typed: list[str]) -> list[int]:
    """Return the keys of a post in their order; what is no key of ours is 0, which no entry has."""
    return [int(key) if re.fullmatch("[0-9]{1,9}", key, re.ASCII) else 0 for key in typed]


def stepped(request: HttpRequest, keys: list[int]) -> list[int]:
    """Return the keys with one of them a place up or down, where a button asks for that."""
    for name, step in (("up", -1), ("down", 1)):
        key = keys_of([request.POST.get(name, "")])[0]
        if key in keys:
            at = keys.index(key)
            to = min(max(0, at + step), len(keys) - 1)
            keys.insert(to, keys.pop(at))
    return keys


@require_http_methods(METHODS)
@may("administer")
def add(request: HttpRequest, list_key: str) -> HttpResponse:
    """Add an entry to a list."""
    at = opened(request, list_key)
    kept = at.kept
    row = kept.model(**({kept.parent: at.of} if kept.parent else {}))
    form = EntryForm(request.POST if request.method == "POST" else None, kept=kept, row=row)
    if form.is_bound and form.is_valid():
        try:
            return redirect(once(request, lambda: added(request, at, row, form)))
        except ValidationError as refused:
            form.refuse(refused)
    return entry_page(request, at, form, None)


def added(request: HttpRequest, at: Opened, row: Any, form: EntryForm) -> str:
    """Add the entry; return where the list is, or, of one with a list of its own, where that is."""
    made = writing.add_entry(row, form.changes, by=request.user)
    messages.success(request, _("“%(name)s” was added.") % {"name": made.name})
    return at.kept.opens(made) if at.kept.opens else at.url


@require_http_methods(METHODS)
@may("administer")
def edit(request: HttpRequest, list_key: str, entry_id: int) -> HttpResponse:
    """Change an entry."""
    kept = register.opened(list_key)
    row = entry_of(kept, entry_id)
    at = Opened(kept, kept.parent_of(row))
    form = EntryForm(request.POST if request.method == "POST" else None, kept=kept, row=row)
    more, status = {}, 422
    if form.is_bound and form.is_valid():
        try:
            saved = writing.revise_entry(row, form.changes, by=request.user, version=form.cleaned_data["version"])
            messages.success(request, _("“%(name)s” is saved.") % {"name": saved.name})
            return redirect(at.url)
        except ValidationError as refused:
            form.refuse(refused)
        except Conflict as conflict:
            more, status = {"current": conflict.row, "differences": form.meet(conflict.row)}, 409
    return entry_page(request, at, form, row, status, **more)


def entry_page(
    request: HttpRequest, at: Opened, form: EntryForm, row: Any, status: int = 422, **more: Any
) -> HttpResponse:
    """Answer the form of an entry."""
    kept = at.kept
    context = {"kept": kept, "of": at.of, "form": form, "row": row, "cancel_url": at.url, **more}
    if row is not None:
        count = kept.use_of(row)
        context |= {"used": kept.used(count) if count else "", "delete_url": kept.url(None, "delete", row.pk)}
    return render(request, "lists/entry.html", context, status=status if form.is_bound else 200)


@require_http_methods(METHODS)
@may("administer")
def delete(request: HttpRequest, list_key: str, entry_id: int) -> HttpResponse:
    """Ask, and what takes its place where it is in use; then delete an entry."""
    kept = register.opened(list_key)
    row = entry_of(kept, entry_id)
    at = Opened(kept, kept.parent_of(row))
    count, refusal = kept.use_of(row), writing.why_stays(row)
    form = None
    if count and not refusal and (kept.replace or kept.begin):
        posted = request.POST if request.method == "POST" else None
        form = RemoveForm(posted, row=row, others=kept.others(row), grouped=kept.parent)
    if request.method == "POST" and not refusal and (form is None or form.is_valid()):
        try:
            return redirect(removed(request, at, row, form))
        except ValidationError as refused:
            refusal = " ".join(refused.messages)
        except Conflict:
            refusal = _("Somebody else has changed this entry meanwhile. Look at it, and delete it again.")
    context = {"kept": kept, "of": at.of, "row": row, "form": form, "refusal": refusal, "cancel_url": at.url}
    context |= {"used": kept.used(count) if count else "", "in_steps": kept.begin is not None}
    return render(request, "lists/delete.html", context, status=422 if request.method == "POST" else 200)


def removed(request: HttpRequest, at: Opened, row: Any, form: RemoveForm | None) -> str:
    """Delete the entry, or begin to; return where that goes on."""
    parts = form.cleaned_data if form else {"to": None, "version": None}
    if form and at.kept.begin:
        return at.kept.begin(row, parts["to"], by=request.user)
    writing.remove_entry(row, by=request.user, to=parts["to"], version=parts["version"])
    messages.success(request, _("“%(name)s” was deleted.") % {"name": row.name})
    return at.url
