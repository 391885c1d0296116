"""The inbox and the bell."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import HttpResponseClientRefresh

from core.access import seen
from core.paging import keyset, page_size
from notifications.inbox import bell_of
from notifications.models import Notification, mark_read


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """One's own notifications, newest first; `?show=all` with the ones read already."""
    mine = Notification.objects.visible_to(request.user)
    unread, show_all = mine.unread(), request.GET.get("show") == "all"
    size = page_size(request.GET.get("size"))
    rows = (mine if show_all else unread).for_list()
    page = keyset(rows, ["-created_at", "-id"], request.GET.get("cursor", ""), size)
    context = {"page": page, "unread_count": unread.count(), "show_all": show_all}
    return render(request, "notifications/index.html", context)


@require_GET
def bell(request: HttpRequest) -> HttpResponse:
    """The bell in the top bar: how many are unread, and the latest."""
    return render(request, "notifications/_bell.html", bell_of(request.user))


@require_POST
def mark_all(request: HttpRequest) -> HttpResponse:
    """Mark all that one sees as read; in the bell of the inbox itself, its lines change, too."""
    mark_read(Notification.objects.visible_to(request.user))
    if request.htmx:  # type: ignore[attr-defined]
        here = request.htmx.current_url_abs_path or ""  # type: ignore[attr-defined]
        if here.startswith(reverse("notifications:index")):
            return HttpResponseClientRefresh()
        return render(request, "notifications/_bell.html", bell_of(request.user))
    return redirect("notifications:index")


@require_GET
def open(request: HttpRequest, public_id: str) -> HttpResponse:
    """Go to what it is about; it counts as read from then on. Links in mails lead here, hence by GET."""
    notification = seen(request, Notification, public_id)
    notification.mark_read()
    return redirect(notification.target)
