"""The comparison of two versions: what of them is compared, its bounds, and why some cannot be."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, BinaryIO, cast

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents.comparing.rows import Row, rows_of_lines
from documents.comparing.sheets import rows_of_sheets
from documents.comparing.words import CHANGED, GONE, NEW
from documents.editors import CannotEdit, editor_for, text
from documents.editors.xlsx.shown import cells
from documents.models import Version
from documents.names import ending
from documents.previews import opendocument
from documents.previews.endings import OPEN_DOCUMENT

# Lines or rows of one file that are compared, and rows of the comparison that are shown.
MOST_LINES = 20_000
MOST_SHOWN = 1000
# Read as text although no quick editor is offered for them.
TEXTS = frozenset({"tsv", "json", "xml", "html", "htm", "drawio", "eml"})

COMPARED = dict.fromkeys(
    OPEN_DOCUMENT, gettext_lazy("Paragraphs and rows are compared by their text; how it looks and pictures are not.")
) | {
    "docx": gettext_lazy("Paragraphs are compared by their text; how it looks, pictures, headers and footers are not."),
    "pptx": gettext_lazy("Slides are compared by their text; how it looks, pictures and animations are not."),
    "xlsx": gettext_lazy(
        "Cells are compared by what they show and by their formulas; colours, charts and pictures are not."
    ),
}


class Incomparable(Exception):
    """The two versions cannot be compared here. Its text is a sentence that says why, and what to do instead."""


@dataclass(frozen=True)
class Comparison:
    """What differs. `about` says what was compared; `cut` is set where there are more rows than are shown."""

    rows: list[Row]
    cut: bool
    about: str

    @property
    def counts(self) -> list[tuple[str, int]]:
        """How many rows are changed, new and gone: [("changed", 3), …] without those that are not there."""
        found = Counter(row.sign for row in self.rows)
        return [(sign, found[sign]) for sign in (CHANGED, NEW, GONE) if found[sign]]


def is_comparable(name: str) -> bool:
    """Return whether versions of a file of this name are compared here."""
    return _reader(name) is not None


def _reader(name: str) -> Callable[[BinaryIO], list[str]] | None:
    """Return what reads a file of this name as lines; None where there is no such thing."""
    editor = editor_for(name)
    if editor and editor.lines:
        return editor.lines
    if ending(name) in OPEN_DOCUMENT:
        return opendocument.lines_of
    return text.lines if ending(name) in TEXTS else None


def compared(earlier: Version, later: Version) -> Comparison:
    """Return how a document changed from one version to another.

    Raises Incomparable; FileNotFoundError where a file is missing on the disk.
    """
    name = later.document.name
    if ending(name) == "xlsx":
        before, after = _read(earlier, cells), _read(later, cells)
        _must_be_short(*(sum(map(len, one.values())) for one in (before, after)))
        return _shown(rows_of_sheets(before, after), name)
    lines = _must_have_reader(name)
    return _of_lines(_read(earlier, lines), _read(later, lines), name)


def compared_files(earlier: BinaryIO, later: BinaryIO, name: str) -> Comparison:
    """Return how the text differs between two files called `name` that are no versions. Raises Incomparable."""
    lines = _must_have_reader(name)
    try:
        return _of_lines(lines(earlier), lines(later), name)
    except CannotEdit as reason:
        raise Incomparable(str(reason)) from reason


def _must_have_reader(name: str) -> Callable[[BinaryIO], list[str]]:
    lines = _reader(name)
    if lines is None:
        raise Incomparable(_("Files of this kind are not compared here. Download both versions and compare them."))
    return lines


def _of_lines(before: list[str], after: list[str], name: str) -> Comparison:
    _must_be_short(len(before), len(after))
    return _shown(rows_of_lines(before, after), name)


def _shown(rows: Iterator[Row], name: str) -> Comparison:
    """Return the rows that are shown, and what was compared in a file of this name."""
    found = list(islice(rows, MOST_SHOWN + 1))
    return Comparison(found[:MOST_SHOWN], len(found) > MOST_SHOWN, str(COMPARED.get(ending(name), "")))


def _read(version: Version, read: Any) -> Any:
    if read is text.lines and version.size > text.LARGEST:
        raise Incomparable(_("Texts over 1 MB are not compared here. Download both versions and compare them."))
    try:
        with version.file.open("rb") as file:
            return read(cast(BinaryIO, file))
    except CannotEdit as reason:
        told = {"number": version.number, "reason": reason}
        raise Incomparable(_("Version %(number)s cannot be read here. %(reason)s") % told) from reason


def _must_be_short(*counts: int) -> None:
    if max(counts) > MOST_LINES:
        most = number_format(MOST_LINES, force_grouping=True)
        sentence = _("There are more than %(most)s lines in these versions, too many to compare them here.")
        raise Incomparable(sentence % {"most": most} + " " + _("Download both versions and compare them."))
