"""The pages of an import, in the order of its steps."""

from imports.views.ending import discard, go_on, refused, result, resume, run, undo
from imports.views.listing import index, sample, start
from imports.views.steps import check, columns, file, repair, values

__all__ = [
    "check",
    "columns",
    "discard",
    "file",
    "go_on",
    "index",
    "refused",
    "repair",
    "result",
    "resume",
    "run",
    "sample",
    "start",
    "undo",
    "values",
]
