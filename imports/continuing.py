"""Imports that continue another one with its refused rows: what was said of the first file goes for them, too."""

from imports.models import ImportRun

Decisions = dict[str, tuple[str, tuple[str, ...]]]


def in_front(run: ImportRun) -> int:
    """Return how many columns stand before those of the first file: line and reason, where refused rows came back."""
    return len(run.columns) - len(run.continues.columns) if run.continues else 0


def as_before(run: ImportRun, decisions: Decisions) -> Decisions:
    """Return how columns are written (see `Survey.decisions`), for a continued file as it was decided of the first one.

    The refused rows are often the very ones that do not fit the decision, and would turn it round.
    """
    former = run.continues.formats if run.continues else {}
    return decisions | {key: (former[key], ()) for key in decisions if key in former}
