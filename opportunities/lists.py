"""The lists that administrators keep about opportunities: pipelines, their stages, and lost reasons."""

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.templatetags.crm import number, percent
from history.lists.register import Column, KeptList, register
from opportunities.bulk.goings import STAGES
from opportunities.bulk.selection import MOST
from opportunities.bulk.steps import begin
from opportunities.gates import look_up, requirable, required_in_words
from opportunities.models import BulkAction, LostReason, Opportunity, Pipeline, Stage


def used(count: int) -> str:
    """Return "3 opportunities"."""
    return ngettext("%(n)s opportunity", "%(n)s opportunities", count) % {"n": number(count)}


def counting(path: str) -> Any:
    """Return what counts opportunities by the key of an entry, which `path` leads to."""

    def uses(keys: Sequence[int]) -> dict[int, int]:
        counted = Opportunity.objects.filter(**{f"{path}__in": keys}).order_by().values_list(path)
        return dict(counted.annotate(number=Count("pk")))

    return uses


# Pipelines


def with_stages(row: Pipeline) -> None:
    """Give a new pipeline the stages of the default one: changed and deleted sooner than made anew."""
    copied = Stage.objects.of_default_pipeline()
    left = ("id", "pipeline", "version", "measured_days")
    fields = [field.attname for field in Stage._meta.concrete_fields if field.name not in left]
    Stage.objects.bulk_create(
        Stage(pipeline=row, **{name: getattr(stage, name) for name in fields}) for stage in copied
    )


def why_pipeline_stays(row: Pipeline) -> str:
    """Return why a pipeline is not deleted: it is the default, or opportunities are in it."""
    if row.is_default:
        return _("This pipeline is the default: make another one the default first.")
    count = Opportunity.objects.filter(stage__pipeline=row).count()
    if count:
        sentence = _("It still holds %(used)s. Delete its stages first: then you choose where they go.")
        return sentence % {"used": used(count)}
    return ""


def stages_url(row: Pipeline) -> str:
    """Return where the stages of a pipeline are kept."""
    return f"{reverse('lists:list', args=[STAGES])}?of={row.pk}"


# Stages


def why_stage_stays(row: Stage) -> str:
    """Return why a stage is not deleted: new opportunities start in it, or it is the last of the default pipeline."""
    if row.is_last_to_start_in() or Stage.objects.filter(pk=row.pk).leave_default_empty():
        return _("New opportunities start in this stage: give the default pipeline another open stage first.")
    return ""


def stages_like(row: Stage) -> "models.QuerySet[Stage]":
    """Return the stages that opportunities of a deleted one can go to: of its kind, its own pipeline's first."""
    others = Stage.objects.filter(kind=row.kind).exclude(pk=row.pk).select_related("pipeline")
    own = models.Case(models.When(pipeline=row.pipeline_id, then=0), default=1)
    return others.order_by(own, "pipeline__position", "pipeline_id", "position", "pk")


def begin_going(stage: Stage, other: Stage, *, by: Any) -> str:
    """Settle what is moved from a stage that is to be deleted; return the address of the preview.

    Of more opportunities than a bulk change takes, the first ones: the stage stays until all are moved.
    """
    wish = {"stage": other.pk, "labels": other.labels, "goes": stage.labels, "pipeline": stage.pipeline_id}
    keys = list(Opportunity.objects.filter(stage=stage).order_by("pk").values_list("pk", flat=True)[:MOST])
    return begin(BulkAction.STAGE, wish, keys, by=by).get_absolute_url()


def before_the_closed(row: Stage, others: Sequence[Stage]) -> int:
    """Return where a new stage stands: an open one behind the last open one, a closed one at the end."""
    if not row.is_open:
        return len(others)
    return max((place for place, each in enumerate(others, start=1) if each.is_open), default=0)


def days_in_words(row: Stage) -> str:
    """Return the usual days of a stage: as set, else as measured."""
    if row.usual_days is None and row.measured_days is not None and row.is_open:
        return _("%(n)s (measured)") % {"n": number(row.measured_days)}
    return number(row.usual_days) if row.usual_days is not None else ""


PIPELINES = register(
    KeptList(
        key="pipelines",
        model=Pipeline,
        heading=gettext_lazy("Pipelines and stages"),
        icon="diagram-3",
        about=gettext_lazy("The ways that opportunities go, step by step."),
        fields=("is_default",),
        related=("stages",),
        columns=(
            Column(gettext_lazy("Default"), lambda row: _("yes") if row.is_default else ""),
            Column(gettext_lazy("Stages"), lambda row: number(len(row.stages.all())), number=True),
        ),
        uses=counting("stage__pipeline"),
        used=used,
        refusal=why_pipeline_stays,
        removing=lambda row: row.stages.all().delete(),
        added=with_stages,
        opens=stages_url,
        position=10,
    )
)

KEPT_STAGES = register(
    KeptList(
        key=STAGES,
        model=Stage,
        parent="pipeline",
        heading=gettext_lazy("Stages"),
        icon="funnel",
        about="",
        fields=(
            *("kind", "probability", "colour", "usual_days", "required_fields"),
            *("description_de", "description_en"),
        ),
        badge="colour",
        columns=(
            Column(gettext_lazy("Kind"), lambda row: row.get_kind_display()),
            Column(gettext_lazy("Probability"), lambda row: percent(row.probability), number=True),
            Column(gettext_lazy("Usual days"), days_in_words, number=True),
            Column(gettext_lazy("Required"), lambda row: row.required_told, look_up=look_up),
        ),
        uses=counting("stage"),
        used=used,
        used_url=lambda row: f"{reverse('opportunities:index')}?stage={row.pk}",
        begin=begin_going,
        others=stages_like,
        refusal=why_stage_stays,
        placed=before_the_closed,
        words={"required_fields": required_in_words, "probability": percent},
        choices={"required_fields": requirable},
    )
)


def replace_reason(row: LostReason, other: LostReason) -> int:
    """Let opportunities that were lost for one reason have another one; return how many. Their history stays."""
    return Opportunity.objects.filter(lost_reason=row).update(lost_reason=other)


LOST_REASONS = register(
    KeptList(
        key="lost-reasons",
        model=LostReason,
        heading=gettext_lazy("Lost reasons"),
        icon="x-circle",
        about=gettext_lazy("Why opportunities were lost: chosen when one is lost, counted in the reports."),
        fields=("active",),
        uses=counting("lost_reason"),
        used=used,
        replace=replace_reason,
        position=20,
    )
)
