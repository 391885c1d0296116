"""The filter above the list. The address is the filter: every part of it can be linked, kept and gone back to."""

from opportunities.filters.days import due_range, month_of
from opportunities.filters.opportunity import OpportunityFilter
from opportunities.filters.parts import SetPart

__all__ = ["OpportunityFilter", "SetPart", "due_range", "month_of"]
