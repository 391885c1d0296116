"""Why a file, or a cell of it, cannot be read."""


class Unreadable(Exception):
    """The file as a whole cannot be read; the text is a sentence that says why, with the line where there is one."""


class BadCell(ValueError):
    """One value cannot be read; the text is a sentence that says why."""
