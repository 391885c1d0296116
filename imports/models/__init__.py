"""Imports: the run of a file, its refused and doubtful rows, what it changed and added, what is remembered of it."""

from imports.models.addition import ImportAddition
from imports.models.change import ImportChange
from imports.models.memory import ImportMemory
from imports.models.problem import ImportProblem, Severity
from imports.models.run import ImportRun
from imports.models.steps import CHECK, RUN, SURVEY, UNDO, UNPACK, Busy, Settled

__all__ = [
    "CHECK",
    "RUN",
    "SURVEY",
    "UNDO",
    "UNPACK",
    "Busy",
    "ImportAddition",
    "ImportChange",
    "ImportMemory",
    "ImportProblem",
    "ImportRun",
    "Settled",
    "Severity",
]
