"""Imports: the run of a file, and the rows of it that were refused."""

from imports.models.problem import ImportProblem
from imports.models.run import CHECK, RUN, SURVEY, UNDO, ImportRun, Settled

__all__ = ["CHECK", "RUN", "SURVEY", "UNDO", "ImportProblem", "ImportRun", "Settled"]
