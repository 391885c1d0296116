"""The stages that forms of a move offer."""

from typing import Any

from opportunities.models import Opportunity, Stage


def stages_for(opportunity: Opportunity) -> Any:
    """Return the stages that an opportunity can move to: those of its own pipeline."""
    return Stage.objects.in_order().filter(pipeline=opportunity.stage.pipeline_id)
