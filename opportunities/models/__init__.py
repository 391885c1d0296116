"""Opportunities, and what they are made of."""

from opportunities.models.bulk import BulkAction, BulkChange, BulkRow
from opportunities.models.currency import OfferedCurrency
from opportunities.models.goal import SalesGoal, add_goal, keep_goal
from opportunities.models.grants import OpportunityGroupGrant, OpportunityUserGrant
from opportunities.models.opportunity import AmountType, Opportunity, open_opportunity
from opportunities.models.participant import Participant
from opportunities.models.pipeline import LostReason, Pipeline, Stage, StageKind
from opportunities.models.rate import ExchangeRate
from opportunities.models.view import SavedView, choose, save_view

__all__ = [
    "AmountType",
    "BulkAction",
    "BulkChange",
    "BulkRow",
    "ExchangeRate",
    "LostReason",
    "OfferedCurrency",
    "Opportunity",
    "OpportunityGroupGrant",
    "OpportunityUserGrant",
    "Participant",
    "Pipeline",
    "SalesGoal",
    "SavedView",
    "Stage",
    "StageKind",
    "add_goal",
    "choose",
    "keep_goal",
    "open_opportunity",
    "save_view",
]
