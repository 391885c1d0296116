"""The custom fields of a contact, by the rule that they have everywhere."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError

from contacts import verbs
from fields.plans import plan_values
from fields.verbs import VALUE_CHANGED
from history.models import Event, event


@dataclass
class Custom:
    """What a change comes to: all values and texts of the contact, whether one changed, and what history is told."""

    values: dict[str, Any] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    changed: bool = False
    told: list[dict[str, Any]] = field(default_factory=list)

    def events(self, contact: Any, changed: list[str], *, by: Any, at: datetime) -> list[Event]:
        """Return the events of a change: one that names the changed fields of ours, and one of each custom field."""
        told: list[tuple[str, dict[str, Any]]] = [(verbs.REVISED, {"fields": changed})] if changed else []
        told += [(VALUE_CHANGED, particulars) for particulars in self.told]
        return [event(verb, contact, by=by, page=contact, particulars=its, happened_at=at) for verb, its in told]


def plan_custom(changes: dict[str, Any], row: Any) -> Custom:
    """Return what `custom` of the changes comes to, whose `layout` is with them; `row` is None for a new contact.

    Raises ValidationError by field for what cannot be.
    """
    if "custom" not in changes:
        return Custom(row.custom, row.custom_texts) if row is not None else Custom()
    held = {} if row is None else {"held": row.custom, "texts": row.custom_texts}
    planned = plan_values(changes["layout"], changes["custom"], **held)
    if planned.refusals:
        raise ValidationError(planned.refusals)
    return Custom(planned.values, planned.texts, bool(planned.changed), planned.particulars(changes["layout"]))
