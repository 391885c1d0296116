"""Opportunities, and what they are made of."""

from opportunities.models.grants import OpportunityGroupGrant, OpportunityUserGrant
from opportunities.models.opportunity import AmountType, Opportunity, open_opportunity
from opportunities.models.participant import Participant
from opportunities.models.pipeline import LostReason, Pipeline, Stage, StageKind
from opportunities.models.rate import ExchangeRate

__all__ = [
    "AmountType",
    "ExchangeRate",
    "LostReason",
    "Opportunity",
    "OpportunityGroupGrant",
    "OpportunityUserGrant",
    "Participant",
    "Pipeline",
    "Stage",
    "StageKind",
    "open_opportunity",
]
