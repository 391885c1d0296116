"""The rule of custom values, pure: what a row holds and what is wished in, what it comes to out. It asks no database.

Every writer goes through here: forms, verbs, imports, bulk changes. A row keeps its values in one column, `custom`,
by the keys of the fields; beside them `custom_texts` keeps the texts among them, folded, by which they are found and
sorted. Values of fields that are switched off stay as they are.

Required is what is given: a new row must give every required field, and a field that a change names must not be
emptied. So a form, which names all fields, asks for what an old row lacks; a change of its stage, which names none,
does not. Rows that come into being on the way (a contact that is typed in the form of an opportunity) name none
either, and are asked for when they are edited next.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from core.fold import search_text
from fields.kinds import TEXTS, Kind, checked
from fields.layout import PREFIX, Layout
from fields.telling import told

# So much of a text is found and sorted by.
FOUND_BY = 5_000


@dataclass
class Values:
    """What custom values come to: all of a row's values and texts, what changed, and by field why some cannot be."""

    values: dict[str, Any]
    texts: dict[str, str]
    changed: list[tuple[Any, Any, Any]] = field(default_factory=list)
    refusals: dict[str, str] = field(default_factory=dict)

    def particulars(self, layout: Layout) -> list[dict[str, Any]]:
        """Return what history is told of each change (verb `fields.verbs.VALUE_CHANGED`)."""
        return [_particulars(each, before, after, layout) for each, before, after in self.changed]


def plan_values(
    layout: Layout,
    wished: Mapping[str, Any],
    *,
    held: Mapping[str, Any] | None = None,
    texts: Mapping[str, str] | None = None,
) -> Values:
    """Return what wished values (by the keys of fields, None for none) come to on a row.

    `held` and `texts` are the row's own columns, None for a new row. A field that is gone or switched off is passed
    over: whoever wished it could not know.
    """
    plan = Values(dict(held or {}), dict(texts or {}))
    for key, wish in wished.items():
        if (known := layout.by_key.get(key)) is None:
            continue
        before = plan.values.get(key)
        try:
            after = checked(known, wish, before)
        except ValueError as refused:
            plan.refusals[PREFIX + key] = str(refused)
            continue
        if after is None and known.required:
            plan.refusals[PREFIX + key] = required_sentence(known)
        elif after != before:
            _set(plan, known, before, after)
    if held is None:
        lacking = [each for each in layout.fields if each.required and wished.get(each.key) is None]
        plan.refusals |= {PREFIX + each.key: required_sentence(each) for each in lacking}
    return plan


def _set(plan: Values, known: Any, before: Any, after: Any) -> None:
    if after is None:
        del plan.values[known.key]
        plan.texts.pop(known.key, None)
    else:
        plan.values[known.key] = after
        if known.kind in TEXTS:
            plan.texts[known.key] = search_text(after[:FOUND_BY])
    plan.changed.append((known, before, after))


def required_sentence(known: Any) -> str:
    """Return the sentence that asks for a required field."""
    return _("Fill in “%(label)s”.") % {"label": known.name}


def _particulars(known: Any, before: Any, after: Any, layout: Layout) -> dict[str, Any]:
    if known.kind == Kind.LONG_TEXT:
        return {"field": known.labels, "long": True}
    return {
        "field": known.labels,
        "from": told(known, before, layout.referred),
        "to": told(known, after, layout.referred),
    }


def found_by(texts: Mapping[str, str]) -> str:
    """Return what the texts of a row add to the words by which the row is found."""
    return " ".join(texts.values())
