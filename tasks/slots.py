"""What tasks show on the pages of lower floors, and what becomes of them when something there changes."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Case, Count, OuterRef, Q, QuerySet, Subquery, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from contacts.models import Contact
from core import slots
from core.addresses import address_of
from core.kept import Blank, answers
from core.slots import Found, Handover, Hit, NextStep, Section, Tab
from opportunities.handing_over import answered_for, granted_by_name
from opportunities.models import Opportunity
from tasks import actions
from tasks.boards import Line
from tasks.forms import TaskForm
from tasks.models import Task

SHOWN = 8
SHOWN_AT_CONTACT = 10
SHOWN_AT_GLANCE = 4


def tab(*, user: Any, row: Any) -> Tab | None:
    """Answer the opportunity's page: the tab Tasks, counting the open ones."""
    if not isinstance(row, Opportunity):
        return None
    url = reverse("tasks:of_opportunity", args=[row.public_id])
    return Tab("tasks", _("Tasks"), url, Task.objects.about(row).open(), position=20)


def referrers(*, user: Any, row: Any) -> list[str] | None:
    """Answer before an opportunity is deleted: how many tasks go with it."""
    return _counted(user, row) if isinstance(row, Opportunity) else None


def references(*, user: Any, row: Any) -> list[str] | None:
    """Answer before a contact is deleted: how many tasks stay, and are not about it any more."""
    return _counted(user, row) if isinstance(row, Contact) else None


def _counted(user: Any, row: Any) -> list[str] | None:
    count = Task.objects.visible_to(user).about(row).count()
    return [ngettext("%(n)s task", "%(n)s tasks", count) % {"n": count}] if count else None


def events_that_stay(*, user: Any, row: Any) -> int | None:
    """Answer before a contact is deleted: how many events of its page stay, with its tasks."""
    return actions.events_that_stay(row).count() if isinstance(row, Contact) else None


def deletions(*, user: Any, row: Any) -> dict[str, int] | None:
    """Delete the tasks of an opportunity that is being deleted; a contact's tasks stay, without it. Return how many."""
    if isinstance(row, Contact):
        return {"tasks": actions.lose_contact(row, by=user)}
    if not isinstance(row, Opportunity):
        return None
    tasks = Task.objects.about(row)
    count = tasks.count()
    # Notes stand on the own page of a task that was about nothing before, and may hold files.
    for task in tasks.filter(events__isnull=False).distinct():
        slots.ask("deletions", user=user, row=task)
    tasks.delete()
    return {"tasks": count}


def losses(*, user: Any, rows: Iterable[Any]) -> dict[str, int]:
    """Answer before opportunities are deleted: how many tasks go with all of them."""
    return {"tasks": Task.objects.filter(opportunity__in=[row.pk for row in rows]).count()}


def next_steps(*, user: Any, rows: Sequence[Any]) -> dict[int, NextStep]:
    """Answer the list of opportunities: the open task that is due first, by key of the opportunity.

    Tasks are seen with their opportunity, so access is asked of these rows. Asked of the tasks, as `visible_to` does,
    a database makes a list of all opportunities that `user` may see first.
    """
    now = timezone.localtime()
    zone, ids = now.tzinfo, {row.pk: row.public_id for row in rows}
    return {
        task.opportunity_id: NextStep(
            task.title, _at(ids[task.opportunity_id], task), task.due_for(zone)[0], task.is_overdue(now)
        )
        for task in next(
            answers((next_steps, len(ids)), lambda: [_first_steps(user, len(ids))], of=user, filling=[*ids])
        )
    }


def _first_steps(user: Any, number: int) -> Any:
    """Ask for the first steps of so many opportunities, whose keys are filled in."""
    key = Opportunity._meta.pk
    asked = Opportunity.objects.visible_to(user).filter(pk__in=[Blank(place, key) for place in range(number)])
    firsts = asked.values(first=Subquery(_first_open().values("pk")[:1]))
    return Task.objects.filter(pk__in=firsts).defer("description")


def _first_open() -> Any:
    return Task.objects.filter(opportunity=OuterRef("pk")).open().in_order()


def _at(opportunity_id: str, task: Task) -> str:
    return f"{address_of('tasks:of_opportunity', opportunity_id)}#task-{task.public_id}"


def contact_section(*, user: Any, row: Any) -> Section | None:
    """Answer a contact's page: its own tasks, the open ones first."""
    if not isinstance(row, Contact):
        return None
    tasks = Task.objects.visible_to(user).about(row).for_list().with_may_edit(user)
    opened = list(tasks.open().in_order()[: SHOWN_AT_CONTACT + 1])
    closed = list(tasks.closed().last_closed_first()[: SHOWN_AT_CONTACT + 1])
    shown = [*opened[:SHOWN_AT_CONTACT], *closed[: max(0, SHOWN_AT_CONTACT - len(opened))]]
    now = timezone.localtime()
    context = {
        "contact": row,
        "lines": [Line(task, now, row.get_absolute_url()) for task in shown],
        "more": len(opened) + len(closed) > SHOWN_AT_CONTACT,
        "may_add": user.may("create"),
    }
    return Section(_("Tasks"), "tasks/_section.html", context, position=30)


def glance(*, user: Any, row: Any) -> Section | None:
    """Answer whoever looks inside an opportunity: its open tasks, and for those who may a form for one more."""
    if not isinstance(row, Opportunity):
        return None
    now = timezone.localtime()
    tasks = Task.objects.visible_to(user).about(row).open().for_list().with_may_edit(user).in_order()
    found = list(tasks[: SHOWN_AT_GLANCE + 1])
    form = TaskForm(user=user, about=row, initial={"due_on": now.date()}, auto_id="task_%s")
    context = {
        "opportunity": row,
        "lines": [Line(task, now, row.get_absolute_url()) for task in found[:SHOWN_AT_GLANCE]],
        "more": len(found) > SHOWN_AT_GLANCE,
        "form": form if getattr(row, "may_edit", False) else None,
        "user": user,
    }
    return Section(_("Open tasks"), "tasks/_glance.html", context, position=10)


def handover(*, user: Any, person: Any) -> Handover | None:
    """Answer before work is handed over: a person's open tasks, and how they change hands."""
    tasks = Task.objects.editable_by(user).open().filter(assignee=person).in_order()

    def going(to: Any, keys: Collection[str]) -> QuerySet[Any]:
        """Return all but those about an opportunity that `to` may not see, and does not get by the same deed."""
        sees = Q(opportunity=None) | Q(opportunity__in=Opportunity.objects.visible_to(to).values("pk"))
        for key, passed_on in (("opportunities", answered_for), ("access", granted_by_name)):
            if key in keys:
                sees |= Q(opportunity__in=passed_on(user, person).order_by().values("pk"))
        return tasks.filter(sees).select_related("opportunity", "contact")

    def move(to: Any, by: Any, most: int | None = None) -> int:
        with transaction.atomic():
            rows = list(going(to, ())[:most])
            for task in rows:
                task.revise({"assignee": to}, by=by)
        return len(rows)

    count = tasks.count()
    label = ngettext("%(n)s open task", "%(n)s open tasks", count) % {"n": count}
    return Handover(label, count, move, "tasks", _("Open tasks"), going) if count else None


def access_warnings(*, user: Any, row: Any, viewers: QuerySet[Any]) -> list[str] | None:
    """Answer before an opportunity's access changes: whose open tasks would be out of their sight.

    `viewers` are the people who would still see it.
    """
    tasks = Task.objects.about(row).open().exclude(assignee__in=viewers.values("pk"))
    counts: dict[Any, int] = {}
    for task in tasks.select_related("assignee"):
        counts[task.assignee] = counts.get(task.assignee, 0) + 1
    held = sorted(counts.items(), key=lambda held: held[0].name.casefold())
    return [_lost(person, count) for person, count in held]


def held_work(*, user: Any, rows: Iterable[Any]) -> dict[int, dict[Any, int]]:
    """Answer before the access of many opportunities changes: how many open tasks of whom are on each."""
    tasks = Task.objects.open().filter(opportunity__in=[row.pk for row in rows]).order_by()
    counted = list(tasks.values_list("opportunity", "assignee").annotate(number=Count("pk")))
    people = User.objects.in_bulk({assignee for _key, assignee, _number in counted})
    found: dict[int, dict[Any, int]] = {}
    for key, assignee, number in counted:
        found.setdefault(key, {})[people[assignee]] = number
    return found


def _lost(person: Any, count: int) -> str:
    return ngettext(
        "%(person)s would no longer see %(n)s open task of theirs.",
        "%(person)s would no longer see %(n)s open tasks of theirs.",
        count,
    ) % {"person": person.label, "n": count}


def out_of_sight(*, user: Any, person: Any) -> list[str]:
    """Answer before a person's role or teams change: how many open tasks of theirs they may not see as they stand."""
    seen = Opportunity.objects.visible_to(person).values("pk")
    tasks = Task.objects.open().filter(assignee=person, opportunity__isnull=False)
    count = tasks.exclude(opportunity__in=seen).count()
    return [_lost(person, count)] if count else []


def search(*, user: Any, query: str) -> Found:
    """Answer the search of the top bar: tasks by words, the open ones first."""
    rows = Task.objects.visible_to(user).search(query).select_related("opportunity", "contact", "category")
    rows = rows.annotate(is_done=Case(When(closed_at=None, then=Value(0)), default=Value(1)))
    order = ("is_done", "due_at", "pk")
    return Found("tasks", _("Tasks"), "check2-square", rows.order_by(*order), hit, position=3, order=order)


def hit(task: Task) -> Hit:
    """Return what the search shows of a task."""
    return Hit(task.title, task.get_absolute_url(), str(task.about or task.category))
