"""What a quick editor is: it reads a file into a page model, and patches a file by what was edited on that page."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, BinaryIO


class CannotEdit(Exception):
    """The file cannot be edited here. Its text is a sentence that says why, and what to do instead."""


class Refused(Exception):
    """The edits make no sense for this file. Its text is a sentence; nothing was written."""


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
