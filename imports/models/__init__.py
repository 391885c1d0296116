"""Imports: the run of a file, the rows of it that were refused, and the existing rows that it changed."""

from imports.models.change import ImportChange
from imports.models.problem import ImportProblem
from imports.models.run import CHECK, RUN, SURVEY, UNDO, ImportRun, Settled

__all__ = ["CHECK", "RUN", "SURVEY", "UNDO", "ImportChange", "ImportProblem", "ImportRun", "Settled"]
