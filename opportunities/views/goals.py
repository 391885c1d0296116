"""Sales goals: the administrators' page, a month at a time."""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.access import may
from core.editing import one_at_a_time
from core.templatetags.crm import month as in_words
from history.models import Event
from opportunities import verbs
from opportunities.filters.days import month_of
from opportunities.forms.goal import GoalsForm
from opportunities.models import SalesGoal, keep_goal

TOLD = 10
VERBS = (verbs.GOAL_SET, verbs.GOAL_CHANGED, verbs.GOAL_REMOVED)
# Goals are for about now; at the ends of the calendar there is no month before or after.
YEARS = range(2000, 2100)


@require_http_methods(["GET", "HEAD", "POST"])
@may("administer")
def goals(request: HttpRequest) -> HttpResponse:
    """The goals of a month (`?month=2026-12`; else this one), of all people who sell and of all teams."""
    month = month_asked(request.GET.get("month", ""))
    if request.method == "POST":
        with transaction.atomic():
            # Who saves at the same time waits here, and then compares with what was saved.
            one_at_a_time(SalesGoal)
            form = GoalsForm(request.POST, month=month)
            saved = kept(form, month, request.user)
        if saved:
            messages.success(request, _("The sales goals of %(month)s are saved.") % {"month": in_words(month)})
            return redirect(f"{reverse('opportunities:goals')}?month={month:%Y-%m}")
    else:
        form = GoalsForm(month=month)
    told = Event.objects.visible_to(request.user).filter(verb__in=VERBS).for_feed().newest_first()
    before, after = month - timedelta(days=1), month_of(month)[1] + timedelta(days=1)
    context = {"form": form, "month": month, "before": before, "after": after}
    context |= {"base": settings.BASE_CURRENCY, "told": told[:TOLD]}
    return render(request, "opportunities/goals.html", context, status=422 if form.is_bound else 200)


def kept(form: GoalsForm, month: date, user: Any) -> bool:
    """Keep what was typed, all of it or nothing, in the caller's transaction; return whether nothing was refused."""
    if not form.is_valid():
        return False
    try:
        with transaction.atomic():
            for whose, amount in form.changes:
                keep_goal(whose, month, amount, by=user)
    except ValidationError as refused:
        form.add_error(None, refused.messages)
        return False
    return True


def month_asked(typed: str) -> date:
    """Return the first day of the month that an address asks for, as in "2026-12"; of this month for anything else."""
    try:
        asked = date.fromisoformat(f"{typed}-01")
    except ValueError:
        asked = timezone.localdate()
    return (asked if asked.year in YEARS else timezone.localdate()).replace(day=1)
