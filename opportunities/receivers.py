"""Reactions to what lower floors record, each named as a sentence."""

from collections.abc import Sequence
from typing import Any

from contacts.models import NAME_FIELDS
from contacts.verbs import REVISED
from fields.layout import PREFIX
from fields.models import CustomField
from fields.verbs import REMOVED
from history.alike import among
from history.lists.writing import revise_entry
from history.models import Event
from opportunities import actions
from opportunities.models import Stage


def a_renamed_contact_is_found_by_its_new_name(events: Sequence[Event], **_signal: Any) -> None:
    """An opportunity is found by its contact's name, so a new name is put into its search text."""
    renamed = [
        event.subject_id for event in among(events, REVISED) if NAME_FIELDS & set(event.particulars.get("fields", []))
    ]
    if renamed:
        actions.index_of_contacts(renamed)


def a_deleted_custom_field_is_required_by_no_stage(events: Sequence[Event], **_signal: Any) -> None:
    """A field of the same key that is made later is another one: no stage requires it before somebody says so."""
    for event in among(events, REMOVED):
        field = CustomField.objects.filter(pk=event.subject_id, bearer="opportunities").first()
        name = f"{PREFIX}{field.key}" if field else ""
        for stage in Stage.objects.exclude(required_fields=[]) if field else ():
            left = [each for each in stage.required_fields if each != name]
            if left != stage.required_fields:
                revise_entry(stage, {"required_fields": left}, by=event.actor)
