"""The pages of an import, in the order of its steps."""

from imports.views.ending import discard, go_on, refused, result, resume, run, undo
from imports.views.listing import index, sample, start
from imports.views.repairing import repair, row
from imports.views.steps import check, columns, file, values

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
    "row",
    "resume",
    "run",
    "sample",
    "start",
    "undo",
    "values",
]
