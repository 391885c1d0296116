"""Folding: how names are compared and searched, so that "muller" finds "Müller" and "strasse" finds "Straße"."""

import re
import sys
import unicodedata
from functools import lru_cache

# German readers type ä as "ae" when they have no umlaut key, so both spellings of a word are searched.
SPELLED_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "æ": "ae", "ø": "oe", "å": "aa"})
# So many words of a search count: each is a look through whole texts.
MOST_WORDS = 8
STROKES = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ł": "l", "ı": "i"})

# Every mark that stands on another letter.
_marks = "".join(chr(code) for code in range(sys.maxunicode + 1) if unicodedata.combining(chr(code)))
MARKS = re.compile(f"[{_marks}]")


def fold(text: str) -> str:
    """Return `text` in the form in which names are compared.

    Compatibility forms are unified, case is folded (ß becomes ss), marks are dropped and blanks are joined.
    """
    if text.isascii():
        return " ".join(text.lower().replace("\0", "").split())
    return " ".join(filter(None, [_folded(word)[0] for word in text.replace("\0", "").split()]))


@lru_cache(maxsize=20_000)
def _folded(word: str) -> tuple[str, str]:
    """Return a word folded, and folded with its umlauts spelled out. Words come again and again, texts do not."""
    if word.isascii():
        folded = word.lower()
        return folded, folded
    spelled = unicodedata.normalize("NFC", word).casefold().translate(SPELLED_OUT)
    return _without_marks(word), _without_marks(spelled)


def _without_marks(word: str) -> str:
    folded = unicodedata.normalize("NFKD", word.casefold()).translate(STROKES)
    # Some signs are taken apart into a blank and a mark.
    return " ".join(MARKS.sub("", folded).casefold().split())


def search_text(*parts: str | None) -> str:
    """Return the folded text under which a row is found: its parts, and once more with umlauts spelled out."""
    text = " ".join(filter(None, parts)).replace("\0", "")
    if text.isascii():
        return " ".join(text.lower().split())
    pairs = [_folded(word) for word in text.split()]
    plain = " ".join(filter(None, [pair[0] for pair in pairs]))
    spelled = " ".join(filter(None, [pair[1] for pair in pairs]))
    return plain if spelled == plain else f"{plain} {spelled}"


def spellings(text: str) -> list[list[str]]:
    """Return the words of a search, each in the forms in which it may stand; in one of them it must be found.

    "Müller" may be written "Mueller" where it is looked for, as "mueller" may be typed for "Müller".
    """
    forms = [list(dict.fromkeys(filter(None, _folded(word)))) for word in text[:200].replace("\0", "").split()]
    return [each for each in forms if each][:MOST_WORDS]


def words(text: str) -> list[str]:
    """Return the folded words of a search; every one of them must be found. At most `MOST_WORDS` count."""
    return fold(text[:200]).split()[:MOST_WORDS]
