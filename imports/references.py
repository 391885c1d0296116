"""Names that end in the number of what they name, where the name alone is not enough: "Muster AG [7K2M…]"."""

import re

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
