"""Folding: how names are compared and searched, so that "muller" finds "Müller" and "strasse" finds "Straße"."""

import re
import sys
import unicodedata
from functools import lru_cache

# German readers type ä as "ae" when they have no umlaut key, so both spellings of a word are searched.
SPELLED_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "æ": "ae", "ø": "oe", "å": "aa"})
STROKES = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ł": "l", "ı": "i"})

# Every mark that stands on another letter; a letter with an umlaut or stroke, as it comes or taken apart.
_marks = "".join(chr(code) for code in range(sys.maxunicode + 1) if unicodedata.combining(chr(code)))
MARKS = re.compile(f"[{_marks}]")
UMLAUTS = re.compile("[äöüæøåÄÖÜÆØÅ\u0308\u030a]")


@lru_cache(maxsize=20_000)
def fold(text: str) -> str:
    """Return `text` in the form in which names are compared.

    Compatibility forms are unified, case is folded (ß becomes ss), marks are dropped and blanks are joined.
    """
    if text.isascii():
        return " ".join(text.lower().replace("\0", "").split())
    folded = unicodedata.normalize("NFKD", text.casefold()).translate(STROKES)
    return " ".join(MARKS.sub("", folded).casefold().replace("\0", "").split())


def search_text(*parts: str | None) -> str:
    """Return the folded text under which a row is found: its parts, and once more with umlauts spelled out.

    Folded part by part: names come again and again, and are remembered.
    """
    given = [part for part in parts if part]
    plain = " ".join(filter(None, map(fold, given)))
    if not any(UMLAUTS.search(part) for part in given):
        return plain
    spelled = " ".join(filter(None, map(_spelled_out, given)))
    return plain if spelled == plain else f"{plain} {spelled}"


@lru_cache(maxsize=20_000)
def _spelled_out(text: str) -> str:
    return fold(unicodedata.normalize("NFC", text).casefold().translate(SPELLED_OUT))


def words(text: str) -> list[str]:
    """Return the folded words of a search; every one of them must be found. At most eight count."""
    return fold(text[:200]).split()[:8]
