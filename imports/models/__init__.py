"""Imports: the run of a file, the rows it refused, the existing rows it changed, and what is remembered for others."""

from imports.models.change import ImportChange
from imports.models.memory import ImportMemory
from imports.models.problem import ImportProblem
from imports.models.run import ImportRun
from imports.models.steps import CHECK, RUN, SURVEY, UNDO, UNPACK, Busy, Settled

__all__ = [
    "CHECK",
    "RUN",
    "SURVEY",
    "UNDO",
    "UNPACK",
    "Busy",
    "ImportChange",
    "ImportMemory",
    "ImportProblem",
    "ImportRun",
    "Settled",
]
