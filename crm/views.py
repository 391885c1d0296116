"""Pages that mix floors: where one lands, the search of the top bar, and the mark of the site."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from core.paging import SIZES, page_size
from crm.palette import commands_that_fit, groups_of, opened_that_fit
from crm.search import all_of, first_of, found
from crm.today import today_of


@require_safe
def home(request: HttpRequest) -> HttpResponseRedirect:
    """After signing in one lands on the opportunities."""
    return redirect("opportunities:index")


@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """What is to be done today, whom to call, and how the month stands."""
    shown = today_of(request.user, back=request.path, just_closed=request.GET.get("closed", "")[:20].replace("\0", ""))
    return render(request, "crm/today.html", {"today": shown, "now": timezone.localtime()})


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Find opportunities, contacts, tasks and documents; every app answers for itself, within its access rule.

    `in=documents` shows all of one kind, page by page. The palette asks here, too, and is answered with its options.
    """
    typed = request.GET.get("q", "").replace("\0", "").strip()[:200]
    if request.htmx and request.htmx.target == "palette-found":  # type: ignore[attr-defined]
        return palette(request, typed)
    answers = found(typed, request.user)
    one = next((answer for answer in answers if answer.order and answer.key == request.GET.get("in")), None)
    if one is not None:
        size, cursor = page_size(request.GET.get("size")), request.GET.get("cursor", "")
        hits = all_of(one, cursor=cursor, size=size)
        context = {"typed": typed, "found": [hits] if hits.rows else [], "page": hits.page, "sizes": SIZES, "one": one}
        return render(request, "crm/search.html", context)
    first = [first_of(answer, typed) for answer in answers]
    commands, lead = commands_that_fit(typed, request.user)
    context = {
        "typed": typed,
        "opened": opened_that_fit(request, typed),
        "commands": commands,
        "commands_lead": lead or not typed,
        "found": [hits for hits in first if hits.rows],
    }
    return render(request, "crm/search.html", context)


def palette(request: HttpRequest, typed: str) -> HttpResponse:
    """Answer the palette with what it offers for what was typed."""
    groups = groups_of(request, typed)
    number = sum(len(group.options) for group in groups)
    said = ngettext("%(n)s suggestion", "%(n)s suggestions", number) % {"n": number}
    return render(request, "crm/_palette_found.html", {"groups": groups, "said": said})


@login_not_required
@require_safe
def favicon(request: HttpRequest) -> HttpResponseRedirect:
    """Lead to the mark of the site, which browsers look for here where a page (a file, an error) names none."""
    return redirect(static("crm/img/logo.svg"))
