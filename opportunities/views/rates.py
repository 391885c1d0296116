"""Exchange rates: the administrators' page, on which they are added, corrected and deleted, and what was done there."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.access import editable, may
from core.editing import Conflict
from core.once import once
from core.paging import keyset
from core.templatetags.crm import day
from history.models import Event
from jobs.models import Job
from jobs.queue import enqueue, scheduled
from opportunities import verbs
from opportunities.ecb import FETCH
from opportunities.forms.rate import RateForm
from opportunities.models import ExchangeRate, Opportunity
from opportunities.models.rate import add_rate

SIZE = 50
TOLD = 20
VERBS = (verbs.RATE_ADDED, verbs.RATE_CORRECTED, verbs.RATE_REMOVED)


@require_safe
@may("administer")
def rates(request: HttpRequest) -> HttpResponse:
    """The newest rate of each currency; of one currency (`?currency=CHF`) all days, page by page."""
    known = ExchangeRate.objects.visible_to(request.user).of_base()
    currency = request.GET.get("currency", "")[:3]
    days = known.filter(currency=currency.replace("\0", "")) if currency else known.newest()
    order = ["-day", "-pk"] if currency else ["currency", "pk"]
    told = Event.objects.visible_to(request.user).filter(verb__in=VERBS).for_feed().newest_first()
    context = {
        "base": settings.BASE_CURRENCY,
        "currency": currency,
        "page": keyset(days, order, request.GET.get("cursor", ""), SIZE),
        "missing": Opportunity.objects.currencies_without_rate(),
        "told": told[:TOLD],
        "fetches": bool(settings.ECB_RATES_URL),
        "fetched": Job.objects.filter(kind=FETCH).order_by("-created_at").first(),
    }
    return render(request, "opportunities/rates.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@may("administer")
def new_rate(request: HttpRequest) -> HttpResponse:
    """Add the rate of a currency on a day."""
    chosen = request.GET.get("currency", "")[:3]
    form = RateForm(request.POST if request.method == "POST" else None, row=None, currency=chosen)
    if form.is_bound and form.is_valid():
        try:
            return redirect(once(request, lambda: saved(request, add_rate(form.changes, by=request.user))))
        except ValidationError as refusal:
            form.add_error(None, refusal)
    return rate_page(request, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
@may("administer")
def rate(request: HttpRequest, rate_id: str) -> HttpResponse:
    """Correct a rate."""
    row = editable(request, ExchangeRate, rate_id)
    form = RateForm(request.POST if request.method == "POST" else None, row=row)
    if form.is_bound and form.is_valid():
        try:
            row.correct(form.changes, by=request.user, version=form.cleaned_data["version"])
            return redirect(saved(request, row))
        except ValidationError as refusal:
            form.add_error(None, refusal)
        except Conflict as conflict:
            form.keep_mine_next_time(conflict.row)
            sentence = _("Somebody else has corrected this rate meanwhile: %(rate)s. Save again to keep yours.")
            form.add_error(None, sentence % {"rate": conflict.row.shown})
    return rate_page(request, form, row)


@require_http_methods(["GET", "HEAD", "POST"])
@may("administer")
def delete_rate(request: HttpRequest, rate_id: str) -> HttpResponse:
    """Ask, then delete a rate."""
    row = editable(request, ExchangeRate, rate_id)
    if request.method == "POST":
        row.remove(by=request.user)
        messages.success(request, _("The rate was deleted. Amounts that followed it are being converted anew."))
        return redirect(of_currency(row))
    named = {"rate": row.shown, "day": day(row.day)}
    question = _("Delete the rate %(rate)s of %(day)s?") % named
    sentence = _("Amounts that follow it are then converted by the rate of the day before.")
    context = {"question": question, "sentence": f"{sentence} {moved_by(row)}", "cancel_url": row.get_absolute_url()}
    return render(request, "core/_confirm.html", context)


@require_POST
@may("administer")
def fetch_rates(request: HttpRequest) -> HttpResponse:
    """Fetch the rates now, if an address to fetch them from is set."""
    if settings.ECB_RATES_URL:
        enqueue(FETCH, dedupe_key=scheduled(FETCH))
        messages.success(request, _("The exchange rates are being fetched. Load this page again in a moment."))
    return redirect("opportunities:rates")


def moved_by(row: ExchangeRate) -> str:
    """Return a sentence about the closed opportunities that follow a rate, "" where there are none."""
    count = Opportunity.objects.closed_by_rate(row).count()
    sentence = ngettext(
        "%(n)s closed opportunity follows this rate: its converted amount changes, in past quarters, too.",
        "%(n)s closed opportunities follow this rate: their converted amounts change, in past quarters, too.",
        count,
    )
    return sentence % {"n": count} if count else ""


def saved(request: HttpRequest, row: ExchangeRate) -> str:
    """Say that a rate is saved; return where to go on."""
    messages.success(request, _("The rate is saved. Amounts that follow it are being converted."))
    return of_currency(row)


def of_currency(row: ExchangeRate) -> str:
    """Return the address of all rates of a rate's currency."""
    return f"{reverse('opportunities:rates')}?currency={row.currency}"


def rate_page(request: HttpRequest, form: RateForm, row: Any) -> HttpResponse:
    """Answer the form of a rate."""
    context = {"form": form, "rate": row, "moved": moved_by(row) if row else ""}
    return render(request, "opportunities/rate.html", context, status=422 if form.is_bound else 200)
