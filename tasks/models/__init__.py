"""Tasks, and the kinds of them."""

from tasks.models.category import TaskCategory
from tasks.models.task import REMINDERS, Task, assignable, delete_tasks, open_task

__all__ = ["REMINDERS", "Task", "TaskCategory", "assignable", "delete_tasks", "open_task"]
