"""Changing many opportunities at once: what is asked, the preview, the result, and undoing it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.access import may, seen
from core.once import once
from core.templatetags.crm import number
from fields.layout import layout_for
from history.verbs import tell_counts
from opportunities.bulk import steps
from opportunities.bulk.custom import BEARER
from opportunities.bulk.goings import stage_of, stages_address
from opportunities.bulk.outcome import outcome_of
from opportunities.bulk.selection import ACTION, Selection
from opportunities.bulk.wishes import told
from opportunities.forms import bulk as forms
from opportunities.forms.bulk_custom import FieldForm, ValueForm
from opportunities.models import BulkAction, BulkChange
from opportunities.place import list_address

EXPORT = "export"
SHOWN = 100


@may("create")
@require_http_methods(["GET", "HEAD", "POST"])
def bulk(request: HttpRequest) -> HttpResponse:
    """What is to be changed on the chosen rows; posted, the preview follows. An export goes its own way."""
    selection, action = Selection(request), request.GET.get(ACTION, "")
    if (refusal := refused(selection, action)) is not None:
        messages.error(request, refusal)
        return redirect(list_address(request))
    if action == EXPORT:
        return redirect(f"{reverse('exports:choose', args=['opportunities'])}?{export_query(request)}")
    form = form_of(request, action)
    if form.is_bound and form.is_valid():
        try:
            return redirect(once(request, lambda: begun(selection, action, form, by=request.user)))
        except ValidationError as refused_:
            form.add_error(None, refused_)
    wrong = form.is_bound and not form.arranging
    context = {"form": form, "action": BulkAction(action), "selection": selection, "cancel_url": list_address(request)}
    return render(request, "opportunities/bulk.html", context, status=422 if wrong else 200)


def refused(selection: Selection, action: str) -> str | None:
    """Return why nothing can be asked about a choice of rows, or None."""
    if action not in (*BulkAction.values, EXPORT):
        return _("Choose what is to be done with the opportunities.")
    if not selection.is_everything and not selection.ids:
        return _("Tick the opportunities first, or choose all of the filter.")
    if selection.left_out:
        return _(
            "More would be changed than you asked for. Correct the filter first, or take its unreadable parts out."
        )
    if not selection.count:
        return _("Nothing is left of what was chosen. Go back to the list and choose again.")
    return None


def export_query(request: HttpRequest) -> str:
    """Return the query for the export: the filter, and the ticked rows unless all of it is meant."""
    query = request.GET.copy()
    for name in (ACTION, *(["row"] if query.get("all") == "1" else ["all"])):
        query.pop(name, None)
    return query.urlencode()


def form_of(request: HttpRequest, action: str) -> Any:
    """Return the form of an action, bound when it was posted; for a won or lost stage the one that asks for more."""
    posted = request.POST if request.method == "POST" else None
    if action == BulkAction.CUSTOM:
        return custom_form_of(request.user, posted)
    more = {"url": reverse("opportunities:suggest_tags")} if action == BulkAction.TAGS else {}
    form = forms.FORMS[action](posted, **more)
    stage = form.closed_stage if isinstance(form, forms.StageForm) else None
    if stage is None:
        return form
    return forms.CloseForm(posted if posted and "closed_on" in posted else None, stage=stage)


def custom_form_of(user: Any, posted: Any) -> Any:
    """Return the form that asks for a custom field, or once that was chosen, the one that asks for its value."""
    form = FieldForm(posted, layout=layout_for(user, BEARER))
    if (custom := form.chosen) is None:
        return form
    return ValueForm(posted if "asked" in posted else None, custom=custom, user=user)


def begun(selection: Selection, action: str, form: forms.BulkForm, *, by: Any) -> str:
    """Settle the rows and look what it comes to; return the address of the preview."""
    keys = selection.keys()
    more = {"query": selection.query, "gone": selection.gone(keys)}
    return steps.begin(action, form.wish(), keys, by=by, **more).get_absolute_url()


@require_safe
def recent_changes(request: HttpRequest) -> HttpResponse:
    """The bulk changes of the last seven days that one may see: one's own, for administrators all."""
    rows = BulkChange.objects.visible_to(request.user).recent(timezone.now()).for_list()
    changes = [{"change": change, "told": told(change)} for change in rows[:SHOWN]]
    return render(request, "opportunities/recent_changes.html", {"changes": changes})


@require_safe
def bulk_change(request: HttpRequest, change_id: str) -> HttpResponse:
    """The preview of a bulk change, how far it is, or what came of it."""
    change = seen(request, BulkChange.objects.for_list(), change_id)
    context = frame(change) | {"job": change.job, "next": request.path}
    if not change.is_working:
        context |= {"outcome": outcome_of(change, request.user), "losses": tell_counts(change.losses)}
        context |= {"own": change.owner == request.user}
    return render(request, "opportunities/bulk_change.html", context)


def frame(change: BulkChange) -> dict[str, Any]:
    """Return what all pages of a bulk change show."""
    if change.is_of_stage:
        more = {"of_stage": True, "still_there": stage_of(change) is not None}
        return {"change": change, "told": told(change), "list_address": stages_address(change), **more}
    return {"change": change, "told": told(change), "list_address": f"{reverse('opportunities:index')}?{change.query}"}


def own_preview(request: HttpRequest, change_id: str) -> BulkChange:
    """Return a bulk change of one's own: nobody else answers its preview. Raises Http404 for another's."""
    found: BulkChange = seen(request, BulkChange, change_id)
    if found.owner_id != request.user.pk:
        raise Http404
    return found


@require_POST
def apply_bulk(request: HttpRequest, change_id: str) -> HttpResponse:
    """Write what the preview has shown; what is deleted is asked for a second time."""
    change = own_preview(request, change_id)
    if change.action == BulkAction.DELETE:
        return redirect("opportunities:delete_bulk", change.public_id)
    return applied(request, change, keep_own=request.POST.get("probability") == "keep")


@require_http_methods(["GET", "HEAD", "POST"])
def delete_bulk(request: HttpRequest, change_id: str) -> HttpResponse:
    """Ask a second time before many are deleted, and name what goes."""
    change = own_preview(request, change_id)
    if change.action != BulkAction.DELETE or change.state != BulkChange.State.PREVIEW:
        return redirect(change)
    found = outcome_of(change, request.user)
    count = number(found.counts["ready"])
    form = forms.SureForm(request.POST if request.method == "POST" else None, count=count)
    if form.is_valid():
        return applied(request, change, keep_own=False)
    context = frame(change) | {"form": form, "outcome": found, "count": found.counts["ready"]}
    context |= {
        "cancel_url": change.get_absolute_url(),
        "losses": [words for words in [tell_counts(change.losses)] if words],
    }
    return render(request, "opportunities/bulk_delete.html", context, status=422 if form.is_bound else 200)


def applied(request: HttpRequest, change: BulkChange, *, keep_own: bool) -> HttpResponse:
    """Apply a preview, and lead to what came of it; a repeated post is led there, too."""
    try:
        steps.apply(change, keep_own=keep_own, by=request.user)
    except ValidationError as reason:
        messages.error(request, " ".join(reason.messages))
    return redirect(change)


@require_http_methods(["GET", "HEAD", "POST"])
def undo_bulk(request: HttpRequest, change_id: str) -> HttpResponse:
    """Ask, then give the rows their former values back."""
    change = seen(request, BulkChange.objects.for_list(), change_id)
    if not change.can_be_undone:
        messages.info(request, _("This bulk change cannot be undone any more."))
        return redirect(change)
    if request.method == "POST":
        steps.take_back(change, by=request.user)
        return redirect(change)
    context = frame(change) | {"cancel_url": change.get_absolute_url(), "reversible": True}
    context |= {"action_label": _("Undo"), "counts": outcome_of(change, request.user).counts}
    return render(request, "opportunities/bulk_undo.html", context)


@require_POST
def go_on_bulk(request: HttpRequest, change_id: str) -> HttpResponse:
    """Go on with a step that was stopped; writing is its owner's alone."""
    change = seen(request, BulkChange.objects.for_list(), change_id)
    if change.state != BulkChange.State.UNDOING:
        change = own_preview(request, change_id)
    steps.go_on(change, by=request.user)
    return redirect(change)
