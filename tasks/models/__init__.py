"""Tasks, and the kinds of them."""

from tasks.models.category import TaskCategory
from tasks.models.task import Task, open_task

__all__ = ["Task", "TaskCategory", "open_task"]
