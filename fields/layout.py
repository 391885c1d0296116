"""The custom fields that rows of one kind bear now, in their order, and what their values refer to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.kept import answer
from fields.kinds import REFERENCES
from fields.models import CustomField
from fields.references import reference

# What names the form field, column, filter and import field of a custom field.
PREFIX = "custom_"


@dataclass
class Layout:
    """The custom fields of one bearer that are switched on. `referred` are rows that values name, by kind and key."""

    fields: Sequence[CustomField]
    referred: dict[tuple[str, int], Any] = field(default_factory=dict)

    @classmethod
    def of(cls, bearer: str) -> Self:
        """Return what holds at this moment: one question."""
        return cls(answer(_shown_on, bearer))

    @cached_property
    def by_key(self) -> dict[str, CustomField]:
        """The fields by their keys."""
        return {each.key: each for each in self.fields}

    @property
    def references(self) -> list[CustomField]:
        """The fields that refer to rows."""
        return [each for each in self.fields if each.kind in REFERENCES]

    def look_up(self, *several: Mapping[str, Any]) -> Self:
        """Fetch the rows that some values refer to, a question for each kind that is needed; return the layout."""
        for kind, keys in self._keys(several).items():
            unknown = keys - {key for known, key in self.referred if known == kind}
            rows = reference(kind).model._base_manager.filter(pk__in=unknown) if unknown else ()
            self.referred |= {(kind, row.pk): row for row in rows}
        return self

    def hold(self, wished: Mapping[str, Any], row: Any = None) -> None:
        """Keep rows that values are about to refer to from being deleted, until the caller's transaction has ended.

        Comes before the lock of the `row` that is to hold the values; where both are of one model, they are locked in
        the order of their keys. Raises ValidationError by field where one is gone already.
        """
        gone = self.hold_all([wished], row)
        named = [each.key for each in self.references if wished.get(each.key) in gone.get(each.kind, ())]
        if named:
            sentence = _("This was deleted in the meantime. Choose another one.")
            raise ValidationError({PREFIX + key: sentence for key in named})

    def hold_all(self, several: Iterable[Mapping[str, Any]], row: Any = None) -> dict[str, set[int]]:
        """Hold what the values of several rows refer to in the same way; return by kind the keys of what is gone."""
        gone = {}
        for kind, keys in self._keys(several).items():
            model = reference(kind).model
            if not reference(kind).may_go:
                continue
            beside = {row.pk} if isinstance(row, model) and row.pk else set()
            rows = model._base_manager.select_for_update(no_key=True).filter(pk__in=keys | beside).order_by("pk")
            gone[kind] = keys - set(rows.values_list("pk", flat=True))
        return gone

    def _keys(self, several: Iterable[Mapping[str, Any]]) -> dict[str, set[int]]:
        keys: dict[str, set[int]] = {}
        for values in several:
            for each in self.references:
                if isinstance(value := values.get(each.key), int) and value > 0:
                    keys.setdefault(each.kind, set()).add(value)
        return keys

    def without_strays(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return values without those of fields that are no more: such as an import gives back."""
        return {key: value for key, value in values.items() if key in self._every_key}

    @cached_property
    def _every_key(self) -> set[str]:
        return set(CustomField.objects.present().values_list("key", flat=True))


def _shown_on(bearer: str) -> Any:
    return CustomField.objects.shown_on(bearer)


def layout_for(user: Any, bearer: str) -> Layout:
    """Return the layout for the pages of one request: asked for once, however many parts of a page need it."""
    kept: dict[str, Layout] = user.__dict__.setdefault("_layouts", {}) if hasattr(user, "__dict__") else {}
    if not getattr(user, "role", None):
        return Layout([])
    if bearer not in kept:
        kept[bearer] = Layout.of(bearer)
    return kept[bearer]


def with_layout(bearer: str, changes: dict[str, Any], row: Any = None) -> dict[str, Any]:
    """Return changes with the `layout` that their plan needs, where they name custom values (`custom`).

    For the transaction that writes them, before `row` is locked: what the values refer to is held. What they are told
    by is looked up.
    """
    if "custom" not in changes:
        return changes
    layout = Layout.of(bearer)
    layout.hold(changes["custom"], row)
    return changes | {"layout": layout.look_up(changes["custom"], row.custom if row is not None else {})}
