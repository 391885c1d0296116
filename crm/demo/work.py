"""The tasks and documents of the demo's opportunities."""

from datetime import datetime, time, timedelta
from random import Random

from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.models import User
from crm.demo import words
from crm.demo.stories import Cast, backdate, office_hour
from documents.blanks import FORMS
from documents.models import Document
from documents.models.document import add_document
from opportunities.models import Opportunity
from tasks.models import Task, TaskCategory, open_task


def make_tasks(rng: Random, cast: Cast, row: Opportunity, categories: list[TaskCategory]) -> None:
    """Give an opportunity what is to be done, and some that was done; a closed one only the latter."""
    if row.stage.is_open and rng.random() < 0.8:
        for _number in range(rng.choice((1, 1, 2))):
            day = timezone.localdate() + timedelta(days=rng.choice((-4, -1, 0, 0, 1, 2, 4, 7, 12, 21)))
            at_time = time(rng.randrange(8, 18), rng.choice((0, 30))) if rng.random() < 0.5 else None
            open_task(chore(rng, row, categories) | {"due_on": day, "due_time": at_time}, by=row.responsible)
        _given_at(row, cast, cast.now - timedelta(days=rng.uniform(1, 5)))
    for _number in range(rng.choice((0, 1, 1, 2))):
        at = office_hour(rng, row.created_at + timedelta(days=rng.uniform(1, 20)), cast.now)
        task = open_task(chore(rng, row, categories) | {"due_on": timezone.localtime(at).date()}, by=row.responsible)
        task.close(by=row.responsible, result=rng.choice(words.RESULTS))
        Task.objects.filter(pk=task.pk).update(closed_at=at)
        _given_at(row, cast, at)


def _given_at(row: Opportunity, cast: Cast, at: datetime) -> None:
    """Let the tasks made since the making began, and what was recorded of them, be of `at`."""
    backdate(row, cast.now, at)
    Task.objects.filter(opportunity=row, created_at__gte=cast.now).update(created_at=at)


def chore(rng: Random, row: Opportunity, categories: list[TaskCategory]) -> dict[str, object]:
    """Return what somebody is to do about an opportunity; now and then it falls to a colleague who sees it."""
    colleagues = list(User.objects.who_may_see(row).filter(groups__name="Sales").order_by("pk"))
    assignee = rng.choice(colleagues) if rng.random() < 0.15 else row.responsible
    reminder = rng.choice((None, None, 15, 60, 24 * 60))
    title, category = rng.choice(words.CHORES)
    return {
        "title": title,
        "category": next((one for one in categories if one.name_en == category), categories[0]),
        "opportunity": row,
        "assignee": assignee,
        "remind_minutes": reminder,
    }


def make_document(rng: Random, cast: Cast, row: Opportunity) -> None:
    """Give an opportunity a file of one of our own kinds, some with a second version."""
    form = FORMS[rng.choice(list(FORMS))]
    title = rng.choice(words.FILES)
    author = row.responsible.name

    name = f"{title}.{form.ending}"

    def file() -> ContentFile:
        made = form.file(title, author=author, language=row.responsible.language or "de")
        return ContentFile(made.read(), name=name)

    document = add_document(row, file(), by=row.responsible)
    if rng.random() < 0.25:
        document.add_version(file(), by=row.responsible, note="Preise angepasst")
    at = office_hour(rng, row.created_at + timedelta(days=rng.uniform(1, 15)), cast.now)
    Document.objects.filter(pk=document.pk).update(created_at=at, updated_at=at)
    document.versions.update(created_at=at)
    backdate(row, cast.now, at)
