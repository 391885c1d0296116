"""Quick entry from anywhere: a dialog above any page; without script a page of its own."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from contacts.models import Contact
from core.access import may
from core.addresses import back_of
from core.once import once
from crm.forms import QuickCall, QuickNote, QuickOpportunity, QuickTask
from history.acting import act_on
from history.models import add_event
from opportunities.actions import open_with_contact
from opportunities.models import Opportunity
from opportunities.others import naming, unnamed
from tasks.calls import log_call
from tasks.models import open_task

METHODS = ["GET", "HEAD", "POST"]


@dataclass(frozen=True)
class Entry:
    """One tab: its form, and what makes of a valid form a row and says so; that returns where its row is read."""

    key: str
    label: Promise
    icon: str
    form: Any
    make: Callable[[HttpRequest, Any], str]

    @property
    def url_name(self) -> str:
        """The name of its address."""
        return f"crm:quick_{self.key}"

    @property
    def fields_template(self) -> str:
        """The fragment with its fields."""
        return f"crm/_quick_{self.key}.html"


def _make_note(request: HttpRequest, form: QuickNote) -> str:
    parts, page = form.cleaned_data, form.page(by=request.user)
    act_on(request.user, page)
    add_event(page, by=request.user, category=parts["category"], text=parts["text"])
    messages.success(request, _("Written down at “%(title)s”.") % {"title": page})
    return back_of(request, page.get_absolute_url())


def _make_call(request: HttpRequest, form: QuickCall) -> str:
    following, page = form.next_task(), form.page(by=request.user)
    act_on(request.user, page)
    log_call(page, by=request.user, result=form.cleaned_data["result"], next_task=following)
    told = _("The call was written down at “%(title)s”, and the next step is a task.") if following else ""
    messages.success(request, (told or _("The call was written down at “%(title)s”.")) % {"title": page})
    return back_of(request, page.get_absolute_url())


def _make_task(request: HttpRequest, form: QuickTask) -> str:
    changes = form.changes_made(by=request.user)
    if changes.get("opportunity"):
        act_on(request.user, changes["opportunity"])
    task = open_task(changes, by=request.user)
    messages.success(request, _("The task “%(title)s” was created.") % {"title": task.title})
    return back_of(request, task.get_absolute_url())


def _make_opportunity(request: HttpRequest, form: QuickOpportunity) -> str:
    row = open_with_contact(form.changes(), form.new_contact(), by=request.user)
    messages.success(request, _("“%(title)s” was created.") % {"title": row.title})
    return str(row.get_absolute_url())


NOTE = Entry("note", gettext_lazy("Note"), "sticky", QuickNote, _make_note)
CALL = Entry("call", gettext_lazy("Phone call"), "telephone", QuickCall, _make_call)
TASK = Entry("task", gettext_lazy("Task"), "check2-square", QuickTask, _make_task)
OPPORTUNITY = Entry("opportunity", gettext_lazy("Opportunity"), "graph-up-arrow", QuickOpportunity, _make_opportunity)
ENTRIES = (NOTE, CALL, TASK, OPPORTUNITY)


@may("create")
@require_http_methods(METHODS)
def note(request: HttpRequest) -> HttpResponse:
    return answer(request, NOTE)


@may("create")
@require_http_methods(METHODS)
def call(request: HttpRequest) -> HttpResponse:
    return answer(request, CALL)


@may("create")
@require_http_methods(METHODS)
def task(request: HttpRequest) -> HttpResponse:
    return answer(request, TASK)


@may("create")
@require_http_methods(METHODS)
def opportunity(request: HttpRequest) -> HttpResponse:
    return answer(request, OPPORTUNITY)


def answer(request: HttpRequest, entry: Entry) -> HttpResponse:
    """Answer one tab: its form, or, once it is saved, the page that one came from."""
    about = about_of(request)
    form = form_of(request, entry, about)
    wanted = form.is_bound and form.is_valid()
    asked = wanted and entry is OPPORTUNITY and unnamed(request, form)
    if wanted and not asked:
        try:
            address = once(request, lambda: entry.make(request, form))
            return HttpResponse(headers={"HX-Redirect": address}) if request.htmx else redirect(address)  # type: ignore[attr-defined]
        except ValidationError as refused:
            refuse(form, refused)
    named = naming(request, form, "quick") if entry is OPPORTUNITY else {}
    context = {"form": form, "entry": entry, "tabs": tabs(request, about), "next": back_of(request, "")}
    context |= {"about": about, "asked": asked, **named}
    in_dialog = request.htmx and request.htmx.target == "popup"  # type: ignore[attr-defined]
    template = "crm/_quick.html" if in_dialog else "crm/quick.html"
    return render(request, template, context, status=422 if form.errors else 200)


def form_of(request: HttpRequest, entry: Entry, about: dict[str, Any]) -> Any:
    """Return the form of a tab, about what one looks at; the first field that is still to be filled in asks for it."""
    if entry is OPPORTUNITY and "opportunity" in about:
        about = {"contact": about["opportunity"].contact}
    posted = request.POST if request.method == "POST" else None
    form = entry.form(posted, user=request.user, initial=dict(about), auto_id="quick_%s")
    text = next(name for name in ("text", "result", "title") if name in form.fields)
    first = text if about or text == "title" else "opportunity"
    form.fields[first].widget.attrs["autofocus"] = True
    return form


def about_of(request: HttpRequest) -> dict[str, Any]:
    """Return what the address says it is about, `?opportunity=` or `?contact=`, where one may change that."""
    for name, model in (("opportunity", Opportunity), ("contact", Contact)):
        public_id = request.GET.get(name, "").replace("\0", "")[:12]
        row = model.objects.editable_by(request.user).filter(public_id=public_id).first() if public_id else None
        if row is not None:
            return {name: row}
    return {}


def tabs(request: HttpRequest, about: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the tabs, each with an address that keeps what it is about and the way back.

    A new opportunity is of the contact of the one that one looks at.
    """
    kept = {name: row.public_id for name, row in about.items()}
    kept |= {"next": back} if (back := back_of(request, "")) else {}
    query = f"?{urlencode(kept)}" if kept else ""
    return [{"entry": entry, "url": f"{reverse(entry.url_name)}{query}"} for entry in ENTRIES]


def refuse(form: Any, refused: ValidationError) -> None:
    """Show what a verb refused, at its fields where the form has them."""
    by_field = refused.error_dict if hasattr(refused, "error_dict") else {"": refused.error_list}
    names = {"title": "next_title", "due_on": "next_due_on"} if "next_title" in form.fields else {}
    for name, errors in by_field.items():
        field = names.get(name, name)
        form.add_error(field if field in form.fields else None, errors)
