"""Which encoding the bytes of a file are in, decided over the whole file and never by chance of its first lines."""

import codecs
from typing import BinaryIO

from django.utils.translation import gettext as _

from imports.reading.errors import Unreadable

# What can be chosen; the names are proper names in every language.
ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-16-le": "UTF-16 (Little Endian, Windows)",
    "utf-16-be": "UTF-16 (Big Endian)",
    "cp1252": "Windows-1252",
    "iso-8859-15": "ISO-8859-15 (Latin 9)",
    "cp1250": "Windows-1250",
    "cp1251": "Windows-1251",
    "cp850": "DOS 850",
    "mac-roman": "Mac Roman",
}
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, ""),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
SIGNATURES = (
    (b"PK\x03\x04", "Excel"),
    (b"\xd0\xcf\x11\xe0", "Excel"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"%PDF", "PDF"),
    (b"\x1f\x8b", "gzip"),
    (b"{\\rtf", "RTF"),
)
CHUNK = 1 << 20
# A text may hold a stray NUL (its row is refused by line number); one of a thousand bytes or more is no text.
NULS_PER_THOUSAND = 1


def detect_encoding(stream: BinaryIO) -> str:
    """Return the key in `ENCODINGS` that the file is in; reads it to its end.

    A byte order mark decides; then UTF-8, if the whole file is valid; then UTF-16 by where its NUL bytes stand; then
    Windows-1252, or DOS 850 for bytes that Windows-1252 does not know. Raises Unreadable for an empty file, a picture,
    a workbook and anything else that is no text.
    """
    head = stream.read(CHUNK)
    if not head:
        raise Unreadable(_("The file is empty."))
    _refuse_other_kinds(head)
    for mark, encoding in MARKS:
        if encoding and head.startswith(mark):
            if not head[len(mark) :].strip():
                raise Unreadable(_("The file is empty."))
            return encoding
    return _by_all_bytes(stream, head)


def _refuse_other_kinds(head: bytes) -> None:
    kind = next((kind for signature, kind in SIGNATURES if head.startswith(signature)), "")
    if kind == "Excel":
        raise Unreadable(_("This is an Excel file. Open it and save it as a CSV file, then choose that one."))
    if kind:
        raise Unreadable(_("This is no text but a file of the kind %(kind)s. Choose a CSV file.") % {"kind": kind})
    if head.startswith(codecs.BOM_UTF32_LE):
        raise Unreadable(_("This encoding (UTF-32) cannot be read. Save the file as UTF-8."))


def _by_all_bytes(stream: BinaryIO, head: bytes) -> str:
    valid = {"utf-8": True, "cp1252": True}
    decoders = {name: codecs.getincrementaldecoder(name)("strict") for name in valid}
    size, nuls, blank = 0, [0, 0], True
    chunk = head
    while chunk:
        blank = blank and not chunk.strip()
        for position in (0, 1):
            nuls[(size + position) % 2] += chunk[position::2].count(0)
        size += len(chunk)
        following = stream.read(CHUNK)
        for name in [name for name, so_far in valid.items() if so_far]:
            try:
                decoders[name].decode(chunk, final=not following)
            except UnicodeDecodeError:
                valid[name] = False
        chunk = following
    if blank:
        raise Unreadable(_("The file is empty."))
    if sum(nuls):
        return _by_nuls(size, nuls, valid, head)
    return next((name for name, so_far in valid.items() if so_far), "cp850")


def _by_nuls(size: int, nuls: list[int], valid: dict[str, bool], head: bytes) -> str:
    """Text in UTF-16 has NULs, nearly always on the same side: Western letters have one, others at least the blanks."""
    even, odd = nuls
    if (even + odd) * 1000 < size * NULS_PER_THOUSAND:
        return "utf-8" if valid["utf-8"] else "cp1252"
    for encoding, here, there in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if there < here * 0.1 and (here > size * 0.3 or _is_text(head, encoding)):
            return encoding
    raise Unreadable(_("This is no text: it holds NUL bytes. Choose a CSV file."))


def _is_text(head: bytes, encoding: str) -> bool:
    """Return whether the beginning of a file is lines of text in an encoding, without signs that mean nothing.

    Other text with a stray NUL reads as characters, too, but as none that ends a line.
    """
    try:
        text = codecs.getincrementaldecoder(encoding)("strict").decode(head)
    except UnicodeDecodeError:
        return False
    return ("\n" in text or "\r" in text) and all(char.isprintable() or char.isspace() for char in text)
