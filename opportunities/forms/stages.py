"""The stages that forms offer."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django.db.models import Exists

from opportunities.models import Opportunity, Stage


def stages_for(opportunity: Opportunity) -> Any:
    """Return the stages that an opportunity can move to: those of its own pipeline."""
    return Stage.objects.in_order().filter(pipeline=opportunity.stage.pipeline_id)


def by_pipeline(stages: Sequence[Stage]) -> list[Any]:
    """Return stages in order as the choices of a list: under their pipelines where there are several."""
    groups = [(line.name, list(held)) for line, held in groupby(stages, key=lambda stage: stage.pipeline)]
    choices: list[Any] = [(name, [(stage.pk, stage.name) for stage in held]) for name, held in groups]
    return choices if len(choices) > 1 else choices[0][1] if choices else []


def starting_stages() -> Any:
    """Return the stages that a new opportunity may start in: those of all pipelines, none where there is no default."""
    return Stage.objects.in_order().filter(Exists(Stage.objects.filter(pipeline__is_default=True)))


def first_of(stages: Sequence[Stage]) -> Stage | None:
    """Return the stage that a new opportunity starts in unless another one is chosen: the default pipeline's first."""
    return next((stage for stage in stages if stage.pipeline.is_default), None)
