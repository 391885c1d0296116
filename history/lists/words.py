"""The words for history of what administrators do to their lists."""

from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from history.lists.register import KeptList, known
from history.verbs import filled, register, register_kind, render


def _named(particulars: dict[str, Any]) -> dict[str, Any]:
    """Return the entry and its list, for a sentence: of a pipeline's stages also whose they are."""
    kept = known(str(particulars.get("list", "")))
    heading = str(kept.heading) if kept else "–"
    if particulars.get("of"):
        heading = f"{heading} ({render(particulars['of'])})"
    return {"name": particulars.get("name") or "–", "list": heading}


def _changed(particulars: dict[str, Any]) -> Any:
    kept = known(str(particulars.get("list", "")))
    parts = [_one(kept, change) for change in particulars.get("changes", [])] if kept else []
    sentence = _("changed “%(name)s” in the list “%(list)s”: %(changes)s")
    return filled(sentence, changes="; ".join(parts) or "–", **_named(particulars))


def _one(kept: KeptList, change: dict[str, Any]) -> str:
    """Return "Probability: 20 → 30"."""
    name = change["field"]
    label = capfirst(str(kept.model._meta.get_field(name).verbose_name))
    before, after = (value_in_words(kept, name, change[key]) for key in ("from", "to"))
    return f"{label}: {before} → {after}"


def value_in_words(kept: KeptList, name: str, value: Any) -> str:
    """Return the value of an entry's field as its reader knows it."""
    if name in kept.words:
        return kept.words[name](value) or gettext("nothing")
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    choices = dict(kept.model._meta.get_field(name).flatchoices)  # type: ignore[union-attr]
    return str(choices[value]) if value in choices else render(value)


def _ordered(particulars: dict[str, Any]) -> Any:
    named = _named(particulars)
    sentence = _("put the list “%(list)s” in another order: %(names)s")
    return filled(sentence, list=named["list"], names=particulars.get("names") or "–")


def _removed(particulars: dict[str, Any]) -> Any:
    if not particulars.get("to"):
        return filled(_("deleted “%(name)s” from the list “%(list)s”"), **_named(particulars))
    sentence = _("deleted “%(name)s” from the list “%(list)s”; “%(to)s” took its place %(count)s times")
    return filled(sentence, to=particulars["to"], count=particulars.get("count"), **_named(particulars))


def _added(particulars: dict[str, Any]) -> Any:
    return filled(_("added “%(name)s” to the list “%(list)s”"), **_named(particulars))


LISTS = register_kind("lists", _("Lists of the administration"))
ADDED = register("history.entry_added", _added, icon="plus-circle", kind=LISTS)
CHANGED = register("history.entry_changed", _changed, icon="pencil", kind=LISTS)
ORDERED = register("history.entries_ordered", _ordered, icon="arrow-down-up", kind=LISTS)
REMOVED = register("history.entry_removed", _removed, icon="trash", kind=LISTS)
VERBS = (ADDED, CHANGED, ORDERED, REMOVED)
