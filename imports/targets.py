"""Targets: what a file can be imported as. An app of a higher floor declares one and registers it when it is ready."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from imports.fields import OWN_ID, Field
from imports.names import names_in
from imports.options import ON_MATCH, UPDATE, MatchKey, Option
from imports.references import too_long_name
from imports.sessions import Assignment, Session
from imports.vocabularies import Vocabulary


class Part(ABC):
    """One kind of rows that an import makes, as it is taken back: its rows, and which of them must stay."""

    label: Any = ""
    # Whether they are words of a list that others use, too, and no rows of the file (`imports.additions`).
    are_words = False
    # Of words: what their notes are kept under.
    kind: str = ""

    @abstractmethod
    def rows(self, run: Any) -> models.QuerySet[Any]:
        """Return the rows of this kind that the run made and that are still there."""

    @abstractmethod
    def reasons(self, rows: Sequence[Any]) -> dict[int, list[str]]:
        """Return, by key, why those rows have to stay that people have changed, or hung something on, since. Batched.

        See `imports.leftovers`.
        """

    def shown(self, run: Any, user: Any) -> models.QuerySet[Any]:
        """Return those of the rows that `user` may see."""
        rows: Any = self.rows(run)
        seen: models.QuerySet[Any] = rows.visible_to(user)
        return seen

    def delete_untouched(self, rows: Sequence[Any]) -> int:
        """Delete those of the rows that nobody has touched, in the caller's transaction; return how many."""
        keys = [row.pk for row in rows]
        held = list(type(rows[0])._base_manager.select_for_update().filter(pk__in=keys).order_by("pk"))
        gone = {row.pk for row in held} - set(self.reasons(held) if held else ())
        type(rows[0])._base_manager.filter(pk__in=gone).delete()
        return len(gone)


class Target(ABC):
    """What a file can be imported as. `key` stands in addresses; `label` is the plural, `done` counts created rows."""

    key: str = ""
    label: Any = ""
    # The heading of its pages ("Import opportunities"), and the URL name of the list of what is created.
    heading: Any = ""
    icon: str = "upload"
    list_url: str = ""
    fields: Sequence[Field] = ()  # a property where administrators may add some
    # By what rows of a file can mean existing ones, the surest first.
    match_keys: Sequence[MatchKey] = ()
    on_match = UPDATE
    # The field that can take the columns without a field of their own.
    rest_into: str = "description"
    # The model of its rows, and the names of changed values that are no field of their own.
    model: Any = None
    other_labels: Mapping[str, Any] = MappingProxyType({})

    @abstractmethod
    def vocabularies(self, by: Any, options: dict[str, Any]) -> dict[str, Vocabulary]:
        """Return what the names in the fields may stand for, by the `vocabulary` of the fields, as `by` sees it."""

    @abstractmethod
    def options(self, by: Any) -> Sequence[Option]:
        """Return the choices that hold for all rows."""

    @abstractmethod
    def session(self, assignment: Assignment) -> Session:
        """Return what works on one import."""

    @abstractmethod
    def parts(self) -> Sequence[Part]:
        """Return the kinds of rows that an import makes, in the order in which they can be taken back; rows first."""

    def asks_about(self, vocabulary: str, mapped: Collection[str]) -> bool:
        """Return whether people are asked about the unknown names of a vocabulary, with these fields filled."""
        return True

    def settle_names(self, run: Any) -> dict[str, Any]:
        """Make what rows alone cannot make of unknown names, in the transaction that starts a run.

        Return the answers of the run, which choose what was made.
        """
        answers: dict[str, Any] = run.answers
        return answers

    def reconsider(self, found: dict[str, int], columns: Sequence[Any]) -> dict[str, int]:
        """Return the columns guessed by field, {field key: place}, after a look at all of them and their samples."""
        return found

    def match_options(self, mapped: Collection[str]) -> Sequence[Option]:
        """Return the choices about rows that mean existing ones; offered is the surest key that the file can fill."""
        if not self.match_keys:
            return ()
        keys = [*((each.key, each.label) for each in self.match_keys), ("", _("By nothing: every row is created"))]
        possible = [each.key for each in self.match_keys if each.is_sure and set(each.fields) <= set(mapped)]
        return (
            Option("match", _("How rows are recognised that exist already"), keys, possible[0] if possible else ""),
            Option("on_match", _("What happens to rows that exist already"), ON_MATCH, self.on_match),
        )

    def match_missing(self, key: str, mapped: Collection[str]) -> str:
        """Return the sentence that says which column a match key lacks, "" where it lacks none."""
        chosen = next((each for each in self.match_keys if each.key == key), None)
        labels = [str(self.field(name).label) for name in (chosen.fields if chosen else ()) if name not in mapped]
        return _("Choose a column for: %(fields)s.") % {"fields": ", ".join(labels)} if labels else ""

    def option_refused(self, option: Option, text: str) -> str:
        """Return why a text cannot be said of an option for all rows, "" where it can.

        The names in it have to fit the field of the same key, as those of a row have to.
        """
        declared = next((field for field in self.fields if option.typed and field.key == option.key), None)
        return too_long_name(declared, names_in(text)) if declared else ""

    def field(self, key: str) -> Field:
        """Return a field by its key. Raises KeyError."""
        return next(declared for declared in self.fields if declared.key == key)

    def missing(self, mapped: Collection[str]) -> str:
        """Return the sentence that says which column must still be chosen, "" where the mapping suffices.

        A file that names rows by their own numbers need not say anything else of them.
        """
        if OWN_ID in mapped:
            return ""
        labels = [str(declared.label) for declared in self.fields if declared.required and declared.key not in mapped]
        return _("Choose a column for: %(fields)s.") % {"fields": ", ".join(labels)} if labels else ""


_targets: dict[str, Target] = {}


def register(target: Target) -> None:
    """Let files be imported as `target`; registering again replaces."""
    _targets[target.key] = target


def target(key: str) -> Target:
    """Return a target by its key. Raises KeyError where no app registered it."""
    return _targets[key]


def registered() -> list[Target]:
    """Return all targets."""
    return list(_targets.values())


def choices() -> list[tuple[str, Any]]:
    """Return the targets with their labels, as a model's field takes them."""
    return [(each.key, each.label) for each in _targets.values()]
