"""Which field a column is meant for, by its heading: names in both languages, and what other CRMs write."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence


def bare(heading: str) -> str:
    """Return a heading in the form in which headings are compared: letters and digits only, ä as ae.

    "Close Date", "close_date", "CloseDate" and "closedate" are one heading.
    """
    lower = unicodedata.normalize("NFC", heading).casefold()
    for letter, spelled in (("ä", "ae"), ("ö", "oe"), ("ü", "ue")):
        lower = lower.replace(letter, spelled)
    plain = unicodedata.normalize("NFKD", lower)
    return "".join(char for char in plain if char.isalnum())


def guess_fields(headings: Sequence[str], known: Mapping[str, Iterable[str]]) -> dict[str, int]:
    """Return the column for each field that a heading names, as {field key: place of the column}.

    `known` holds the headings of each field, the best first. A column serves one field, a field takes one column; a
    heading that names a field outright goes before one that is only an alias further down the list.
    """
    columns: dict[str, int] = {}
    for index, heading in enumerate(headings):
        columns.setdefault(bare(heading), index)
    wishes = sorted(
        (rank, order, key, bare(name))
        for order, (key, names) in enumerate(known.items())
        for rank, name in enumerate(names)
    )
    found: dict[str, int] = {}
    for _rank, _order, key, name in wishes:
        column = columns.get(name)
        if name and column is not None and key not in found and column not in found.values():
            found[key] = column
    return found
