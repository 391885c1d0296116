"""Several names in one cell, such as tags or participants: taking them apart, and putting them together again."""

import re
from collections.abc import Iterable

from core.fold import fold

SEPARATORS = re.compile(r"[;,|\n]")
# A name that holds a separator stands in quotes, doubled within.
OPENING = re.compile(r'\s*"')
QUOTED = re.compile(r'\s*"((?:[^"]|"")*)"\s*(?:[;,|\n]|\Z)')
# A cell in which so many quotes are never closed is no list of ours: they are letters from there on.
MOST_STRAY = 100


def split_names(text: str) -> list[str]:
    """Return the names in a text that separates them, blanks joined: `Messe; "R&D, intern"` holds two."""
    if '"' not in text:
        parts = SEPARATORS.split(text)
    else:
        parts, at, stray = [], 0, 0
        while at < len(text):
            opens = OPENING.match(text, at)
            quoted = QUOTED.match(text, at) if opens and stray < MOST_STRAY else None
            if quoted:
                parts.append(quoted[1].replace('""', '"'))
                at = quoted.end()
                continue
            stray += bool(opens)
            separator = SEPARATORS.search(text, at)
            end = separator.start() if separator else len(text)
            parts.append(text[at:end])
            at = end + 1
    return [name for part in parts if (name := " ".join(part.split()))]


def joined_names(names: Iterable[str]) -> str:
    """Return the text that `split_names` takes apart into these names."""
    return "; ".join(_quoted(name) if '"' in name or SEPARATORS.search(name) else name for name in names)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def names_in(text: str) -> list[str]:
    """Return the names in a text that separates them, each once."""
    names = split_names(text)
    return list({fold(name): name for name in names}.values())
