"""What a quick editor is: it reads a file into a page model, and patches a file by what was edited on that page."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

logger = logging.getLogger("documents")


class CannotEdit(Exception):
    """The file cannot be edited here. Its text is a sentence that says why, and what to do instead."""


class Refused(Exception):
    """The edits make no sense for this file. Its text is a sentence; nothing was written."""


# What a file falls over that is not what its ending says: numbers of thousands of digits, days after the last one.
SENSELESS = (ArithmeticError, LookupError, ValueError, RecursionError)


def sturdy(editor: "Editor") -> "Editor":
    """Return the editor so that a file or an edit it falls over is refused with a sentence, and told in the log."""
    works = ("read", "apply", "lines", "more", "answer")
    told: dict[str, Any] = {name: _sturdy(work) for name in works if (work := getattr(editor, name))}
    return replace(editor, **told)


def _sturdy(work: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(work)
    def working(*given: Any) -> Any:
        try:
            return work(*given)
        except SENSELESS as error:
            logger.exception("A file cannot be edited.")
            raise CannotEdit(
                _(
                    "This file is damaged, so it is not edited here. "
                    "Download it and open it with a program on your computer."
                )
            ) from error

    return working


@dataclass(frozen=True)
class Editor:
    """A quick editor, chosen by the ending of a file. It knows bytes, not rows; access and versions are not its own.

    `read(file)` returns what the page is built from: JSON-able, bounded; raises CannotEdit. The same file is always
    read the same, so that edits may name its parts by what `read` called them.

    `apply(source, edits, target)` writes `source` with `edits` to `target`, and touches nothing that was not edited;
    raises Refused for edits that make no sense for this file, CannotEdit where the file cannot be edited. `edits` is
    JSON from a browser, and not to be trusted.

    `more(file, name)` returns what `read` left out because it is large, such as one sheet, by its name; `answer(asked)`
    answers what the page asks while somebody types, without a file. Both are JSON, raise as `read` and `apply` do, and
    are None where an editor needs no such thing.

    `lines(file)` returns the file as lines of text for a comparison of two versions; None where there is no such thing.

    `template` is a fragment (the tools and the page), `script` registers `window.crmEditors[key]`; see
    static/crm/js/editor.js for what is asked of it. `style` is a style sheet of its own, or "". `parts` are scripts
    that come before it.
    """

    key: str
    endings: frozenset[str]
    template: str
    script: str
    style: str
    read: Callable[[BinaryIO], dict[str, Any]]
    apply: Callable[[BinaryIO, dict[str, Any], BinaryIO], None]
    lines: Callable[[BinaryIO], list[str]] | None = None
    parts: tuple[str, ...] = ()
    more: Callable[[BinaryIO, str], dict[str, Any]] | None = None
    answer: Callable[[dict[str, Any]], dict[str, Any]] | None = None
