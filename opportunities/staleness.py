"""When an open opportunity lies still, and why: one rule for the list, its filter, the board and the day's page.

All of it stands in the opportunity's own columns: `next_step_at` (when the first open task is due, which whoever knows
tasks keeps), `expected_close_on`, `close_pushed` and `stage_since`; what is usual stands on the stage. So the same rule
is asked of one row (`reasons`) and of a whole table (`stale_q`), without looking at any other one. `now` is an aware
instant in the reader's zone (`timezone.localtime()`): its date is the reader's today.
"""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

# A date that was moved once was planned anew; one that is moved again is not believed any more.
PUSHED_OFTEN = 2
# A median is what half of them exceed: one that has been there for twice as long is out of the ordinary.
TIMES_THE_MEDIAN = 2


def usual_days(stage: Any) -> int | None:
    """Return how many days are usual in a stage: as stated, else the measured median; None where neither is known."""
    stated: int | None = stage.usual_days
    measured: int | None = stage.measured_days
    return measured if stated is None else stated


def limit_days(stage: Any) -> int | None:
    """Return how many days an opportunity may be in a stage without lying still; None for no limit.

    What is stated is meant as a limit; a measured median is not, and is doubled. Won and lost ones rest.
    """
    if not stage.is_open:
        return None
    usual = usual_days(stage)
    if usual is None or stage.usual_days is not None:
        return usual
    return max(1, usual) * TIMES_THE_MEDIAN


def days_in_stage(row: Any, now: datetime) -> int:
    """Return for how many days of the reader's calendar an opportunity has been in its stage."""
    return (now.date() - timezone.localtime(row.stage_since, now.tzinfo).date()).days


def reasons(row: Any, now: datetime) -> list[str]:
    """Return why an opportunity lies still, as sentences in the active language; none for one that does not.

    Its stage is needed, and is best fetched with it. Closed ones never lie still.
    """
    if row.closed_on is not None:
        return []
    found = slow_reasons(row, now)
    if row.expected_close_on is not None and row.expected_close_on < now.date():
        found.append(_("The expected close date has passed."))
    if row.next_step_at is None:
        found.append(_("There is no open task."))
    elif row.next_step_at < now:
        found.append(_("The next task is overdue."))
    return found


def slow_reasons(row: Any, now: datetime) -> list[str]:
    """Return those of the reasons that its dates alone do not show: too long in its stage, put off again and again."""
    if row.closed_on is not None:
        return []
    found = []
    limit, days = limit_days(row.stage), days_in_stage(row, now)
    if limit is not None and days > limit:
        words = {"days": days, "usual": usual_days(row.stage)}
        found.append(_("In this stage for %(days)s days; usual are %(usual)s.") % words)
    if row.close_pushed >= PUSHED_OFTEN:
        found.append(_("The close date was moved later %(times)s times.") % {"times": row.close_pushed})
    return found


def stale_q(stages: Iterable[Any], now: datetime, moment: Any = None) -> Q:
    """Return the condition that an opportunity, known to be open, lies still: true where `reasons` finds one.

    `stages` are those that its rows may stand in. `moment` stands for the instant `now` where a question is kept for
    the day (a `core.kept.Blank`).
    """
    found = Q(next_step_at=None) | Q(next_step_at__lt=moment or now)
    found |= Q(expected_close_on__lt=now.date()) | Q(close_pushed__gte=PUSHED_OFTEN)
    for stage in stages:
        limit = limit_days(stage)
        if limit is not None:
            first = datetime.combine(now.date() - timedelta(days=limit), time.min, tzinfo=now.tzinfo)
            found |= Q(stage=stage, stage_since__lt=first)
    return found
