"""What is in a file: what it looks like, how many pages it has, which text. Runs in the child process."""

import io
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from PIL import Image

from core.fold import search_text
from documents.editors import CannotEdit, docx, text
from documents.editors.docx.words import TRACKED
from documents.editors.drawing.cleaning import LARGEST as LARGEST_DRAWING
from documents.editors.drawing.cleaning import cleaned
from documents.editors.package import OLE, HasMacros, Package
from documents.editors.xlsx.book import WORKSHEET
from documents.editors.xlsx.reading import opened, shown_as, value_of
from documents.previews import limits, opendocument
from documents.previews.endings import DRAWINGS, OPEN_DOCUMENT, TEXTS
from documents.previews.pictures import HEAD, PICTURES, Unseen, image_in, opened_pdf, page_of, text_of

ZIP = b"PK\x03\x04"
VBA = "_VBA_PROJECT".encode("utf-16-le")
PIECE = 1024 * 1024
# An office file's picture of its first page, as the program that saved it drew it.
OWN_PICTURE = re.compile(r"docProps/thumbnail\.(jpe?g|png|gif|bmp|tiff?)", re.IGNORECASE)
OWN_PICTURE_OPEN = re.compile(re.escape(opendocument.PICTURE))
SLIDE = re.compile(r"ppt/slides/slide([0-9]{1,6})\.xml")
RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
LARGEST_RELATIONS = 1024 * 1024
ELSEWHERE = ("http:", "https:", "ftp:")
COMMENTS = re.compile(r"(word|xl|ppt)/(threaded)?comments?[0-9]*(/|\.xml$)", re.IGNORECASE)
TEXT_PART = "word/document.xml"
DRAWN_TEXT = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


@dataclass
class Seen:
    """What a file came to: a small picture, how many pages can be drawn, and its text. Each may be empty.

    `fetches` tells that an office program reads a template from the network as soon as it opens the file, `remarks`
    that there are tracked changes or comments in it.
    """

    picture: Image.Image | None = None
    pages: int = 0
    text: str = ""
    fetches: bool = False
    remarks: bool = False

    @property
    def words(self) -> str:
        """Each different word of the text once, folded, in the order in which they come: what is searched."""
        found = dict.fromkeys(word for word in search_text(self.text).split() if len(word) <= limits.LONGEST_WORD)
        return _cut(" ".join(found), limits.LONGEST_WORDS)


def look(path: Path, ending: str) -> Seen:
    """Return what is in a file, by its content; the ending only tells office files and texts apart.

    Raises Unseen, and whatever the readers raise for a broken file.
    """
    with path.open("rb") as file:
        head = file.read(HEAD)
        if PICTURES.match(head) and ending not in TEXTS:
            return Seen(image_in(path, limits.THUMBNAIL), pages=1)
        if b"%PDF-" in head:
            pdf = opened_pdf(path)
            return Seen(page_of(pdf, 1, limits.THUMBNAIL), len(pdf), _joined(text_of(pdf)))
        if head.startswith(OLE):
            raise Unseen("protected" if ending in OFFICE else "macros" if _has_vba(file) else "nothing")
        if head.startswith(ZIP) and ending in OPEN_DOCUMENT:
            return _open_document(file)
        if head.startswith(ZIP) and ending in OFFICE:
            return _office(file, ending)
        if ending in TEXTS:
            return Seen(text=_joined(_plain(file)))
        if ending in DRAWINGS:
            return Seen(text=_joined(_written(file)))
    raise Unseen("nothing")


def _office(file: BinaryIO, ending: str) -> Seen:
    """Return the picture and the text of an office file; one of them may be unreadable, not both."""
    try:
        package = Package(file)
    except HasMacros as refusal:
        raise Unseen("macros") from refusal
    except CannotEdit as refusal:
        raise Unseen("unreadable") from refusal
    seen = _with_picture(_own_picture(package, OWN_PICTURE), lambda: OFFICE[ending](file))
    seen.fetches, seen.remarks = _fetches(package), _has_remarks(package)
    return seen


def _open_document(file: BinaryIO) -> Seen:
    """Return the picture and the text of a file of OpenOffice or LibreOffice, as of an office file."""
    try:
        package = opendocument.OpenDocument(file)
    except opendocument.Protected as refusal:
        raise Unseen("protected") from refusal
    except HasMacros as refusal:
        raise Unseen("macros") from refusal
    except CannotEdit as refusal:
        raise Unseen("unreadable") from refusal
    seen = _with_picture(_own_picture(package, OWN_PICTURE_OPEN), lambda: opendocument.lines(package))
    with suppress(CannotEdit):
        seen.remarks = opendocument.has_remarks(package)
    return seen


def _has_vba(file: BinaryIO) -> bool:
    """Return whether an office file of before 2007 has macros: their folder has a name of its own in its list."""
    end = b""
    file.seek(0)
    while piece := file.read(PIECE):
        if VBA in end + piece:
            return True
        end = piece[-len(VBA) :]
    return False


def _with_picture(picture: Image.Image | None, read: Callable[[], Iterable[str]]) -> Seen:
    seen = Seen(picture)
    try:
        seen.text = _joined(read())
    except CannotEdit as refusal:
        if seen.picture is None:
            raise Unseen("unreadable") from refusal
    return seen


def _fetches(package: Package) -> bool:
    """Return whether a template from the network is attached: one with macros would run although the file has none."""
    for name in package.parts:
        if not name.endswith(".rels"):
            continue
        try:
            relations = package.xml(name, LARGEST_RELATIONS).iter(RELATION)
        except CannotEdit:
            continue
        for relation in relations:
            attached = relation.get("Type", "").endswith("/attachedTemplate")
            if attached and relation.get("Target", "").strip().casefold().startswith(ELSEWHERE):
                return True
    return False


def _has_remarks(package: Package) -> bool:
    """Return whether there are tracked changes or comments: what its author might not mean to send along."""
    if any(COMMENTS.match(name) for name in package.parts):
        return True
    if TEXT_PART not in package.parts:
        return False
    try:
        return next(package.xml(TEXT_PART).iter(*TRACKED), None) is not None
    except CannotEdit:
        return False


def _own_picture(package: Package, named: re.Pattern[str]) -> Image.Image | None:
    """Return the picture that came with an office file, drawn anew; None where there is none that can be read."""
    name = next((name for name in package.parts if named.fullmatch(name)), None)
    if name is None:
        return None
    try:
        return image_in(io.BytesIO(package.read(name, limits.LARGEST_PICTURE)), limits.THUMBNAIL)
    except (CannotEdit, Unseen, Image.DecompressionBombWarning, Image.DecompressionBombError, OSError, ValueError):
        return None


def _workbook(file: BinaryIO) -> Iterator[str]:
    """Yield the sheets, each with its name, a row a line, as the cells are shown."""
    workbook = opened(file)
    for entry in workbook.book.sheets:
        if entry.kind != WORKSHEET:
            continue
        _raw, sheet, _blocked = workbook.sheet(entry)
        yield entry.name
        row, texts = -1, list[str]()
        for cell in sheet.filled():
            if cell.row != row and texts:
                yield "\t".join(texts)
                texts = []
            row = cell.row
            code = workbook.styles.format_of(cell.style)
            texts.append(shown_as(value_of(cell, workbook.strings), code, workbook))
        yield "\t".join(texts)
        yield ""


def _slides(file: BinaryIO) -> Iterator[str]:
    """Yield the text of the slides, a paragraph a line, in the order of their parts."""
    package = Package(file)
    numbered = [(int(found[1]), name) for name in package.parts if (found := SLIDE.fullmatch(name))]
    for _number, name in sorted(numbered):
        for paragraph in package.xml(name).iter(f"{DRAWN_TEXT}p"):
            yield "".join(piece.text or "" for piece in paragraph.iter(f"{DRAWN_TEXT}t"))
        yield ""


def _written(file: BinaryIO) -> Iterator[str]:
    """Yield the texts of a drawing. It is not drawn: nothing here draws them without running what may be in them."""
    file.seek(0)
    try:
        root, _out = cleaned(file.read(LARGEST_DRAWING + 1))
    except CannotEdit as refusal:
        raise Unseen("unreadable") from refusal
    for element in root.iter("{*}title", "{*}desc", "{*}text"):
        yield " ".join("".join(element.itertext()).split())


def _plain(file: BinaryIO) -> Iterator[str]:
    """Yield the beginning of a text file, as far as the reader of texts takes one."""
    file.seek(0)
    data = file.read(text.LARGEST)
    if file.read(1):  # a letter that was cut in half would make it another encoding
        data = data[: data.rfind(b"\n") + 1] or data[: len(data) // 2]
    try:
        yield text.decoded(io.BytesIO(data)).text
    except CannotEdit as refusal:
        raise Unseen("unreadable") from refusal


# Endings whose packages are read for their text.
OFFICE: dict[str, Callable[[BinaryIO], Iterable[str]]] = {
    "docx": docx.lines,
    "dotx": docx.lines,
    "xlsx": _workbook,
    "xltx": _workbook,
    "pptx": _slides,
    "ppsx": _slides,
    "potx": _slides,
}


def _joined(lines: Iterable[str]) -> str:
    """Return lines as one text that a database takes, no longer than the limit."""
    kept, length = [], 0
    for line in lines:
        kept.append(line)
        length += len(line) + 1
        if length > limits.LONGEST_READ:
            break
    whole = "\n".join(kept)[: limits.LONGEST_READ].replace("\0", "").replace("\r\n", "\n")
    return whole.encode("utf-8", "replace").decode().strip()


def _cut(text: str, length: int) -> str:
    """Return the beginning of a text, no word cut in half."""
    return text if len(text) <= length else text[:length].rpartition(" ")[0]
