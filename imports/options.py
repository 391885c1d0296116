"""What is said once for all rows of a file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy


@dataclass(frozen=True)
class Option:
    """A choice that holds for all rows, such as the stage where the file says nothing.

    `choices` are (value, label); `value` is text and kept with the import. An option without choices is a tick box,
    whose value is "yes" or "", or a line of text where it is `typed`. Of one with `several`, any number can be chosen;
    its value is a list. `others` are names that a choice goes by beside its label, by its value: for profiles.
    """

    key: str
    label: Any
    choices: Sequence[tuple[str, Any]] = ()
    initial: Any = ""
    help_text: Any = ""
    typed: bool = False
    several: bool = False
    others: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class MatchKey:
    """By what a row of a file can mean an existing row. `fields` are those that must be filled from the file.

    One that is sure, as an id is, is chosen for people where the file has it.
    """

    key: str
    label: Any
    fields: tuple[str, ...] = ()
    is_sure: bool = True


# What happens to a row that means an existing one.
UPDATE, FILL, SKIP, CREATE_ANYWAY = "update", "fill", "skip", "create"
ON_MATCH = (
    (UPDATE, gettext_lazy("Update it: what the file says replaces what it holds; empty cells change nothing")),
    (FILL, gettext_lazy("Fill only its empty fields")),
    (SKIP, gettext_lazy("Skip the row")),
    (CREATE_ANYWAY, gettext_lazy("Create it once more")),
)
