"""Who stands in for whom: one's own page, that of administrators about others, and ending it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.forms.stand_ins import StandInForm
from accounts.models import StandIn, User
from accounts.requests import SignedInRequest
from accounts.views.answers import page, posted
from core.access import editable, may

# So many that are over stand beneath the others.
OVER_SHOWN = 10


@require_http_methods(["GET", "POST"])
def stand_ins(request: SignedInRequest) -> HttpResponse:
    """Who stands in for oneself, and for whom one does."""
    return _of(request, User.objects.get(pk=request.user.pk))


@require_http_methods(["GET", "POST"])
@may("administer")
def stand_ins_of(request: SignedInRequest, public_id: str) -> HttpResponse:
    """Who stands in for somebody: people fall ill before they have said so."""
    return _of(request, editable(request, User, public_id))


@require_POST
def end_stand_in(request: SignedInRequest, public_id: str) -> HttpResponse:
    """End it at once, or before it begins."""
    row = editable(request, StandIn.objects.select_related("absent", "substitute"), public_id)
    if row.withdraw(by=request.user):
        messages.success(request, _("%(name)s no longer stands in.") % {"name": row.substitute.name})
    return _back(request, row.absent)


def _of(request: SignedInRequest, person: User) -> HttpResponse:
    form = StandInForm(posted(request), user=request.user, absent=person)
    if request.method == "POST" and form.is_valid():
        try:
            row = StandIn.objects.arrange(person, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("%(name)s stands in. They are told of it.") % {"name": row.substitute.name})
            return _back(request, person)
    now = timezone.now()
    about = StandIn.objects.visible_to(request.user).with_may_edit(request.user)
    about = about.select_related("absent", "substitute", "created_by", "withdrawn_by")
    absent = about.filter(absent=person)
    coming = list(absent.to_come_or_in_force(now))
    context = {
        "person": person,
        "is_own": person.pk == request.user.pk,
        "coming": coming,
        "stood_for": list(about.filter(substitute=person).to_come_or_in_force(now)),
        "over": list(absent.exclude(pk__in=[row.pk for row in coming]).order_by("-starts_at", "-pk")[:OVER_SHOWN]),
    }
    return page(request, "accounts/stand_ins.html", form, **context)


def _back(request: SignedInRequest, absent: User) -> HttpResponse:
    if absent.pk == request.user.pk:
        return redirect("accounts:stand_ins")
    return redirect("accounts:stand_ins_of", absent.public_id)
