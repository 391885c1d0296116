"""Boards: tasks as a page shows them. Open ones by due time, in groups or not, and beneath them the closed ones."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.paging import Page, keyset, page_size
from tasks.forms import ReportForm, report_form
from tasks.models import Task

# So many closed tasks stand beneath the open ones; the others have a page of their own.
CLOSED_SHOWN = 10


@dataclass(frozen=True)
class Line:
    """A task as a line of a list: how it looks at `now`, and where the page is that it stands on."""

    task: Task
    now: datetime
    back: str
    about_shown: bool = False
    report: ReportForm | None = None
    # Whom to call about it, where the page has asked (contacts.models.ContactPoint).
    phones: tuple[Any, ...] = ()

    @property
    def is_overdue(self) -> bool:
        """Whether its time is over."""
        return self.task.is_overdue(self.now)

    @property
    def is_today(self) -> bool:
        """Whether it is open and due today, and not overdue."""
        return not self.task.is_closed and not self.is_overdue and self.due_on == self.now.date()

    @property
    def due_on(self) -> Any:
        """The day on which it is due, by the reader's calendar."""
        return self.task.due_for(self.now.tzinfo)[0]

    @property
    def due_time(self) -> Any:
        """The time at which it is due, by the reader's clock; None for the whole day."""
        return self.task.due_for(self.now.tzinfo)[1]


@dataclass
class Group:
    """Some lines under a heading, with the number of all tasks that belong there; `folded`: seen when asked for."""

    key: str
    heading: str
    count: int
    lines: list[Line] = field(default_factory=list)
    folded: bool = False


@dataclass(frozen=True)
class Board:
    """What the template `tasks/_board.html` draws."""

    groups: list[Group]
    page: Page
    state: str
    count: int
    closed_count: int
    back: str

    @property
    def paged(self) -> list[Group]:
        """The groups that the pages are of."""
        return [group for group in self.groups if group is not self.beneath]

    @property
    def beneath(self) -> Group | None:
        """The closed tasks beneath the open ones, which are on no page of them; None where there are none."""
        last = self.groups[-1] if self.groups and self.state == "open" else None
        return last if last and last.key == "closed" else None

    @property
    def more_closed(self) -> bool:
        """Whether there are closed tasks that only their own page shows."""
        return self.state == "open" and self.closed_count > CLOSED_SHOWN


def board(request: HttpRequest, tasks: Any, *, by_day: bool) -> Board:
    """Return the board of `tasks` (rows that the signed-in person may see), as its page's address asks for it.

    `state=closed` shows the closed ones, page by page; else the open ones, in groups if `by_day`, and the last closed.
    `closed=<public id>` opens the form for what came of a task beneath its line: it was closed just now.
    """
    now, back = timezone.localtime(), address_of(request)
    state = "closed" if request.GET.get("state") == "closed" else "open"
    counts = tasks.counts(now)
    rows = tasks.for_list().with_may_edit(request.user)
    size, cursor = page_size(request.GET.get("size")), request.GET.get("cursor", "")
    if state == "closed":
        page = keyset(rows.closed(), ["-closed_at", "-pk"], cursor, size)
        groups = []
    else:
        page = keyset(rows.open(), ["due_at", "pk"], cursor, size)
        groups = open_groups(page.rows, counts, now, back, by_day)
    closed = page.rows if state == "closed" else [] if cursor else rows.closed().last_closed_first()[:CLOSED_SHOWN]
    just_closed = request.GET.get("closed", "")
    lines = [
        Line(
            task,
            now,
            back,
            by_day,
            report_form(task, request.user) if task.may_edit and task.public_id == just_closed else None,
        )
        for task in closed
    ]
    if lines:
        # What is done stays out of the way of what is to be done, but for a task that was closed just now.
        folded = by_day and state == "open" and not any(line.report for line in lines)
        groups.append(Group("closed", pgettext("tasks", "Closed"), counts["closed"], lines, folded))
    return Board(groups, page, state, counts["open"], counts["closed"], back)


def address_of(request: HttpRequest) -> str:
    """Return the address of this page, without the task that was closed just now: going back there is done with it."""
    query = request.GET.copy()
    query.pop("closed", None)
    return f"{request.path}?{query.urlencode()}" if query else request.path


def open_groups(tasks: list[Task], counts: dict[str, int], now: datetime, back: str, by_day: bool) -> list[Group]:
    """Return the open tasks of a page under their headings, without empty groups."""
    groups = {
        "overdue": Group("overdue", _("Overdue"), counts["overdue"]),
        "today": Group("today", _("Today"), counts["today"]),
        "upcoming": Group("upcoming", _("Upcoming"), counts["upcoming"]),
    }
    whole = Group("open", pgettext("tasks", "Open"), counts["open"])
    for task in tasks:
        line = Line(task, now, back, about_shown=by_day)
        key = "overdue" if line.is_overdue else "today" if line.is_today else "upcoming"
        (groups[key] if by_day else whole).lines.append(line)
    return [group for group in (groups.values() if by_day else [whole]) if group.lines]
