"""Words by which the list of opportunities finds what a number of a report counts: `changed.won.2026-11-01.2026-11-30`.

They stand in addresses, so every part of them is read as typed by anybody.
"""

from datetime import date
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from core.posted_keys import is_key
from core.slots import Reported
from history.models import EventCategory
from opportunities.models import Opportunity, Stage
from reports import changes
from reports.activity import TASKS, done_on
from reports.funnel import reached_q
from reports.models import OpportunitySnapshot
from reports.period import Period, days_of


def found(*, user: Any, word: str) -> Reported | None:
    """Return the opportunities that a word means, for whoever may see them; None for no word of ours.

    The keys may be of rows that `user` may not see: whoever asks begins at `visible_to`.
    """
    if not user.role:
        return None
    what, *parts = word.split(".")
    try:
        if what == "changed":
            return _changed(*parts)
        if what == "reached":
            return _reached(*parts)
        if what == "done":
            return _done(user, *parts)
    except (TypeError, ValueError, KeyError):  # a part is missing, or is no day and no key of ours
        return None
    return None


def _changed(kind: str, first: str, last: str) -> Reported:
    period = changes.known(_period(first, last))
    return Reported(changes.label_of(kind, period), changes.changed_so(Opportunity.objects.all(), kind, period))


def _reached(typed: str) -> Reported | None:
    key = _key(typed, Stage)
    stages = list(Stage.objects.in_order().filter(pipeline__stages=key, kind="open"))
    place = next((number for number, stage in enumerate(stages) if stage.pk == key), None)
    if place is None:
        return None
    standing = OpportunitySnapshot.objects.standing().filter(reached_q(stages[place:]))
    label = _("reached the stage “%(stage)s”") % {"stage": stages[place].name}
    return Reported(label, standing.order_by().values("opportunity"))


def _done(user: Any, kind: str, who: str, first: str, last: str) -> Reported:
    period = _period(first, last)
    name = _("Tasks closed") if kind == TASKS else _category(_key(kind, EventCategory)).name
    keys = done_on(kind, [one for one in who.split(",") if one], user, period)
    return Reported(f"{name}, {days_of(period)}", keys)


def _category(key: int) -> EventCategory:
    return EventCategory.objects.in_bulk([key])[key]


def _key(typed: str, model: type[Model]) -> int:
    """Return the key of a row that a part of a word names. Raises ValueError for what can be none."""
    if not is_key(typed, model):
        raise ValueError("no key")
    return int(typed)


def _period(first: str, last: str) -> Period:
    period = Period(date.fromisoformat(first), date.fromisoformat(last))
    if period.first > period.last or not 1900 < period.first.year <= period.last.year < 2200:
        raise ValueError("no period")
    return period
