"""Custom fields that stages require before an opportunity goes on: as the administrator chooses and reads them."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from fields.layout import PREFIX, Layout, layout_for
from fields.models import CustomField
from opportunities.plans.gate import REQUIRABLE, asks_custom

BEARER = "opportunities"


def custom_fields() -> list[CustomField]:
    """Return what custom fields a stage can require: those of opportunities, switched off ones included."""
    return list(CustomField.objects.present().filter(bearer=BEARER).in_order())


def requirable() -> list[tuple[str, Any]]:
    """Return what a stage can require, with its name: our own fields, then the custom ones."""
    return [*REQUIRABLE.items(), *((PREFIX + each.key, label_of(each)) for each in custom_fields())]


def label_of(field: CustomField) -> str:
    """Return what a custom field is called; one that is switched off is not asked for, and says so."""
    return field.name if field.active else _("%(field)s (switched off)") % {"field": field.name}


def required_in_words(names: Iterable[str] | None) -> str:
    """Return the fields that a stage requires, as people know them; a custom one that is gone by its key."""
    kept = list(names or ())
    known = dict(requirable()) if any(name.startswith(PREFIX) for name in kept) else REQUIRABLE
    return in_words(kept, known)


def in_words(names: Sequence[str], known: Any) -> str:
    """Return names in words, in the order in which they are known."""
    gone = [name.removeprefix(PREFIX) for name in names if name not in known]
    return ", ".join([*(str(known[name]) for name in known if name in names), *gone])


def look_up(stages: Sequence[Any]) -> None:
    """Give stages the words for what they require, with one question for all of them, if any."""
    known = dict(requirable()) if any(asks_custom(stage) for stage in stages) else REQUIRABLE
    for stage in stages:
        stage.required_told = in_words(stage.required_fields or [], known)


def layout_to_leave(stage: Any, user: Any) -> Layout:
    """Return the layout that it takes to leave a stage: that of the request where it requires custom fields."""
    return layout_for(user, BEARER) if asks_custom(stage) else Layout([])


def with_layout_to_leave(row: Any, changes: dict[str, Any]) -> dict[str, Any]:
    """Return changes with the `layout` that it takes to leave a stage which requires custom fields."""
    if "layout" in changes or "stage" not in changes or not asks_custom(row.stage):
        return changes
    return changes | {"layout": Layout.of(BEARER)}
