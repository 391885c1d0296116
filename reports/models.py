"""What opportunities looked like at the end of a day: the memory that reports ask what changed."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.money import AmountField
from opportunities.models import Opportunity, Stage, StageKind
from reports.querysets import OpportunitySnapshotQuerySet


class OpportunitySnapshot(models.Model):
    """How an opportunity stood at the end of `day`, and of every later one before `until` (NULL: it stands so still).

    There is one only for a day that left it otherwise than the day before, so that years of quiet opportunities cost
    nothing. `lasted` is the number of days from `day` to `until`. `reached` is the furthest open stage up to then;
    `stage` and it are empty once the administrator has deleted that stage, `kind` stays. `base_total` is the total in
    the base currency by the rate of its day: a rate that moves makes no snapshot. Who may see one follows from the
    opportunity as it is now: access is no memory.
    """

    # Taken by the clock: no reason for an import that is taken back to leave its opportunity.
    by_itself = True

    opportunity = models.ForeignKey(
        Opportunity, models.CASCADE, related_name="snapshots", db_index=False, verbose_name=_("opportunity")
    )
    day = models.DateField(_("day"))
    until = models.DateField(_("until"), null=True)
    lasted = models.PositiveIntegerField(_("days"), null=True)
    taken_at = models.DateTimeField(_("taken at"), default=timezone.now)
    stage = models.ForeignKey(Stage, models.SET_NULL, null=True, related_name="+", verbose_name=_("stage"))
    kind = models.CharField(_("kind"), max_length=4, choices=StageKind)
    reached = models.ForeignKey(Stage, models.SET_NULL, null=True, related_name="+", verbose_name=_("furthest stage"))
    total = AmountField(_("total"), null=True)
    currency = models.CharField(_("currency"), max_length=3)
    base_total = AmountField(_("total in the base currency"), null=True)
    probability = models.PositiveSmallIntegerField(_("probability"))
    expected_close_on = models.DateField(_("expected close date"), null=True)
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("responsible person")
    )

    objects = OpportunitySnapshotQuerySet.as_manager()

    class Meta:
        verbose_name = _("snapshot of an opportunity")
        verbose_name_plural = _("snapshots of opportunities")
        indexes = [
            models.Index(fields=["day", "opportunity"], name="reports_snapshots_by_day"),
            models.Index(fields=["until"], name="reports_snapshots_by_end", condition=Q(until__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["opportunity", "day"], name="reports_one_snapshot_a_day"),
            models.UniqueConstraint(
                fields=["opportunity"], condition=Q(until=None), name="reports_one_snapshot_stands_still"
            ),
            models.CheckConstraint(
                condition=Q(until=None, lasted=None) | Q(until__isnull=False, lasted__isnull=False),
                name="reports_ended_snapshots_have_lasted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.opportunity_id} {self.day.isoformat()}"
