"""The names of a file that stand for nothing known, or for several things: what people are asked about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from core.fold import fold
from imports.fields import OWN_ID
from imports.survey import Survey
from imports.vocabularies import Known, Vocabulary

# Names that are listed one by one; the rest goes by the answer for all.
LISTED = 100


@dataclass(frozen=True)
class Unclear:
    """One name that stands for nothing known, or for several things."""

    name: str
    count: int
    candidates: tuple[Known, ...]
    # What it may have been meant to be: offered, never taken.
    near: tuple[Known, ...] = ()

    @property
    def key(self) -> str:
        """What names it in the form, short and safe."""
        return sha256(fold(self.name).encode()).hexdigest()[:12]


def unclear_names(vocabulary: Vocabulary, survey: Survey) -> tuple[list[Unclear], int]:
    """Return the unclear names of one vocabulary, the most frequent first, and how many others are known."""
    counts: dict[str, list[Any]] = {}
    for each in survey.fields:
        if each.vocabulary == vocabulary.key:
            for name, count in survey.names[each.key].by_count():
                counts.setdefault(fold(name), [name, 0])[1] += count
    found = vocabulary.find(name for name, _count in counts.values()) if counts else {}
    kept = OWN_ID in survey.mapping  # rows of ours keep what is not offered any more
    names = [
        Unclear(name, count, tuple(known for known in found[name] if vocabulary.may_choose(known)))
        for name, count in counts.values()
        if len(found[name]) != 1 or not (kept or found[name][0].offered)
    ]
    names.sort(key=lambda unclear: (-unclear.count, fold(unclear.name)))
    return names, len(counts) - len(names)


def near_names(vocabulary: Vocabulary, names: Sequence[Unclear]) -> Mapping[str, tuple[Known, ...]]:
    """Return by name what unknown ones may have been meant to be."""
    near = vocabulary.near([unclear.name for unclear in names if not unclear.candidates])
    return {name: tuple(known) for name, known in near.items()}
