"""What list, board and the day's page mark at opportunities: the next step, what is overdue, what lies still."""

from typing import Any

from django.utils import timezone

from core import slots
from opportunities import staleness
from opportunities.models import Opportunity


def mark(user: Any, rows: list[Opportunity], *, steps: bool = True) -> None:
    """Give each row its `next_step`, asked for in one batch, whether it is `overdue`, and why it is `stale`.

    `slow` are those of the reasons that the row's dates do not show; `step_is_today` says that the next step is due on
    the reader's today, and its time not over. Without `steps` the steps, which are not shown then, are not asked for.
    A row's stage is best fetched with it.
    """
    found: dict[int, slots.NextStep] = {}
    for answer in slots.ask("next_steps", user=user, rows=rows) if steps and rows else ():
        found |= answer
    now = timezone.localtime()
    for row in rows:
        step = found.get(row.pk)
        row.next_step, row.overdue = step, row.is_overdue(now.date())  # type: ignore[attr-defined]
        row.step_is_today = bool(step and not step.overdue and step.due_on == now.date())  # type: ignore[attr-defined]
        row.stale = staleness.reasons(row, now)  # type: ignore[attr-defined]
        row.slow = staleness.slow_reasons(row, now)  # type: ignore[attr-defined]
