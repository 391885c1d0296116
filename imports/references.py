"""Names that end in the number of what they name, where the name alone is not enough: "Muster AG [7K2M…]"."""

import re
from collections.abc import Iterable

from django.utils.translation import gettext as _

from imports.fields import Field

REFERENCE = re.compile(r"\s*\[([0-9a-z]{1,12})\]\s*\Z", re.ASCII)


def with_reference(name: str, ref: str) -> str:
    """Return a name with the number of what it names behind it."""
    return f"{name} [{ref}]"


def without_reference(name: str) -> str:
    """Return a name without the number that it may end in."""
    return REFERENCE.sub("", name) if name.endswith("]") else name


def reference_in(name: str) -> tuple[str, str]:
    """Return (the name alone, the number that it ends in); the number is "" where there is none."""
    found = REFERENCE.search(name) if name.rstrip().endswith("]") else None
    return (name[: found.start()], found[1]) if found else (name, "")


def bare_length(declared: Field, name: str) -> int:
    """Return how long a name in a field is, without the number that it may end in."""
    return len(without_reference(name) if declared.refers else name)


def too_long_name(declared: Field, names: Iterable[str]) -> str:
    """Return the sentence about the first of some names that does not fit a field, "" where all do."""
    too_long = next((name for name in names if bare_length(declared, name) > declared.longest), None)
    if too_long is None:
        return ""
    sentence = _("“%(name)s…” is too long; at most %(most)s characters fit.")
    return sentence % {"name": too_long[:30], "most": declared.longest}
