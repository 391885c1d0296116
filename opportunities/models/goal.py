"""Sales goals: what a person or a team is to win in a month."""

from datetime import date
from decimal import Decimal
from typing import Any, Self

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.querysets import teams
from core.editing import Gone, locked, save_first
from core.models import PublicRow, Versioned
from core.money import AmountField
from core.querysets import VisibleQuerySet
from history.models import record
from opportunities import verbs


class GoalQuerySet(VisibleQuerySet):
    """Questions to sales goals."""

    def visible_q(self, user: Any) -> Q:
        """One's own and those of one's teams; administrators see all. What others are to win is not everybody's."""
        if user.is_administrator:
            return Q()
        return Q(person=user) | Q(team__in=list(user.group_ids))

    def editable_q(self, user: Any) -> Q:
        """Administrators keep them."""
        return Q() if user.may("administer") else Q(pk__in=[])

    def of_month(self, day: date) -> Self:
        """Return the goals of the month in which a day lies."""
        return self.filter(month=day.replace(day=1))


class SalesGoal(PublicRow, Versioned):
    """What a person or a team is to win in a month, in the base currency.

    One row for each; `month` is the first day of it. A team's goal is its own, not the sum of its people's.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("person")
    )
    team = models.ForeignKey(Group, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("team"))
    month = models.DateField(_("month"), help_text=_("Any day of it."))
    amount = AmountField(_("amount"))
    updated_at = models.DateTimeField(_("updated at"), default=timezone.now, editable=False)

    objects = GoalQuerySet.as_manager()

    class Meta:
        verbose_name = _("sales goal")
        verbose_name_plural = _("sales goals")
        constraints = [
            models.CheckConstraint(
                condition=Q(person=None, team__isnull=False) | Q(person__isnull=False, team=None),
                name="opportunities_goal_of_person_or_team",
                violation_error_message=_("A goal is a person’s or a team’s: choose one of the two."),
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="opportunities_goal_above_zero",
                violation_error_message=_("A goal is greater than 0. Delete the one that does not count any more."),
            ),
            models.UniqueConstraint(
                fields=["person", "month"],
                name="opportunities_goal_one_a_person",
                violation_error_message=_("There is a goal for this month already: change that one."),
            ),
            models.UniqueConstraint(
                fields=["team", "month"],
                name="opportunities_goal_one_a_team",
                violation_error_message=_("There is a goal for this month already: change that one."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.whose} {self.month:%Y-%m}"

    def get_absolute_url(self) -> str:
        return f"{reverse('opportunities:goals')}?month={self.month:%Y-%m}"

    @property
    def whose(self) -> str:
        """The name of the person or team."""
        return self.person.name if self.person else self.team.name if self.team else ""

    def clean(self) -> None:
        super().clean()
        if self.month:
            self.month = self.month.replace(day=1)
        if self.team and not teams().filter(pk=self.team.pk).exists():
            raise ValidationError({"team": _("This is a role and not a team. Choose a team.")})

    # Verbs

    def revise(self, changes: dict[str, Any], *, by: Any, version: int | None = None) -> "SalesGoal":
        """Change the amount (`changes` may hold `amount`, nothing else), and record it; return the row.

        Does nothing when it is so already. Raises Conflict for an outdated `version`, ValidationError by field for what
        is no goal.
        """
        with transaction.atomic():
            row: SalesGoal = locked(self, version)
            before = row.amount
            row.amount = changes.get("amount", before)
            row.full_clean()
            if row.amount != before:
                row.version, row.updated_at = row.version + 1, timezone.now()
                row.save()
                row._tell(verbs.GOAL_CHANGED, by, **{"from": row._kept(before)})
        return row

    def remove(self, *, by: Any) -> bool:
        """Delete it, and record it; return False when it is gone already."""
        with transaction.atomic():
            try:
                row: SalesGoal = locked(self)
            except Gone:
                return False
            row._tell(verbs.GOAL_REMOVED, by)
            row.delete()
        return True

    def _tell(self, verb: str, by: Any, **more: Any) -> None:
        month = {"day": self.month.isoformat()}
        particulars = {"whose": self.whose, "month": month, "to": self._kept(self.amount), **more}
        record(verb, self, by=by, page=None, particulars=particulars)

    def _kept(self, amount: Decimal | None) -> dict[str, str]:
        return {"amount": str(amount), "currency": settings.BASE_CURRENCY}


def add_goal(changes: dict[str, Any], *, by: Any) -> SalesGoal:
    """Set a goal (`person` or `team`, `month`, `amount`), and record it; return it.

    Raises ValidationError by field for what is no goal, and for a month that has one.
    """
    with transaction.atomic():
        row = SalesGoal(**changes)
        row.full_clean()
        save_first(row)
        row._tell(verbs.GOAL_SET, by)
    return row


def keep_goal(whose: "User | Group", month: date, amount: Decimal | None, *, by: Any) -> None:
    """Let a person or a team have this goal in a month, or none: set, changed or removed, whichever it takes."""
    holder = "person" if isinstance(whose, User) else "team"
    with transaction.atomic():
        row = SalesGoal.objects.of_month(month).filter(**{holder: whose}).first()
        if row is None:
            if amount is not None:
                add_goal({holder: whose, "month": month, "amount": amount}, by=by)
        elif amount is None:
            row.remove(by=by)
        else:
            row.revise({"amount": amount}, by=by)
