"""The forms of opportunities."""

from opportunities.forms.access import GrantFormSet, grants_of_form
from opportunities.forms.closing import CloseForm, MoveForm
from opportunities.forms.opportunity import OpportunityForm
from opportunities.forms.participant import ParticipantForm

__all__ = ["CloseForm", "GrantFormSet", "MoveForm", "OpportunityForm", "ParticipantForm", "grants_of_form"]
