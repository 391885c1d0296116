"""Currencies: which ones forms offer, how much each is used, and the newest rate of each."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.access import may
from history.models import Event
from opportunities import verbs
from opportunities.forms.currencies import CurrenciesForm
from opportunities.models import ExchangeRate, Opportunity
from opportunities.models.currency import offer_currencies

TOLD = 10


@require_http_methods(["GET", "HEAD", "POST"])
@may("administer")
def currencies(request: HttpRequest) -> HttpResponse:
    """Choose which currencies forms offer."""
    counted = Opportunity.objects.visible_to(request.user).order_by().values_list("currency")
    used = dict(counted.annotate(number=Count("pk")))
    form = CurrenciesForm(request.POST if request.method == "POST" else None, used=used)
    if form.is_bound and form.is_valid():
        try:
            offer_currencies(form.codes, seen=form.codes_seen, by=request.user)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, _("The currencies are saved."))
            return redirect("opportunities:currencies")
    rates = {rate.currency: rate for rate in ExchangeRate.objects.visible_to(request.user).of_base().newest()}
    lines = [line | {"rate": rates.get(line["code"])} for line in form.lines]
    told = Event.objects.visible_to(request.user).filter(verb=verbs.CURRENCIES_OFFERED).for_feed().newest_first()
    context = {"form": form, "lines": lines, "base": settings.BASE_CURRENCY, "told": told[:TOLD]}
    return render(request, "opportunities/currencies.html", context, status=422 if form.is_bound else 200)
