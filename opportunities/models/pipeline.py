"""Pipelines, their stages, and reasons for losing: the administrator's lists."""

from typing import Any, Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.editing import one_at_a_time
from core.fold import fold
from core.models import NamedRow, pick_label
from core.palette import Colour
from fields.layout import PREFIX
from fields.models import CustomField
from opportunities.plans.gate import REQUIRABLE


class StageKind(models.TextChoices):
    """What an opportunity in a stage is."""

    OPEN = "open", _("Open")
    WON = "won", _("Won")
    LOST = "lost", _("Lost")


class Pipeline(NamedRow):
    """A way that opportunities go: its stages, in order. One is the default."""

    is_default = models.BooleanField(_("default"), default=False)

    class Meta(NamedRow.Meta):
        verbose_name = _("pipeline")
        verbose_name_plural = _("pipelines")
        constraints = [
            *NamedRow.Meta.constraints,
            models.UniqueConstraint(
                fields=["is_default"],
                condition=Q(is_default=True),
                name="opportunities_pipeline_one_default",
            ),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; a pipeline that becomes the default is it instead of the former one.

        Raises ValidationError where there would be none. That it has a stage is asked by `clean` only: the pipeline
        that ships is made before its stages.
        """
        self.refuse_no_default()
        with transaction.atomic():
            if self.is_default:
                Pipeline.objects.exclude(pk=self.pk).filter(is_default=True).update(is_default=False)
            super().save(*args, **kwargs)

    def clean(self) -> None:
        super().clean()
        self.refuse_no_default()
        if self.is_default and not (self.pk and self.stages.filter(kind=StageKind.OPEN).exists()):
            raise ValidationError(
                {"is_default": _("Save the pipeline, give it an open stage, then make it the default.")}
            )

    def validate_constraints(self, exclude: Any = None) -> None:
        # The former default steps back in `save`, so that there are never two.
        super().validate_constraints({*(exclude or ()), "is_default"})

    def refuse_no_default(self) -> None:
        """Raise ValidationError where no pipeline would be the default, and new opportunities had none to start in."""
        if not self.is_default and Pipeline.objects.filter(pk=self.pk, is_default=True).exists():
            raise ValidationError(
                {"is_default": _("One pipeline is the default: make another one the default, then this one is not.")}
            )


class StageQuerySet(models.QuerySet["Stage"]):
    """Questions to stages."""

    def in_order(self) -> Self:
        """Return the stages as people read them: by pipeline, then by position."""
        return self.select_related("pipeline").order_by("pipeline__position", "pipeline_id", "position", "pk")

    def of_default_pipeline(self) -> Self:
        """Return the stages of the default pipeline, in order."""
        return self.in_order().filter(pipeline__is_default=True)

    def add_open(self, names: list[str], *, pipeline: Pipeline) -> tuple[dict[str, "Stage"], list["Stage"]]:
        """Make open stages of these names behind the last open one of a pipeline, at 0 %, in the caller's transaction.

        Return the stages by name, and those that were made: where somebody has just made one of a name, it is that one.
        """
        one_at_a_time(self.model)
        of_pipeline = self.filter(pipeline=pipeline)
        last = of_pipeline.filter(kind=StageKind.OPEN).order_by("position", "pk").last()
        position = last.position if last else 0
        found: dict[str, Stage] = {
            fold(name): stage for stage in of_pipeline for name in (stage.name_en, stage.name_de) if name
        }
        made: list[Stage] = []
        for name in names:
            if fold(name) not in found:
                stage: Any = self.create(name_de=name[:100], name_en=name[:100], pipeline=pipeline, position=position)
                found[fold(name)] = stage
                made.append(stage)
        return {name: found[fold(name)] for name in names}, made

    def leave_default_empty(self) -> bool:
        """Return whether the default pipeline would have no stage without these."""
        default = Stage.objects.of_default_pipeline()
        keys = set(default.values_list("pk", flat=True))
        return bool(keys) and keys <= set(self.order_by().values_list("pk", flat=True))


class Stage(NamedRow):
    """A step of a pipeline. Won stages are at 100 %, lost ones at 0 %; the kind of a stage in use does not change."""

    pipeline = models.ForeignKey(Pipeline, models.PROTECT, related_name="stages", verbose_name=_("pipeline"))
    kind = models.CharField(_("kind"), max_length=4, choices=StageKind, default=StageKind.OPEN)
    probability = models.PositiveSmallIntegerField(
        _("probability"), default=0, validators=[MaxValueValidator(100)], help_text=_("In percent.")
    )
    colour = models.CharField(_("colour"), max_length=12, choices=Colour, default=Colour.BLUE)
    usual_days = models.PositiveSmallIntegerField(
        _("usual days"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(3650)],
        help_text=_(
            "An opportunity that is in this stage for longer lies still. Without it, what is usual is measured from "
            "those that moved on."
        ),
    )
    # The median of the days that opportunities spent in it (opportunities.measuring); None until enough moved on.
    measured_days = models.PositiveIntegerField(_("measured days"), null=True, editable=False)
    required_fields = models.JSONField(
        _("required before it goes on"),
        default=list,
        blank=True,
        help_text=_("What must be filled in before an opportunity goes on from this stage, or is won."),
    )
    description_de = models.TextField(_("description in German"), blank=True, max_length=1000)
    description_en = models.TextField(_("description in English"), blank=True, max_length=1000)

    objects = StageQuerySet.as_manager()

    class Meta(NamedRow.Meta):
        verbose_name = _("stage")
        verbose_name_plural = _("stages")
        constraints = [
            *NamedRow.Meta.constraints,
            models.CheckConstraint(
                condition=Q(kind="open", probability__lte=100)
                | Q(kind="won", probability=100)
                | Q(kind="lost", probability=0),
                name="opportunities_stage_probability_fits_kind",
                violation_error_message=_("A won stage is at 100 %, a lost one at 0 %, an open one between."),
            ),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.refuse_another_kind()
        super().save(*args, **kwargs)

    def clean(self) -> None:
        super().clean()
        self.refuse_another_kind()
        self.refuse_to_leave_default_empty()
        self.refuse_another_probability()
        self.required_fields = self.required_fields or []
        if not isinstance(self.required_fields, list) or not self._can_require(self.required_fields):
            raise ValidationError({"required_fields": _("Choose fields of the opportunity that can be required.")})

    @staticmethod
    def _can_require(names: list[Any]) -> bool:
        """Return whether each is a field of the opportunity: one of ours, or a custom one that is there."""
        others = [name for name in names if name not in REQUIRABLE]
        if not all(isinstance(name, str) and name.startswith(PREFIX) for name in others):
            return False
        keys = {name.removeprefix(PREFIX) for name in others}
        known = CustomField.objects.present().filter(bearer="opportunities", key__in=keys)
        return not keys or known.count() == len(keys)

    def refuse_another_kind(self) -> None:
        """Raise ValidationError where the kind or pipeline of a stage that opportunities stand in would change."""
        if self.pk is None:
            return
        before = Stage.objects.filter(pk=self.pk).values_list("kind", "pipeline_id").first()
        if before and before != (self.kind, self.pipeline_id) and self.opportunities.exists():
            raise ValidationError(
                _("Opportunities stand in this stage: move them to another one before you change its kind or pipeline.")
            )
        if before and before != (self.kind, self.pipeline_id) and self.is_last_to_start_in():
            raise ValidationError(
                _("New opportunities start in this stage: give the default pipeline another open stage first.")
            )

    def is_last_to_start_in(self) -> bool:
        """Whether it is, as saved, the only open stage of the default pipeline."""
        starting = list(
            Stage.objects.of_default_pipeline().filter(kind=StageKind.OPEN).values_list("pk", flat=True)[:2]
        )
        return starting == [self.pk]

    def refuse_to_leave_default_empty(self) -> None:
        """Raise ValidationError where the last stage of the default pipeline would go to another one."""
        rows = Stage.objects.filter(pk=self.pk)
        if rows.exclude(pipeline=self.pipeline_id).exists() and rows.leave_default_empty():
            raise ValidationError({"pipeline": _("This is the last stage of the default pipeline. Add another first.")})

    def refuse_another_probability(self) -> None:
        """Raise ValidationError where the probability is not that of the kind: said at its field."""
        fixed = {StageKind.WON: 100, StageKind.LOST: 0}.get(StageKind(self.kind)) if self.kind in StageKind else None
        if fixed is not None and self.probability != fixed:
            raise ValidationError(
                {"probability": _("A won stage is at 100 %, a lost one at 0 %, an open one between.")}
            )

    @property
    def is_open(self) -> bool:
        """Whether opportunities in it are still to be won or lost."""
        return self.kind == StageKind.OPEN

    @property
    def description(self) -> str:
        """The description in the active language, else in the other one."""
        return pick_label({"de": self.description_de, "en": self.description_en})


class LostReason(NamedRow):
    """Why an opportunity was lost; the list is the administrator's."""

    active = models.BooleanField(_("active"), default=True, help_text=_("Inactive ones are not offered any more."))

    class Meta(NamedRow.Meta):
        verbose_name = _("lost reason")
        verbose_name_plural = _("lost reasons")
