"""Reactions to what lower floors record, each named as a sentence."""

from collections.abc import Sequence
from typing import Any

from contacts.models import NAME_FIELDS
from contacts.verbs import REVISED
from history.alike import among
from history.models import Event
from opportunities import actions


def a_renamed_contact_is_found_by_its_new_name(events: Sequence[Event], **_signal: Any) -> None:
    """An opportunity is found by its contact's name, so a new name is put into its search text."""
    renamed = [
        event.subject_id for event in among(events, REVISED) if NAME_FIELDS & set(event.particulars.get("fields", []))
    ]
    if renamed:
        actions.index_of_contacts(renamed)
