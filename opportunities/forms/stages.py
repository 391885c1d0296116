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
    """Return stages in order as the choices of a list: under their pipelines where there are several.

    Of other pipelines than the default one each names its own: a list that is closed shows its choice alone.
    """
    groups = [(line, list(held)) for line, held in groupby(stages, key=lambda stage: stage.pipeline)]
    if len(groups) < 2:
        return [(stage.pk, stage.name) for stage in stages]
    return [(line.name, [(stage.pk, spelled(stage)) for stage in held]) for line, held in groups]


def spelled(stage: Stage) -> str:
    """Return what a stage is called beside those of other pipelines."""
    return stage.name if stage.pipeline.is_default else f"{stage.pipeline.name}: {stage.name}"


def starting_stages() -> Any:
    """Return the stages that a new opportunity may start in: those of all pipelines, none where there is no default."""
    return Stage.objects.in_order().filter(Exists(Stage.objects.filter(pipeline__is_default=True)))


def first_of(stages: Sequence[Stage]) -> Stage | None:
    """Return the stage that a new opportunity starts in unless another one is chosen: the default pipeline's first."""
    return next((stage for stage in stages if stage.pipeline.is_default), None)
