"""Names of files: display data only. A file on disk is called by a random id, never by what people typed."""

import re
import unicodedata
from collections.abc import Iterable
from urllib.parse import quote

from django.utils.translation import gettext as _

MAX_LENGTH = 150
MAX_ENDING = 12

# What some system cannot keep in a file's name; every one of them is shown and downloaded as an underscore.
FORBIDDEN = str.maketrans(dict.fromkeys('<>:"/\\|?*', "_"))
# Windows keeps these words for devices, with any ending.
RESERVED = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])(\.|$)", re.IGNORECASE)
COUNTER = re.compile(r" \((\d{1,4})\)$")


def clean(raw: str) -> str:
    """Return the name under which a file is shown and downloaded, from whatever somebody or something called it.

    Composed (NFC), without control characters, direction marks and other invisible ones, without what a file system
    forbids or reserves, no dot at the front, no dot or blank at the end, at most 150 characters with the ending kept.
    """
    text = unicodedata.normalize("NFC", raw).translate(FORBIDDEN)
    # C: control, format (direction marks, zero width), surrogate, private, unassigned. Z: every kind of blank.
    text = "".join(
        " " if char == "\t" or unicodedata.category(char)[0] == "Z" else char
        for char in text
        if char == "\t" or unicodedata.category(char)[0] != "C"
    )
    text = " ".join(text.split()).rstrip(". ")
    if not text.strip("._ "):
        return _("unnamed")
    if text.startswith(".") or RESERVED.match(text):
        text = f"_{text}"
    return shorten(text)


def shorten(name: str, room: int = MAX_LENGTH) -> str:
    """Return `name` in at most `room` characters; what is cut is the end of the stem, never the ending."""
    if len(name) <= room:
        return name
    end = ending(name)
    tail = f".{end}" if end else ""
    return name[: room - len(tail)].rstrip(". ") + name[len(name) - len(tail) :]


def ending(name: str) -> str:
    """Return the last ending, in lower case and without its dot; "" for none."""
    stem, dot, last = name.rpartition(".")
    return last.casefold() if dot and stem and 0 < len(last) <= MAX_ENDING and " " not in last else ""


def stem(name: str) -> str:
    """Return the name without its ending."""
    end = ending(name)
    return name[: -len(end) - 1] if end else name


def with_ending(typed: str, end: str) -> str:
    """Return the clean name for what somebody typed, with the ending `end` whether they typed it or not."""
    if not end:
        return clean(typed)
    cleaned = clean(typed)
    if ending(cleaned) == end:
        return cleaned
    return shorten(f"{cleaned}.{end}")


def same(one: str, other: str) -> bool:
    """Return whether two names are one: capitals make no difference, as on most systems."""
    return unicodedata.normalize("NFC", one).casefold() == unicodedata.normalize("NFC", other).casefold()


def numbered(name: str, taken: Iterable[str]) -> str:
    """Return `name`, or where it is taken the first free one of the kind "Offer (2).pdf"."""
    used = {other.casefold() for other in taken}
    if name.casefold() not in used:
        return name
    base, end = COUNTER.sub("", stem(name)), ending(name)
    tail = name[len(name) - len(end) - 1 :] if end else ""
    number = 2
    while True:
        mark = f" ({number})"
        free = base[: MAX_LENGTH - len(mark) - len(tail)].rstrip() + mark + tail
        if free.casefold() not in used:
            return free
        number += 1


def disposition(name: str) -> str:
    """Return the Content-Disposition of a download: always an attachment, the name in ASCII and in UTF-8."""
    plain = unicodedata.normalize("NFKD", name.replace("ß", "ss")).encode("ascii", "ignore").decode()
    plain = re.sub(r'["\\%;\x00-\x1f\x7f]', "_", plain).strip() or "file"
    if plain.startswith("."):  # nothing of the stem is left
        plain = f"file{plain}"
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
