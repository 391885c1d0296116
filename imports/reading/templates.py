"""A text put together from several columns, such as `{product} – {account}`, without dangling separators."""

import re
from collections.abc import Mapping

from django.utils.translation import gettext as _

PLACE = re.compile(r"\{([^{}]*)\}")
OPENING, CLOSING = "([<„“«", ")]>“”»"


def places(template: str) -> list[str]:
    """Return the names that a template has places for, in order."""
    return [name.strip() for name in PLACE.findall(template)]


def check_template(template: str, names: set[str]) -> None:
    """Raise ValueError, with a sentence, where a template has an unknown place or a stray brace."""
    wanted = places(template)
    if unknown := [name for name in wanted if name not in names]:
        raise ValueError(_("The file has no column “%(name)s”.") % {"name": unknown[0]})
    if set("{}") & set(PLACE.sub("", template)):
        raise ValueError(_("A brace is missing: write each column as {name}."))


def fill(template: str, values: Mapping[str, str]) -> str:
    """Return the template with the values in its places; "" where all of them are empty. One without places is itself.

    A place without a value goes together with the text before it, and brackets around it go, too. A text of words in
    front of the first place stays ("Offer {product}"), mere separators there go with their place.
    """
    parts = PLACE.split(template)  # text, name, text, name, …, text
    texts = parts[::2]
    filled = [" ".join(values.get(name.strip(), "").split()) for name in parts[1::2]]
    if not filled:
        return " ".join(template.split())
    if not any(filled):
        return ""
    texts = _without_empty_brackets(texts, filled)
    line = texts[0] if _has_words(texts[0]) or filled[0] else ""
    for number, value in enumerate(filled):
        before = texts[number] if number else ""
        if not value:
            line += _closing_of(before) if line.strip() else ""
        elif line.strip() or _has_words(before) or _opens(before):
            line += before + value
        else:
            line += value
    line += texts[-1] if filled[-1] else _closing_of(texts[-1])
    return " ".join(line.split())


def _without_empty_brackets(texts: list[str], filled: list[str]) -> list[str]:
    """Take the brackets from around each empty place."""
    texts = list(texts)
    for number, value in enumerate(filled):
        before, after = texts[number].rstrip(), texts[number + 1].lstrip()
        if not value and before and after and before[-1] in OPENING and after[0] in CLOSING:
            texts[number], texts[number + 1] = before[:-1], after[1:]
    return texts


def _has_words(text: str) -> bool:
    return any(char.isalnum() for char in text)


def _opens(text: str) -> bool:
    return bool(text.strip()) and text.strip()[-1] in OPENING


def _closing_of(text: str) -> str:
    """Return the closing bracket that a text begins with, or ""."""
    bare = text.lstrip()
    return bare[0] if bare and bare[0] in CLOSING else ""
