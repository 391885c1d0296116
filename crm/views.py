"""Pages that mix floors: where one lands, the search of the top bar, and the mark of the site."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.views.decorators.http import require_safe

from core import slots
from core.fold import words


@require_safe
def home(request: HttpRequest) -> HttpResponseRedirect:
    """After signing in one lands on the opportunities."""
    return redirect("opportunities:index")


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Find opportunities, contacts, tasks and documents; every app answers for itself, within its access rule."""
    typed = request.GET.get("q", "").replace("\0", "").strip()[:200]
    found = slots.ask("search", user=request.user, query=typed) if words(typed) else []
    found = sorted((hits for hits in found if hits.rows), key=lambda hits: hits.position)
    return render(request, "crm/search.html", {"typed": typed, "found": found})


@login_not_required
@require_safe
def favicon(request: HttpRequest) -> HttpResponseRedirect:
    """Lead to the mark of the site, which browsers look for here where a page (a file, an error) names none."""
    return redirect(static("crm/img/logo.svg"))
