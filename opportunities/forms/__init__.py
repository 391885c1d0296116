"""The forms of opportunities."""

from opportunities.forms.access import AccessForm
from opportunities.forms.closing import CloseForm, MoveForm
from opportunities.forms.glance import CloseDateForm
from opportunities.forms.opportunity import OpportunityForm
from opportunities.forms.participant import ParticipantForm, RoleForm
from opportunities.forms.tags import TagsForm

__all__ = [
    "AccessForm",
    "CloseDateForm",
    "CloseForm",
    "MoveForm",
    "OpportunityForm",
    "ParticipantForm",
    "RoleForm",
    "TagsForm",
]
