"""The calendar, and each person's own feed of it."""

from hashlib import sha256

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.mails import absolute
from agenda.forms import AgendaFilter
from agenda.ical import calendar_of
from agenda.models import CalendarFeed, person_of, renew_feed, revoke_feed


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """A month, a week or a day of tasks and close dates."""
    wanted = AgendaFilter(request.GET)
    shown = wanted.shown(request.user)
    return render(request, "agenda/index.html", {"filter": wanted, "shown": shown, "today": timezone.localdate()})


@require_safe
def feed_settings(request: HttpRequest) -> HttpResponse:
    """Whether one has a feed; its address is shown only when it is made."""
    return feed_page(request)


@require_POST
def renew(request: HttpRequest) -> HttpResponse:
    """Make a new secret address and show it, this once: in the answer itself, so that it is kept nowhere."""
    token = renew_feed(request.user)
    return feed_page(request, absolute(reverse("agenda:feed", args=[token])))


@require_POST
def revoke(request: HttpRequest) -> HttpResponse:
    if revoke_feed(request.user):
        messages.success(request, _("The address no longer opens your calendar."))
    return redirect("agenda:feed_settings")


@login_not_required
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """Somebody's calendar for a calendar program, which cannot sign in: the secret of the address is asked for."""
    person = person_of(token)
    if person is None:
        raise Http404
    with translation.override(person.language or settings.LANGUAGE_CODE), timezone.override(person.zone):
        body = calendar_of(person, timezone.localtime())
    etag = f'"{sha256(body).hexdigest()[:32]}"'
    answer = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    answer["ETag"], answer["Cache-Control"] = etag, "private, no-cache"
    answer["Content-Disposition"], answer["X-Robots-Tag"] = 'inline; filename="crm.ics"', "noindex"
    return get_conditional_response(request, etag=etag, response=answer) or answer


def feed_page(request: HttpRequest, address: str = "") -> HttpResponse:
    """Return the page of one's own feed, with its address if it was made just now."""
    own = CalendarFeed.objects.filter(user=request.user).first()
    return render(request, "agenda/feed.html", {"feed": own, "address": address})
