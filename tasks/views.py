"""The pages of tasks, in the order of their addresses."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contacts.models import Contact
from core.access import editable, may, seen
from core.addresses import back_of
from core.editing import Conflict
from core.once import once
from core.paging import SIZES
from history.feed import Day, days_of, feed, with_files_of
from history.models import Event
from opportunities.models import Opportunity
from opportunities.views.opening import frame
from tasks.boards import Line, board
from tasks.forms import ReportForm, TaskFilter, TaskForm, report_form, values_of
from tasks.models import Task, open_task

EVENTS_SHOWN = 100


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Meine Aufgaben."""
    wanted = TaskFilter(request.GET, user=request.user)
    shown = board(request, wanted.apply(), by_day=True)
    empty = not shown.groups and not wanted.set_words and shown.state == "open"
    context = {"filter": wanted, "board": shown, "page": shown.page, "sizes": SIZES, "empty": empty}
    fragment = request.htmx and not request.htmx.boosted and not request.htmx.history_restore_request
    return render(request, "tasks/_board.html" if fragment else "tasks/index.html", context)


@may("create")
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    about = about_of(request)
    form = TaskForm(request.POST if request.method == "POST" else None, user=request.user, about=about)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(once(request, lambda: opened(form.changes(), request)))
        except ValidationError as refused:
            form.take(refused)
    return form_page(request, form, about, back_of(request, home_of(about)))


@require_safe
def of_opportunity(request: HttpRequest, public_id: str) -> HttpResponse:
    """The tab Tasks of an opportunity."""
    opportunity = seen(request, Opportunity.objects.for_page(request.user), public_id)
    shown = board(request, Task.objects.visible_to(request.user).about(opportunity), by_day=False)
    context = {"board": shown, "page": shown.page, **frame(opportunity, "tasks")}
    return render(request, "tasks/of_opportunity.html", context)


@require_safe
def detail(request: HttpRequest, public_id: str) -> HttpResponse:
    task = seen(request, Task.objects.for_list(), public_id)
    just_closed = task.is_closed and task.may_edit and request.GET.get("closed") == task.public_id
    line = Line(
        task,
        timezone.localtime(),
        task.get_absolute_url(),
        report=report_form(task, request.user) if just_closed else None,
    )
    context = {"task": task, "line": line, "back_url": home_of(task.about), **lit(task.about)}
    context |= {"past": past_of(task, request.user)} if task.about else feed(request, task)
    return render(request, "tasks/detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, public_id: str) -> HttpResponse:
    task = editable(request, Task.objects.for_list(), public_id)
    back = back_of(request, home_of(task.about))
    form = TaskForm(request.POST if request.method == "POST" else None, user=request.user, about=task.about, task=task)
    if request.method == "POST" and form.is_valid():
        try:
            task.revise(form.changes(), by=request.user, version=form.cleaned_data["version"])
            return redirect(back)
        except Conflict as conflict:
            return conflict_page(request, form, conflict.row, back)
        except ValidationError as refused:
            form.take(refused)
    return form_page(request, form, task.about, back)


@require_POST
def close(request: HttpRequest, public_id: str) -> HttpResponse:
    """Close it at once; the answer offers what comes next."""
    task = editable(request, Task.objects.for_list(), public_id)
    closed_now = task.close(by=request.user)
    return line_page(request, task, report_form(task, request.user) if closed_now else None)


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, public_id: str) -> HttpResponse:
    """Note what came of a closed task, and make the one that follows from it."""
    task = editable(request, Task.objects.for_list(), public_id)
    back = back_of(request, home_of(task.about))
    form = report_form(task, request.user, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            address = once(request, lambda: reported(request, task, form.cleaned_data, back))
            return HttpResponse(headers={"HX-Redirect": address}) if request.htmx else redirect(address)
        except ValidationError as refused:
            form.add_error(None, refused.messages)
    line = Line(task, timezone.localtime(), back, report=form)
    status = 422 if form.is_bound and form.quick is None else 200
    template = "tasks/_report.html" if request.htmx else "tasks/report.html"
    return render(request, template, {"line": line, "back_url": back, **lit(task.about)}, status=status)


@require_POST
def reopen(request: HttpRequest, public_id: str) -> HttpResponse:
    task = editable(request, Task.objects.for_list(), public_id)
    task.reopen(by=request.user)
    return line_page(request, task)


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, public_id: str) -> HttpResponse:
    task = editable(request, Task.objects.for_list(), public_id)
    if not task.may_remove:
        raise PermissionDenied(_("Only who made the task, or may change what it is about, can delete it."))
    home = home_of(task.about)
    back = back_of(request, home)
    if request.method == "POST":
        task.remove(by=request.user)
        messages.success(request, _("The task “%(title)s” was deleted.") % {"title": task.title})
        return redirect(home if task.get_absolute_url() in back else back)
    return render(request, "tasks/delete.html", {"task": task, "cancel_url": back, **lit(task.about)})


# What the views are put together from


def about_of(request: HttpRequest) -> Opportunity | Contact | None:
    """Return what a new task is to be about, from the address; Http404 for a hidden one, 403 if it may not change."""
    if key := request.GET.get("opportunity"):
        return editable(request, Opportunity.objects.for_page(request.user), key)
    if key := request.GET.get("contact"):
        return editable(request, Contact, key)
    return None


def home_of(about: Opportunity | Contact | None) -> str:
    """Return the page on which tasks of this kind are listed."""
    if isinstance(about, Opportunity):
        return reverse("tasks:of_opportunity", args=[about.public_id])
    return about.get_absolute_url() if about else reverse("tasks:index")


def lit(about: Opportunity | Contact | None) -> dict[str, Any]:
    """Return what lights the right entry of the main menu, and what “Create… → Task” is about."""
    if isinstance(about, Opportunity):
        return {"about_opportunity": about, "section": "opportunities"}
    return {"section": "contacts" if about else "tasks"}


def opened(changes: dict[str, Any], request: HttpRequest) -> str:
    """Make a task; return where to go on."""
    task = open_task(changes, by=request.user)
    messages.success(request, _("The task “%(title)s” was created.") % {"title": task.title})
    return back_of(request, home_of(task.about))


def reported(request: HttpRequest, task: Task, typed: dict[str, Any], back: str) -> str:
    """Write the result of a task and the task that follows from it, both or none; return where to go on."""
    following = {
        "title": typed.get("next_title"),
        "due_on": typed.get("next_due_on"),
        "due_zone": timezone.get_current_timezone_name(),
    }
    next_task = following if typed.get("next_title") else None
    task.follow_up(by=request.user, result=typed["result"], next_task=next_task)
    return back


def past_of(task: Task, user: Any) -> dict[str, list[Day]]:
    """Return what happened to a task that stands on another page's history, by day, newest first."""
    rows = Event.objects.visible_to(user).about(task).with_may_edit(user).for_feed().newest_first()
    events = list(rows[:EVENTS_SHOWN])
    with_files_of(user, events)
    return {"days": days_of(events, "")}


def line_page(request: HttpRequest, task: Task, form: ReportForm | None = None) -> HttpResponse:
    """Answer the line of a task whose state changed; without htmx, the page that it stands on."""
    back = back_of(request, home_of(task.about))
    if request.htmx:
        shown = request.POST.get("about") == "1"
        return render(request, "tasks/_line.html", {"line": Line(task, timezone.localtime(), back, shown, form)})
    if form is None:
        return redirect(back)
    path, _mark, query = back.partition("?")
    kept = [part for part in query.split("&") if part and not part.startswith(("closed=", "cursor="))]
    return redirect(f"{path}?{'&'.join([*kept, f'closed={task.public_id}'])}#task-{task.public_id}")


def form_page(request: HttpRequest, form: TaskForm, about: Any, back: str, **more: Any) -> HttpResponse:
    """Answer the form; 422 where something in it must be changed first."""
    wrong = form.is_bound and not form.finding and form.quick is None
    context = {"form": form, "task": form.task, "about": about, "back_url": back, **lit(about), **more}
    return render(request, "tasks/form.html", context, status=422 if wrong else 200)


def conflict_page(request: HttpRequest, form: TaskForm, current: Task, back: str) -> HttpResponse:
    """Answer a second saver: both texts side by side, and the form with what they typed."""
    mine, theirs = form.cleaned_data, values_of(current, timezone.localtime()) | {"category": current.category}
    names = ("title", "category", "due_on", "due_time", "assignee", "description", "remind_minutes")
    pairs = [(form.fields[name].label, said(form, name, mine[name]), said(form, name, theirs[name])) for name in names]
    form.keep_mine_next_time(current)
    page = form_page(request, form, current.about, back, differences=form.differences(pairs), current=current)
    page.status_code = 409
    return page


def said(form: TaskForm, name: str, value: Any) -> str:
    """Return a value of the form as a reader knows it from there."""
    if name == "remind_minutes":
        return str(dict(form.fields[name].choices)[value or ""])
    if name.startswith("due_"):
        value = form.fields[name].prepare_value(value)
    return str(value or "")
