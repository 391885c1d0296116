"""What names in a file stand for: stages, people, companies … and what is to be done with the unknown ones.

A name that fits exactly one known row or choice means it. Every other one is asked about, once for the whole file.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from django.utils.translation import gettext as _

from core.fold import fold
from imports.references import reference_in, with_reference

# Answers to "what is to be done with a name that is not known"; a chosen row or choice is `=` and its reference.
REFUSE, EMPTY, CREATE, CREATE_PERSON, CHOOSE = "refuse", "empty", "create", "person", "="
# How alike a folded name must be to one that is known to be offered in its place.
ALIKE = 0.75
# How many of those are offered.
NEAR = 3


@dataclass(frozen=True)
class Known:
    """A row or choice that a name may stand for. `ref` names it in forms and in kept answers.

    One that is not `offered` any more (a person who left) can be kept by a row that has it, and is given to no other.
    """

    ref: str
    label: str
    value: Any
    offered: bool = True


class Unknown(ValueError):
    """A name stands for nothing that is known, or for several things, and was not answered; the text says so."""


class Vocabulary(ABC):
    """The names of one kind. `key` is its name in answers, `label` (plural, translated) its heading on the page.

    `allows` lists what can be done with an unknown name beside choosing a known one.
    """

    key: str = ""
    label: Any = ""
    allows: tuple[str, ...] = (REFUSE,)
    # What counts where nothing was answered: "" asks, and refuses the row where nobody can be asked.
    default: str = ""
    # What creating one comes to, where that is more than a name.
    create_label: Any = ""
    # What leaving empty comes to, where another value takes its place.
    empty_label: Any = ""
    # What is to be said of making some: why an import makes none and who does, or what those are that it makes.
    on_creating: Any = ""
    # Where administrators do: the name of an address, and what its link is called.
    made_at: tuple[str, Any] = ("", "")
    # What the row reads when the name stays unknown; gets %(name)s.
    refusal: Any = ""

    @abstractmethod
    def find(self, names: Iterable[str]) -> Mapping[str, Sequence[Known]]:
        """Return for each name, as it stands in the file, what it may stand for. Asks the database in one batch."""

    def choices(self) -> Sequence[Known]:
        """Return what can be chosen for an unknown name; empty where there is too much of it for a list."""
        return ()

    def near(self, names: Sequence[str]) -> Mapping[str, Sequence[Known]]:
        """Return for unknown names what they may have been meant to be, where that stands in no list of choices."""
        return {}

    def chosen(self, ref: str) -> Known | None:
        """Return what an answer chose, or None where it is no longer there."""
        return next((known for known in self.choices() if known.ref == ref), None)

    def may_choose(self, known: Known) -> bool:
        """Return whether people may choose this one for a name that it goes by."""
        return known.offered

    def create(self, name: str, line: int, *, as_person: bool = False) -> Any:
        """Return a new, unsaved row of this name; `line` is where it is first needed."""
        raise NotImplementedError(f"{type(self).__name__} creates nothing.")

    def forget(self) -> None:  # noqa: B027 - most have nothing to forget
        """Forget rows that were looked up or made."""

    def is_answer(self, answer: str) -> bool:
        """Return whether `answer` is one that can be given here."""
        if answer.startswith(CHOOSE):
            return self.chosen(answer.removeprefix(CHOOSE)) is not None
        return answer in self.allows


# Reference, label, value, and the names it goes by.
Entry = tuple[str, str, Any, Iterable[str]]


class Listed(Vocabulary):
    """A vocabulary that is short enough to be held as a whole: (reference, label, value, names it goes by)."""

    def __init__(
        self, entries: Iterable[Entry], *, unlisted: Iterable[Entry] = (), former: Iterable[Entry] = ()
    ) -> None:
        """`unlisted` entries are known by their names without being proposed; `former` ones can only be kept."""
        self._by_name: dict[str, list[Known]] = {}
        self._by_former_name: dict[str, list[Known]] = {}
        self._by_ref: dict[str, tuple[Known, set[str]]] = {}
        self._choices = [self._learn(entry, self._by_name) for entry in entries]
        for entry in unlisted:
            self._learn(entry, self._by_name)
        self._former = {self._learn(entry, self._by_former_name, offered=False).ref for entry in former}

    def _learn(self, entry: Entry, names_known: dict[str, list[Known]], *, offered: bool = True) -> Known:
        ref, label, value, given = entry
        known, names = Known(ref, label, value, offered), {fold(name) for name in given if name}
        for name in names:
            names_known.setdefault(name, []).append(known)
        self._by_ref[ref] = (known, {fold(label), *names})
        return known

    def find(self, names: Iterable[str]) -> dict[str, list[Known]]:
        return {name: self._meant(name) for name in names}

    def _meant(self, name: str) -> list[Known]:
        folded = fold(name)
        found = self._by_name.get(folded) or self._by_former_name.get(folded)
        if found:
            return found
        bare, ref = reference_in(name)
        known, names = self._by_ref.get(ref, (None, ()))
        return [known] if known is not None and fold(bare) in names else []

    def entries(self) -> list[Known]:
        """Return all that is known: what is proposed, and what is not."""
        return [known for known, _names in self._by_ref.values()]

    def spelled(self, ref: str, *names: str) -> str:
        """Return the first of the names that stands for the entry of this reference alone, else one with the reference.

        What `find` reads as that entry again, whatever else is called alike.
        """
        for name in names:
            found = self._meant(name) if name else []
            if len(found) == 1 and found[0].ref == ref:
                return name
        return with_reference(self._by_ref[ref][0].label, ref)

    def is_former(self, ref: str) -> bool:
        """Return whether an entry can only be kept by a row that has it."""
        return ref in self._former

    def choices(self) -> Sequence[Known]:
        return self._choices

    def near(self, names: Sequence[str]) -> dict[str, Sequence[Known]]:
        """Return what unknown names look like, to stand in front of all the others."""
        found: dict[str, Sequence[Known]] = {}
        for name in names:
            alike = get_close_matches(fold(name), self._by_name, n=NEAR, cutoff=ALIKE)
            found[name] = list({known.ref: known for each in alike for known in self._by_name[each]}.values())[:NEAR]
        return found


@dataclass(frozen=True)
class Answers:
    """What was said about the unknown names of one vocabulary: by folded name, and once for all others."""

    names: Mapping[str, str]
    for_all: str = ""

    @classmethod
    def from_json(cls, kept: Mapping[str, Any], default: str = "") -> "Answers":
        """Return them from what was kept; `default` counts where nothing was said for all."""
        return cls(kept.get("names", {}), kept.get("all", "") or default)

    def to(self, name: str) -> str:
        """Return the answer that counts for a name, or ""."""
        return self.names.get(fold(name)) or self.for_all


# Names whose meaning is remembered from batch to batch. Beyond it they are looked up again, so that memory is bounded.
REMEMBERED = 20_000


class Resolver:
    """Names → values, for one vocabulary and the answers given: look up a batch by `prepare`, each by `value`."""

    def __init__(self, vocabulary: Vocabulary, answers: Answers) -> None:
        self.vocabulary = vocabulary
        self.answers = answers
        self._found: dict[str, Sequence[Known]] = {}
        # What names were found to stand for.
        self.known: dict[str, Any] = {}

    def prepare(self, names: Iterable[str]) -> None:
        """Look up the names of a batch."""
        wanted = {name for name in names if name}
        if len(self._found) + len(wanted) > REMEMBERED:
            self._found.clear()
            self.known.clear()
        if unasked := wanted - self._found.keys():
            self._found.update(self.vocabulary.find(unasked))

    def forget(self) -> None:
        """Forget all that was looked up."""
        self._found.clear()
        self.known.clear()
        self.vocabulary.forget()

    def knows(self, name: str) -> bool:
        """Return whether a name of the batch stands for something, be it for one thing or for several."""
        return bool(self._found.get(name))

    def value(self, name: str, line: int) -> Any:
        """Return what a name stands for, None where it is to stay empty. Raises Unknown where the row is refused."""
        if not name:
            return None
        if name in self.known:
            return self.known[name]
        value = self.known[name] = self._meant(name, line)
        return value

    def _meant(self, name: str, line: int) -> Any:
        known = self._found.get(name, ())
        answer = self.answers.to(name)
        if len(known) == 1 and answer == CREATE and not known[0].offered:
            # There is one already: whoever may choose it would not want another.
            known = [self.vocabulary.chosen(known[0].ref) or known[0]]
        if len(known) == 1 and (known[0].offered or not answer.startswith(CHOOSE)):
            return known[0].value
        if answer == EMPTY:
            return None
        if answer in (CREATE, CREATE_PERSON):
            return self.vocabulary.create(name, line, as_person=answer == CREATE_PERSON)
        if answer.startswith(CHOOSE) and (chosen := self.vocabulary.chosen(answer.removeprefix(CHOOSE))):
            return chosen.value
        if len(known) > 1:
            raise Unknown(_("%(count)s entries have this name.") % {"count": len(known)})
        raise Unknown(str(self.vocabulary.refusal) or _("This name is not known."))
