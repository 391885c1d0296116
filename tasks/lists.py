"""The list of task categories, which administrators keep."""

from collections.abc import Sequence

from django.db.models import Count
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.templatetags.crm import number
from history.lists.register import KeptList, register
from tasks.models import Task, TaskCategory


def uses(keys: Sequence[int]) -> dict[int, int]:
    """Return how many tasks there are of each category, closed ones among them."""
    counted = Task.objects.filter(category__in=keys).order_by().values_list("category")
    return dict(counted.annotate(number=Count("pk")))


def used(count: int) -> str:
    """Return "3 tasks"."""
    return ngettext("%(n)s task", "%(n)s tasks", count) % {"n": number(count)}


def replace(row: TaskCategory, other: TaskCategory) -> int:
    """Let tasks of one category be of another one; return how many. A form that is open on one still saves."""
    return Task.objects.filter(category=row).update(category=other)


TASK_CATEGORIES = register(
    KeptList(
        key="task-categories",
        model=TaskCategory,
        heading=_("Task categories"),
        icon="check2-square",
        about=_("What is to be done: call, meeting, follow-up."),
        fields=("icon", "active"),
        badge="icon",
        uses=uses,
        used=used,
        replace=replace,
        needs_active=True,
        position=30,
    )
)
