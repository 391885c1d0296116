"""Files of OpenOffice and LibreOffice: their text, and the picture that the program put into them."""

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from documents.editors.editor import CannotEdit
from documents.editors.package import Package

CONTENT, MANIFEST, PICTURE = "content.xml", "META-INF/manifest.xml", "Thumbnails/thumbnail.png"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
REMARKS = (f"{TEXT}tracked-changes", f"{TABLE}tracked-changes", f"{OFFICE}annotation")
# Programs in Basic, each library with a list of what is in it, and in other languages.
PROGRAM = re.compile(r"basic/[^/]+/(?!(script|dialog)-l[bc]\.xml$).|scripts/.", re.IGNORECASE)
PARAGRAPHS = (f"{TEXT}p", f"{TEXT}h")
BLANKS = {f"{TEXT}s": " ", f"{TEXT}tab": "\t", f"{TEXT}line-break": " "}


class Protected(CannotEdit):
    """The file is protected by a password."""


class OpenDocument(Package):
    """A package whose parts are named otherwise; the limits are the same. Raises Protected, and as Package does."""

    LIST = CONTENT

    def __init__(self, file: BinaryIO) -> None:
        super().__init__(file)
        if MANIFEST in self and b"encryption-data" in self.read(MANIFEST):
            raise Protected(_("This file is protected by a password. Download it and edit it on your computer."))

    def _has_macros(self) -> bool:
        return any(PROGRAM.match(name) for name in self.parts)


def lines_of(file: BinaryIO) -> list[str]:
    """Return the lines of a file for a comparison. Raises as OpenDocument does."""
    return list(lines(OpenDocument(file)))


def has_remarks(package: OpenDocument) -> bool:
    """Return whether there are tracked changes or comments. Raises CannotEdit as `lines` does."""
    return next(package.xml(CONTENT).iter(*REMARKS), None) is not None


def lines(package: OpenDocument) -> Iterator[str]:
    """Yield the paragraphs, and the rows of tables as lines; of a spreadsheet, the names of its sheets, too.

    Raises CannotEdit for a file that is damaged or too large.
    """
    for element in package.xml(CONTENT).iter(f"{TABLE}table", f"{TABLE}table-row", *PARAGRAPHS):
        if element.tag == f"{TABLE}table":
            yield element.get(f"{TABLE}name", "")
        elif element.tag == f"{TABLE}table-row":
            yield "\t".join(filter(None, map(_said, element.iter(*PARAGRAPHS))))
        elif not any(above.tag == f"{TABLE}table-row" for above in element.iterancestors()):
            yield _said(element)


def _said(paragraph: Any) -> str:
    """Return the text of a paragraph; blanks and tabs are elements of their own."""
    pieces = [paragraph.text or ""]
    for element in paragraph.iterdescendants():
        pieces += [BLANKS.get(element.tag, ""), element.text or "", element.tail or ""]
    return "".join(pieces).strip()
