"""Who has access to an opportunity."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from core.editing import Conflict
from opportunities import actions
from opportunities.forms import AccessForm
from opportunities.views.editing import met, revised, warned
from opportunities.views.opening import frame, governed


@require_http_methods(["GET", "HEAD", "POST"])
def access(request: HttpRequest, public_id: str) -> HttpResponse:
    opportunity = governed(request, public_id)
    form, status = AccessForm(request.POST if request.method == "POST" else None, opportunity=opportunity), 422
    more: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(revised(request, opportunity, form))
        except ValidationError as refused:
            form.add_error(None, refused)
        except actions.LosesSight as lost:
            more = warned(form, lost)
        except Conflict as conflict:
            more, status = met(form, conflict), 409
    context = {"form": form, **frame(opportunity, ""), **more}
    return render(request, "opportunities/access.html", context, status=status if form.is_wrong or more else 200)
