"""The comparison of two versions: what of them is compared, its bounds, and why some cannot be."""

from collections import Counter
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

# Lines or rows of one file that are compared, and rows of the comparison that are shown.
MOST_LINES = 20_000
MOST_SHOWN = 1000
# Read as text although no quick editor is offered for them.
TEXTS = frozenset({"tsv", "json", "xml", "html", "htm", "drawio", "eml"})

COMPARED = {
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
    editor = editor_for(name)
    return ending(name) in TEXTS or (editor is not None and editor.lines is not None)


def compared(earlier: Version, later: Version) -> Comparison:
    """Return how a document changed from one version to another.

    Raises Incomparable; FileNotFoundError where a file is missing on the disk.
    """
    name = later.document.name
    if not is_comparable(name):
        raise Incomparable(_("Files of this kind are not compared here. Download both versions and compare them."))
    end = ending(name)
    if end == "xlsx":
        before, after = _read(earlier, cells), _read(later, cells)
        _must_be_short(*(sum(map(len, one.values())) for one in (before, after)))
        rows = rows_of_sheets(before, after)
    else:
        editor = editor_for(name)
        lines = editor.lines if editor and editor.lines else text.lines
        old, new = _read(earlier, lines), _read(later, lines)
        _must_be_short(len(old), len(new))
        rows = rows_of_lines(old, new)
    found = list(islice(rows, MOST_SHOWN + 1))
    return Comparison(found[:MOST_SHOWN], len(found) > MOST_SHOWN, str(COMPARED.get(end, "")))


def compared_files(earlier: BinaryIO, later: BinaryIO, name: str) -> Comparison:
    """Return how the text of a document or presentation called `name` differs between two files that are no versions.

    Raises Incomparable.
    """
    editor = editor_for(name)
    if editor is None or editor.lines is None:
        raise Incomparable(_("Files of this kind are not compared here. Download both versions and compare them."))
    try:
        old, new = editor.lines(earlier), editor.lines(later)
    except CannotEdit as reason:
        raise Incomparable(str(reason)) from reason
    _must_be_short(len(old), len(new))
    found = list(islice(rows_of_lines(old, new), MOST_SHOWN + 1))
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
