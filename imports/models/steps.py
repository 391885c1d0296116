"""The steps of an import that a job does, and why one cannot be taken."""

# The kinds of jobs, named for what they do to a run (see `imports.work`).
UNPACK, SURVEY, CHECK, RUN, UNDO = (
    "imports.unpack",
    "imports.survey",
    "imports.check",
    "imports.run",
    "imports.undo",
)


class Settled(Exception):
    """The import has been started: nothing about it can be changed any more."""


class Busy(Exception):
    """The very same file is being written by another import; the text is a sentence that says so."""
