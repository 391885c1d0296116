"""Filling templates in: .docx files with placeholders, by docxtpl, in a sandbox that knows words and nothing else."""

from documents.filling.facts import facts_about
from documents.filling.filling import Filled, fill
from documents.filling.refusal import Refused
from documents.filling.vocabulary import GROUPS, example, spoken

__all__ = ["GROUPS", "Filled", "Refused", "example", "facts_about", "fill", "spoken"]
