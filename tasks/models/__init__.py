"""Tasks, and the kinds of them."""

from tasks.models.category import TaskCategory
from tasks.models.task import REMINDERS, Task, assignable, open_task

__all__ = ["REMINDERS", "Task", "TaskCategory", "assignable", "open_task"]
