"""The inbox and the bell."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRefresh

from core.access import seen
from core.paging import keyset, page_size
from core.sentences import NOT_OFFERED
from notifications import kinds
from notifications.forms import PreferencesForm
from notifications.inbox import bell_of, unread_of
from notifications.models import Notification, Preferences, mark_read


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """One's own notifications, newest first; `?show=all` with the ones read already, `?kind=` those of one kind."""
    mine = Notification.objects.visible_to(request.user)
    unread, show_all = mine.unread(), request.GET.get("show") == "all"
    asked = request.GET.get("kind", "")
    kind = asked if asked in dict(kinds.choices()) else ""
    size = page_size(request.GET.get("size"))
    rows = (mine if show_all else unread).of_kind(kind).for_list()
    page = keyset(rows, ["-created_at", "-id"], request.GET.get("cursor", ""), size)
    context = {"page": page, "show_all": show_all, "kind": kind, "kinds": kinds.choices(), **unread_of(request.user)}
    context["left_out"] = [f"{pgettext('notifications', 'Kind')}: {NOT_OFFERED}"] if asked != kind else []
    return render(request, "notifications/index.html", context)


@require_GET
def bell(request: HttpRequest) -> HttpResponse:
    """The bell in the top bar: how many are unread, and the latest; 204 where nothing changed since `?mark=`."""
    mark = request.GET.get("mark")
    if mark and mark == unread_of(request.user)["mark"]:
        return HttpResponse(status=204)
    return render(request, "notifications/_bell.html", bell_of(request.user) | {"in_inbox": from_inbox(request)})


@require_POST
def mark_all(request: HttpRequest) -> HttpResponse:
    """Mark all that one sees as read; in the bell of the inbox itself, its lines change, too."""
    mark_read(Notification.objects.visible_to(request.user))
    if request.htmx:  # type: ignore[attr-defined]
        if from_inbox(request):
            return HttpResponseClientRefresh()
        return render(request, "notifications/_bell.html", bell_of(request.user))
    return redirect("notifications:index")


@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """How one wants to be told of what."""
    chosen = Preferences.of(request.user)
    form = PreferencesForm(request.POST if request.method == "POST" else None, chosen=chosen)
    if request.method == "POST" and form.is_valid():
        chosen.revise(form.ways, form.cleaned_data["digest_hour"])
        messages.success(request, _("Your choice is saved."))
        return redirect("notifications:preferences")
    return render(request, "notifications/preferences.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
def open(request: HttpRequest, public_id: str) -> HttpResponse:
    """Go to what it is about; it counts as read from then on. Links in mails lead here, hence by GET."""
    notification = seen(request, Notification, public_id)
    notification.mark_read()
    return redirect(notification.target)


def from_inbox(request: HttpRequest) -> bool:
    """Return whether htmx asks from the inbox itself."""
    here = request.htmx.current_url_abs_path if request.htmx else ""  # type: ignore[attr-defined]
    return (here or "").split("?")[0] == reverse("notifications:index")
