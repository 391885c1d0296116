"""Folding: how names are compared and searched, so that "muller" finds "Müller" and "strasse" finds "Straße"."""

import unicodedata

# German readers type ä as "ae" when they have no umlaut key, so both spellings of a word are searched.
SPELLED_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "æ": "ae", "ø": "oe", "å": "aa"})
STROKES = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ł": "l", "ı": "i"})


def fold(text: str) -> str:
    """Return `text` in the form in which names are compared.

    Compatibility forms are unified, case is folded (ß becomes ss), marks are dropped and blanks are joined.
    """
    if text.isascii():
        return " ".join(text.lower().replace("\0", "").split())
    folded = unicodedata.normalize("NFKD", text.casefold()).translate(STROKES)
    bare = "".join(char for char in folded if not unicodedata.combining(char))
    return " ".join(bare.casefold().replace("\0", "").split())


def search_text(*parts: str | None) -> str:
    """Return the folded text under which a row is found: its parts, and once more with umlauts spelled out."""
    whole = " ".join(part for part in parts if part)
    plain = fold(whole)
    if whole.isascii():
        return plain
    spelled = fold(unicodedata.normalize("NFC", whole).casefold().translate(SPELLED_OUT))
    return plain if spelled == plain else f"{plain} {spelled}"


def words(text: str) -> list[str]:
    """Return the folded words of a search; every one of them must be found. At most eight count."""
    return fold(text[:200]).split()[:8]
