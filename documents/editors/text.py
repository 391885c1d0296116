"""The quick editor for text files. Encoding, byte-order mark and line ends are found out and kept."""

import codecs
from dataclasses import dataclass
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from documents.editors.editor import CannotEdit, Editor, Refused

LARGEST = 1024 * 1024
MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
# How people know them.
ENCODINGS = {"utf-8": "UTF-8", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16", "cp1252": "Windows-1252"}
LINE_ENDS = {"\r\n": "Windows (CRLF)", "\n": "Unix (LF)", "\r": "Mac (CR)"}


@dataclass(frozen=True)
class Text:
    """A text file, decoded: line ends in `text` are \\n, whatever they are in the file."""

    text: str
    mark: bytes
    encoding: str
    line_end: str
    mixed: bool


def decoded(file: BinaryIO) -> Text:
    """Return the text of a file; raises CannotEdit where it is over the limit or no text."""
    file.seek(0)
    data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise CannotEdit(_("Texts over 1 MB are not edited here. Download the file and edit it on your computer."))
    mark, encoding = next(((mark, name) for mark, name in MARKS if data.startswith(mark)), (b"", "utf-8"))
    body = data[len(mark) :]
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError as error:
        if mark:
            raise _no_text() from error
        encoding = "cp1252"
        try:
            text = body.decode(encoding)
        except UnicodeDecodeError as also:
            raise _no_text() from also
    if "\0" in text:
        raise _no_text()
    counts = {"\r\n": text.count("\r\n")}
    counts |= {"\n": text.count("\n") - counts["\r\n"], "\r": text.count("\r") - counts["\r\n"]}
    line_end = max(counts, key=lambda end: counts[end]) if any(counts.values()) else "\n"
    return Text(_plain(text), mark, encoding, line_end, sum(1 for count in counts.values() if count) > 1)


def _plain(text: str) -> str:
    """Return a text with \\n for each line end."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _no_text() -> CannotEdit:
    return CannotEdit(_("This file is not a text that can be read here. Download it and open it on your computer."))


def read(file: BinaryIO) -> dict[str, Any]:
    """Return the text, and how it is written."""
    found = decoded(file)
    return {
        "text": found.text,
        "encoding": ENCODINGS[found.encoding] + (" (BOM)" if found.mark == codecs.BOM_UTF8 else ""),
        "line_end": LINE_ENDS[found.line_end],
        "mixed": found.mixed,
    }


def apply(source: BinaryIO, edits: dict[str, Any], target: BinaryIO) -> None:
    """Write the edited text as the file was written: `edits` is {"text": …}.

    A line that was not edited keeps the end it had, also where the file mixes them. Raises Refused for a text that is
    too long, empty, or holds a character that the encoding of the file does not know.
    """
    text = edits.get("text")
    if not isinstance(text, str):
        raise Refused(_("Nothing was sent that could be saved. Reload the page."))
    found = decoded(source)
    text = _plain(text)
    try:
        data = found.mark + _with_line_ends(source, found, text).encode(found.encoding)
    except UnicodeEncodeError as error:
        raise _unknown_character(found, error) from error
    if "\0" in text:
        raise Refused(_("There is a character in the text that no text file can hold. Remove it and save again."))
    if len(data) > LARGEST:
        raise Refused(_("The text has become longer than 1 MB. Shorten it and save again."))
    if not data:
        raise Refused(_("The text is empty. Write something, or delete the document."))
    target.write(data)


def _unknown_character(found: Text, error: UnicodeEncodeError) -> Refused:
    if found.encoding != "cp1252":
        return Refused(_("There is a character in the text that no text file can hold. Remove it and save again."))
    sentence = _("The file is written in Windows-1252, which does not know “%(character)s”. Replace it and save again.")
    return Refused(sentence % {"character": error.object[error.start]})


def _with_line_ends(source: BinaryIO, found: Text, text: str) -> str:
    """Return `text` with the file's line ends; in a file that mixes them, the lines around the edit keep theirs."""
    if not found.mixed:
        return text.replace("\n", found.line_end)
    source.seek(len(found.mark))
    before = source.read().decode(found.encoding)
    old = _plain(before).split("\n")
    ends = _ends(before)
    new = text.split("\n")
    head = _same_ahead(old, new)
    tail = min(_same_ahead(old[::-1], new[::-1]), min(len(old), len(new)) - head)
    first, last = ends[:head][: len(new) - 1], ends[len(ends) - tail + 1 :] if tail else []
    kept = first + [found.line_end] * (len(new) - 1 - len(first) - len(last)) + last
    mixed = "".join(line + end for line, end in zip(new, [*kept, ""], strict=True))
    # An old Mac end before an empty line with a Unix end would read as one Windows end, and the line would be lost.
    return mixed if _plain(mixed) == text else text.replace("\n", found.line_end)


def _ends(text: str) -> list[str]:
    """Return the line ends of a text in their order."""
    lines = text.replace("\r\n", "\x00").replace("\r", "\x01").replace("\n", "\x02")
    return [{"\x00": "\r\n", "\x01": "\r", "\x02": "\n"}[char] for char in lines if char in "\x00\x01\x02"]


def _same_ahead(one: list[str], other: list[str]) -> int:
    same = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        same += 1
    return same


def lines(file: BinaryIO) -> list[str]:
    """Return the lines of a text file."""
    return decoded(file).text.split("\n")


EDITOR = Editor(
    key="text",
    endings=frozenset({"txt", "md", "csv", "log"}),
    template="documents/editors/_text.html",
    script="crm/js/editors/text.js",
    style="",
    read=read,
    apply=apply,
    lines=lines,
)
