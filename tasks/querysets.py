"""Questions to tasks. Who may see a task follows from what it is about; when it is due, from the viewer's clock.

Wherever a question takes `now`, an aware instant in the viewer's time zone is meant (`timezone.localtime()`): its date
is the viewer's today.
"""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any, Self

from django.db.models import Case, Count, Exists, OuterRef, Q, Subquery, Value, When

from core.fold import words
from core.querysets import VisibleQuerySet
from opportunities.models import Opportunity

# What a reminder missed for longer is no reminder any more (the worker stood still, a task was made for the past).
REMINDED_WITHIN = timedelta(days=1)


class TaskQuerySet(VisibleQuerySet):
    """Tasks, by access, state and time."""

    def visible_q(self, user: Any) -> Q:
        """An opportunity's tasks are seen with it, a contact's by everybody, others by assignee and creator.

        Whoever stands in for somebody counts as them, here and in what follows.
        """
        if user.is_administrator:
            return Q()
        people = user.counts_as()
        own = Q(assignee__in=people) | Q(created_by__in=people)
        return (
            _about_one_of(Opportunity.objects.visible_to(user))
            | Q(contact__isnull=False)
            | Q(opportunity=None, contact=None) & own
        )

    def editable_q(self, user: Any) -> Q:
        """Whoever may change the opportunity, everybody for a contact's, and the task's assignee and creator."""
        if user.is_administrator:
            return Q()
        people = user.counts_as(changing=True)
        return (
            _about_one_of(Opportunity.objects.editable_by(user))
            | Q(contact__isnull=False)
            | Q(assignee__in=people)
            | Q(created_by__in=people)
        )

    def removable_q(self, user: Any) -> Q:
        """Return the condition of `removable_by`."""
        if user.is_administrator:
            return Q()
        people = user.counts_as(changing=True)
        return (
            _about_one_of(Opportunity.objects.editable_by(user))
            | Q(contact__isnull=False)
            | Q(opportunity=None, contact=None, assignee__in=people)
            | Q(created_by__in=people)
        )

    def removable_by(self, user: Any) -> Self:
        """Return the tasks that `user` may delete: whoever may change what it is about, and who made it.

        Being its assignee is not enough where one only views the opportunity; one may close it.
        """
        return self.editable_by(user).filter(self.removable_q(user))

    def with_may_edit(self, user: Any) -> Self:
        """Return the rows with `may_edit`, and with `may_remove`: whether `user` may delete each."""
        rows = super().with_may_edit(user)
        if not user.role or not user.may("create"):
            return rows.annotate(may_remove=Value(False))
        removable = self.removable_q(user)
        return rows.annotate(
            may_remove=Case(When(removable, then=Value(True)), default=Value(False)) if removable else Value(True)
        )

    def about(self, row: Any) -> Self:
        """Return the tasks of this opportunity or contact."""
        return self.filter(opportunity=row) if isinstance(row, Opportunity) else self.filter(contact=row)

    def open(self) -> Self:
        """Return the tasks that are still to be done."""
        return self.filter(closed_at=None)

    def closed(self) -> Self:
        """Return the tasks that are done."""
        return self.filter(closed_at__isnull=False)

    def overdue(self, now: datetime) -> Self:
        """Return the open tasks whose time, or whole day, is over; a whole day is overdue by the viewer's today."""
        return self.filter(overdue_q(now))

    def due_today(self, now: datetime) -> Self:
        """Return the open tasks that are due on the viewer's today and not overdue."""
        return self.filter(due_today_q(now))

    def pressing(self, now: datetime, beside: str = "") -> Self:
        """Return the overdue tasks and those of the viewer's today; `beside` is one that stays, though it is closed."""
        wanted = Q(closed_at=None) & (
            Q(due_time=None, due_on__lte=now.date()) | Q(due_time__isnull=False, due_at__lt=next_midnight(now))
        )
        return self.filter(wanted | Q(public_id=beside) if beside else wanted)

    def upcoming(self, now: datetime) -> Self:
        """Return the open tasks that are due after the viewer's today."""
        return self.filter(upcoming_q(now))

    def counts(self, now: datetime) -> dict[str, int]:
        """Return how many are open, overdue, due today, upcoming, and closed, by these words."""
        conditions = {
            "open": Q(closed_at=None),
            "overdue": overdue_q(now),
            "today": due_today_q(now),
            "upcoming": upcoming_q(now),
            "closed": Q(closed_at__isnull=False),
        }
        return self.order_by().aggregate(**{word: Count("pk", filter=q) for word, q in conditions.items()})

    def reminders_due(self, now: datetime) -> Self:
        """Return the open tasks of which to remind at `now`, with their assignees; not what a day was missed."""
        rows = self.open().filter(remind_at__lte=now, remind_at__gt=now - REMINDED_WITHIN)
        return rows.select_related("assignee").order_by("remind_at", "pk")

    def search(self, text: str) -> Self:
        """Return the tasks in whose title, description or result every word of `text` is found."""
        rows = self
        for word in words(text):
            rows = rows.filter(search_text__contains=word)
        return rows

    def in_order(self) -> Self:
        """Return the tasks in the order in which they are due."""
        return self.order_by("due_at", "pk")

    def last_closed_first(self) -> Self:
        """Return the closed tasks, the one closed last first."""
        return self.order_by("-closed_at", "-pk")

    def for_list(self) -> Self:
        """Return the rows with all that a line of a list shows; `with_may_edit` comes beside."""
        return self.select_related("category", "assignee", "created_by", "closed_by", "opportunity__stage", "contact")


def may_put(task: Any, changes: dict[str, Any], by: Any) -> bool:
    """Return whether `by` may change the opportunity or contact that a task will be about; where it is, it may stay."""
    for name in ("opportunity", "contact"):
        about = changes.get(name)
        if about is None or (task.pk and about.pk == getattr(task, f"{name}_id")):
            continue
        if not type(about)._default_manager.editable_by(by).filter(pk=about.pk).exists():
            return False
    return True


def overdue_q(now: datetime) -> Q:
    """Return the condition that a task is open and its time, or whole day, is over."""
    return Q(closed_at=None) & (Q(due_time=None, due_on__lt=now.date()) | Q(due_time__isnull=False, due_at__lt=now))


def due_today_q(now: datetime) -> Q:
    """Return the condition that a task is open and still due on the day of `now`."""
    timed = Q(due_time__isnull=False, due_at__gte=now, due_at__lt=next_midnight(now))
    return Q(closed_at=None) & (Q(due_time=None, due_on=now.date()) | timed)


def upcoming_q(now: datetime) -> Q:
    """Return the condition that a task is open and due after the day of `now`."""
    timed = Q(due_time__isnull=False, due_at__gte=next_midnight(now))
    return Q(closed_at=None) & (Q(due_time=None, due_on__gt=now.date()) | timed)


def next_midnight(now: datetime) -> datetime:
    """Return the instant at which the day after `now`'s begins, in the same zone."""
    return datetime.combine(now.date() + timedelta(days=1), time.min, tzinfo=now.tzinfo)


def _about_one_of(opportunities: Any) -> Q:
    """Return the condition that a task is about one of these opportunities: looked for by the task's own.

    Not as one of a list of keys: of that, a database makes a list of all opportunities that one may see, for the eight
    tasks of a day.
    """
    return Q(Exists(opportunities.filter(pk=OuterRef("opportunity"))))


def note_next_steps(tasks: Any, opportunities: Iterable[int | None]) -> None:
    """Note at opportunities when their first open task is due: a list cannot sort by what another table holds.

    `tasks` are all tasks; runs in the caller's transaction, after the write.
    """
    firsts = tasks.filter(opportunity=OuterRef("pk")).open().in_order().values("due_at")[:1]
    Opportunity.objects.filter(pk__in=[key for key in opportunities if key]).update(next_step_at=Subquery(firsts))
