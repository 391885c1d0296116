"""Handing a person's work over: what, to whom, a preview of it, and a job where it is much.

It is on the roof since it mixes floors: the apps say what there is to hand over (slot "handovers"), accounts who may,
and a job does what a request must not wait for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts import actions
from accounts.forms.layout import bare_helper
from accounts.forms.stand_ins import SubstituteField
from accounts.models import User
from core.access import may, seen
from core.forms import Form
from core.slots import Handover
from jobs import AGAIN, DONE, Failed, Outcome, Slice
from jobs.queue import enqueue

HAND_OVER = "crm.hand_over"
# So many rows are handed over while somebody waits; more of them are a job's.
AT_ONCE, BATCH = 50, 25
SHOWN = 8
NOTHING_LEFT = gettext_lazy("Nothing of this is left to be handed over.")


class HandOverForm(Form):
    """What of the work of `person` goes to whom."""

    to = SubstituteField(
        User.objects.none(),
        label=gettext_lazy("Hand over to"),
        empty_label=gettext_lazy("Choose a person"),
        error_messages={"required": gettext_lazy("Choose who gets the work.")},
    )
    what = forms.MultipleChoiceField(
        label=gettext_lazy("What is handed over"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": gettext_lazy("Choose what is handed over."),
            "invalid_choice": NOTHING_LEFT,
        },
    )

    def __init__(self, *args: Any, person: User, work: Sequence[Handover], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["what"] = [part.key for part in work]
        self.fields["to"].queryset = User.objects.who_may_change().exclude(pk=person.pk).by_name()  # type: ignore[attr-defined]
        self.fields["what"].choices = [(part.key, part.label) for part in work]  # type: ignore[attr-defined]
        self.helper = bare_helper()


@dataclass(frozen=True)
class Preview:
    """What would change hands of one kind of work: the first titles, how many in all, and how many stay."""

    heading: str
    titles: list[str]
    count: int
    staying: int

    @property
    def more(self) -> int:
        """How many are not named."""
        return self.count - len(self.titles)

    @classmethod
    def of(cls, part: Handover, to: User, keys: Sequence[str]) -> "Preview":
        """Return what of a kind of work goes to somebody, together with the other kinds that were chosen."""
        rows = part.going(to, keys)  # type: ignore[misc]  # every app says it for this page
        count = rows.count()
        return cls(part.heading, [named(row) for row in rows[:SHOWN]], count, part.count - count)


def named(row: Any) -> str:
    """Return what tells a row from others of its kind: its title, and what it is about."""
    about = getattr(row, "about", None)
    return f"{row} · {about}" if about else str(row)


@may("create")
@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: HttpRequest) -> HttpResponse:
    """Hand over one's own work, or as an administrator that of `?person=`: choose, look, then do it."""
    person = person_of(request)
    work = [part for part in actions.open_work(person, by=request.user) if part.going is not None]  # type: ignore[arg-type]
    asked = request.POST if request.method == "POST" else request.GET if "to" in request.GET else None
    form = HandOverForm(asked, person=person, work=work)
    previews: list[Preview] = []
    if form.is_bound and form.is_valid():
        to, keys = form.cleaned_data["to"], form.cleaned_data["what"]
        previews = [Preview.of(part, to, keys) for part in work if part.key in keys]
        if request.method == "POST":
            try:
                return carried_out(request, person, to, keys, sum(part.count for part in previews))
            except ValidationError as refused:
                form.add_error(None, refused)
    context = {"form": form, "person": person, "is_own": person.pk == request.user.pk, "work": work}
    context |= {"previews": previews, "going": sum(part.count for part in previews)}
    return render(request, "crm/hand_over.html", context, status=422 if form.errors else 200)


def person_of(request: HttpRequest) -> User:
    """Return whose work it is about: one's own, or for administrators that of whom the address names."""
    public_id = request.GET.get("person", "")
    if not public_id or public_id == request.user.public_id:  # type: ignore[union-attr]
        return User.objects.get(pk=request.user.pk)
    person: User = seen(request, User, public_id)
    if not request.user.is_administrator:  # type: ignore[union-attr]
        raise PermissionDenied(_("Only administrators hand over the work of others."))
    return person


def carried_out(request: HttpRequest, person: User, to: User, keys: Sequence[str], count: int) -> HttpResponse:
    """Hand it over at once, or let a job do it; go on where it is told what became of it."""
    by: Any = request.user
    here = reverse("crm:hand_over") + ("" if person.pk == by.pk else "?" + urlencode({"person": person.public_id}))
    if count > AT_ONCE:
        payload = {"person": person.pk, "to": to.pk, "keys": list(keys), "total": count}
        job = enqueue(HAND_OVER, by=by, payload=payload, dedupe_key=f"{HAND_OVER}:{person.pk}")
        return redirect(f"{reverse('jobs:progress', args=[job.public_id])}?{urlencode({'next': here})}")
    moved = actions.hand_over(person, to=to, keys=keys, by=by)
    if count and not any(moved.values()):
        raise ValidationError(NOTHING_LEFT)
    told = {"count": sum(moved.values()), "name": to.name}
    messages.success(request, _("Handed over to %(name)s: %(count)s. They are told of it.") % told)
    return redirect(here)


def hand_over_by_job(slice: Slice) -> Outcome:
    """Hand over what is left, a batch in each transaction. Whoever gets it is told once; it is logged at the end."""
    wanted = slice.payload
    people = User.objects.in_bulk([wanted["person"], wanted["to"]])
    person, to, by = people[wanted["person"]], people[wanted["to"]], slice.by
    hand = partial(actions.hand_over, person, to=to, keys=wanted["keys"], by=by, most=BATCH)
    sums: dict[str, int] = dict(slice.checkpoint.get("moved", {}))
    while True:
        try:
            with actions.handing_over(person, by=by, key=f"{HAND_OVER}:{slice.job.pk}"):
                moved = hand(logged=False)
                sums = {key: sums.get(key, 0) + moved.get(key, 0) for key in {*sums, *moved}}
                if not any(moved.values()):
                    actions.log_hand_over(person, to, sums, by=by)
                slice.save({"moved": sums}, done=sum(sums.values()), total=wanted["total"])
        except (PermissionDenied, ValidationError) as refused:
            raise Failed(" ".join(getattr(refused, "messages", [str(refused)]))) from refused
        if not any(moved.values()):
            return DONE
        if slice.time_is_up:
            return AGAIN
