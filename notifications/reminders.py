"""Reminders of tasks: each minute the clock asks the tasks whose time has come."""

from django.utils import timezone

from jobs import DONE, Outcome, Slice
from notifications import kinds
from notifications.models import Notification
from notifications.telling import Telling, tell
from tasks.models import Task


def remind(slice: Slice) -> Outcome:
    """Tell the assignee of each task that is to be reminded of. Once for a due time, whoever asks how often."""
    due = [reminder_of(task) for task in Task.objects.reminders_due(timezone.now())]
    keys = {telling.dedupe_key for telling in due}
    told = set(Notification.objects.filter(dedupe_key__in=keys).values_list("dedupe_key", flat=True))
    tell(telling for telling in due if telling.dedupe_key not in told)
    return DONE


def reminder_of(task: Task) -> Telling:
    """Return what is told about a task; moving its due time, or its reminder, makes it another telling."""
    due_at = task.due_at.isoformat()
    key = f"task-reminder:{task.pk}:{due_at}:{task.remind_minutes}"
    due = {"due_at": due_at} if task.due_time else {"due": {"day": task.due_on.isoformat()}}
    about = {"about": str(task.about)} if task.about else {}
    words = {"task": task.title} | about | due
    return Telling(kinds.REMINDER, frozenset({task.assignee_id}), key, page=task, particulars=words)
