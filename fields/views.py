"""Custom fields: the administrators' pages on which they are added, changed, ordered and deleted."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.access import editable, may
from core.editing import Conflict
from core.once import once
from fields import verbs
from fields.bearers import Bearer, bearer, registered
from fields.forms import CustomFieldForm
from fields.kinds import ICONS, Kind
from fields.models import CustomField, add_field
from history.models import Event

TOLD = 20
VERBS = (verbs.ADDED, verbs.REVISED, verbs.MOVED, verbs.REMOVED)


@require_safe
@may("administer")
def index(request: HttpRequest) -> HttpResponse:
    """The custom fields of everything that bears some, each with how much it is used."""
    rows = list(CustomField.objects.visible_to(request.user).present().in_order())
    groups = [
        (each, with_use(each, [row for row in rows if row.bearer == each.key]))
        for each in sorted(registered(), key=lambda one: one.key, reverse=True)
    ]
    told = Event.objects.visible_to(request.user).filter(verb__in=VERBS).for_feed().newest_first()
    return render(request, "fields/index.html", {"groups": groups, "told": told[:TOLD]})


def with_use(of: Bearer, rows: list[CustomField]) -> list[CustomField]:
    """Return custom fields of one bearer with `used`: how many rows hold a value of each. One question for all."""
    counts = {f"n{row.pk}": Count("pk", filter=Q(custom__has_key=row.key)) for row in rows}
    found = of.model._base_manager.aggregate(**counts) if counts else {}
    for row in rows:
        row.used = found[f"n{row.pk}"]  # type: ignore[attr-defined]
    return rows


@require_http_methods(["GET", "HEAD", "POST"])
@may("administer")
def new_field(request: HttpRequest, bearer_key: str) -> HttpResponse:
    """Choose the kind (`?kind=`), then say what the field is called."""
    of = known(bearer_key)
    kind = request.GET.get("kind", "")
    if kind not in Kind.values:
        kinds = [(each.value, each.label, ICONS[each]) for each in Kind]
        return render(request, "fields/kinds.html", {"bearer": of, "kinds": kinds})
    form = CustomFieldForm(request.POST if request.method == "POST" else None, bearer=of.key, kind=kind)
    if form.is_bound and form.is_valid():
        try:
            return redirect(once(request, lambda: added(request, of, form)))
        except ValidationError as refused:
            form.refuse(refused)
    return page(request, form, of)


def known(key: str) -> Bearer:
    """Return a bearer by its key; Http404 for none of ours."""
    try:
        return bearer(key)
    except KeyError:
        raise Http404 from None


def added(request: HttpRequest, of: Bearer, form: CustomFieldForm) -> str:
    """Add a field and say so; return where to go on."""
    row = add_field(form.changes() | {"bearer": of.key, "kind": form.kind}, by=request.user)
    return saved(request, row)


def saved(request: HttpRequest, row: CustomField) -> str:
    """Say that a field is saved, and how many rows lack what it asks for; return where to go on."""
    messages.success(request, _("The field “%(name)s” is saved.") % {"name": row.name})
    if row.required and row.active and (lacking := row.lacking()):
        counted = bearer(row.bearer).counted(lacking)
        sentence = _("Without a value so far: %(rows)s. They stay as they are; whoever edits one is asked for it.")
        messages.info(request, sentence % {"rows": counted})
    return reverse("fields:index")


@require_http_methods(["GET", "HEAD", "POST"])
@may("administer")
def field(request: HttpRequest, field_id: str) -> HttpResponse:
    """Change a field."""
    row = editable(request, CustomField.objects.present(), field_id)
    of = bearer(row.bearer)
    form = CustomFieldForm(request.POST if request.method == "POST" else None, bearer=of.key, kind=row.kind, row=row)
    if form.is_bound and form.is_valid():
        try:
            fresh = row.revise(form.changes(), by=request.user, version=form.cleaned_data["version"])
            return redirect(saved(request, fresh))
        except ValidationError as refused:
            form.refuse(refused)
        except Conflict as conflict:
            form.keep_mine_next_time(conflict.row)
            sentence = _("Somebody else has changed this field in the meantime. Save again, and yours holds.")
            form.add_error(None, sentence)
            return page(request, form, of, row, status=409)
    return page(request, form, of, row)


def page(
    request: HttpRequest, form: CustomFieldForm, of: Bearer, row: CustomField | None = None, status: int = 0
) -> HttpResponse:
    """Answer the form of a field; 422 where something in it must be changed first."""
    context = {"form": form, "bearer": of, "field": row, "kind": Kind(form.kind), "icon": ICONS[Kind(form.kind)]}
    return render(request, "fields/field.html", context, status=status or (422 if form.is_wrong else 200))


@require_POST
@may("administer")
def move(request: HttpRequest, field_id: str) -> HttpResponse:
    """Let a field change places with the one above it (`way` is "up") or below it."""
    row = editable(request, CustomField.objects.present(), field_id)
    row.move(by=request.user, up=request.POST.get("way") == "up")
    return redirect("fields:index")


@require_http_methods(["GET", "HEAD", "POST"])
@may("administer")
def delete(request: HttpRequest, field_id: str) -> HttpResponse:
    """Ask, naming how many values go; then delete a field."""
    row = editable(request, CustomField.objects.present(), field_id)
    of = bearer(row.bearer)
    if request.method == "POST":
        row.remove(by=request.user)
        messages.success(request, _("The field “%(name)s” was deleted.") % {"name": row.name})
        return redirect("fields:index")
    count = row.rows().count()
    losses = [_("its value in %(rows)s") % {"rows": of.counted(count)}] if count else []
    context = {
        "question": _("Delete the field “%(name)s”?") % {"name": row.name},
        "sentence": _("Switched off, it would be shown nowhere, and its values would stay.") if count else "",
        "losses": losses,
        "cancel_url": row.get_absolute_url(),
    }
    return render(request, "core/_confirm.html", context)
