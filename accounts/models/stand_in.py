"""Who stands in for whom, from which day to which: somebody on holiday, and who looks after their work meanwhile."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar, Self
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models import Case, F, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models.change import AccountChange
from accounts.models.user import User
from core import slots
from core.models import PublicRow
from core.querysets import VisibleQuerySet

# Who stays away for longer hands their work over.
LONGEST = timedelta(days=366)
Deed = AccountChange.Deed


class StandInQuerySet(VisibleQuerySet):
    """Stand-ins, by whom they concern and when. Whoever has no rights but to read may be absent, too."""

    def visible_q(self, user: Any) -> Q:
        """Those whom it concerns, and administrators."""
        return Q() if user.is_administrator else Q(absent=user) | Q(substitute=user)

    def editable_q(self, user: Any) -> Q:
        """Whose work it is, and administrators; who stands in can neither prolong it nor pass it on."""
        return Q() if user.is_administrator else Q(absent=user)

    def with_may_edit(self, user: Any) -> Self:
        condition = self.editable_q(user)
        return self.annotate(may_edit=Case(When(condition, then=True), default=False) if condition else Value(True))

    def now(self, now: datetime | None = None) -> Self:
        """Return those whose days are here at `now`."""
        now = now or timezone.now()
        return self.filter(withdrawn_at=None, starts_at__lte=now, ends_at__gt=now)

    def in_force(self, now: datetime | None = None) -> Self:
        """Return those that give access at `now`: their days are here, and the absent person still has a role."""
        return self.now(now).filter(absent__in=User.objects.with_role().values("pk"))

    def to_come_or_in_force(self, now: datetime) -> Self:
        """Return those that are not over yet, in the order in which they begin."""
        return self.filter(withdrawn_at=None, ends_at__gt=now).order_by("starts_at", "pk")

    def for_substitute(self) -> Self:
        """Return the rows with the absent person and their groups, by name."""
        rows = self.select_related("absent").prefetch_related("absent__groups")
        return rows.order_by("absent__last_name", "absent__first_name", "pk")


class StandInManager(models.Manager.from_queryset(StandInQuerySet)):  # type: ignore[misc]
    """Arranges stand-ins."""

    @transaction.atomic
    def arrange(self, absent: User, substitute: User, first_day: date, last_day: date, *, by: User) -> "StandIn":
        """Let somebody stand in for `absent`, from the first day to the last one, both included; log it, tell them.

        The days are those of the absent person's time zone as it is now. Raises ValidationError by field for what
        cannot be, PermissionDenied where `by` is neither the absent person nor an administrator.
        """
        if by.pk != absent.pk and not by.is_administrator:
            raise PermissionDenied(_("Only the absent person and administrators may say who stands in."))
        User.objects.select_for_update(no_key=True).get(pk=absent.pk)  # two at once would overlap unseen
        row = StandIn(absent=absent, substitute=substitute, first_day=first_day, last_day=last_day, created_by=by)
        row.reckon()
        row._refuse_what_cannot_be()
        row.save()
        row._log(Deed.STAND_IN, by)
        slots.ask("stand_ins", user=by, stand_in=row)
        return row


class StandIn(PublicRow):
    """Somebody who looks after an absent person's work: with that person's access, tasks and notifications.

    Access is what the absent person has by themselves (as responsible person, creator, by grants and teams), never what
    their role gives, nor what they have by standing in for somebody else; the substitute's own role caps it.
    `starts_at` and `ends_at` follow from the days, in the zone that the absent person had when it was arranged. So it
    ends by the clock, without anybody's doing.
    """

    absent = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="substitutions", verbose_name=gettext_lazy("absent")
    )
    substitute = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="stand_ins", verbose_name=gettext_lazy("stands in")
    )
    first_day = models.DateField(gettext_lazy("first day"))
    last_day = models.DateField(gettext_lazy("last day"))
    zone = models.CharField(gettext_lazy("time zone"), max_length=64, editable=False)
    starts_at = models.DateTimeField(gettext_lazy("begins at"), editable=False)
    ends_at = models.DateTimeField(gettext_lazy("ends at"), editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=gettext_lazy("arranged by")
    )
    created_at = models.DateTimeField(gettext_lazy("arranged at"), default=timezone.now, editable=False)
    withdrawn_at = models.DateTimeField(gettext_lazy("withdrawn at"), null=True, blank=True, editable=False)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=gettext_lazy("withdrawn by"),
    )

    objects: ClassVar[StandInManager] = StandInManager()

    class Meta:
        ordering = ("-starts_at", "-pk")
        verbose_name = gettext_lazy("stand-in")
        verbose_name_plural = gettext_lazy("stand-ins")
        indexes = [
            models.Index(
                fields=["substitute", "ends_at"], condition=Q(withdrawn_at=None), name="accounts_standin_substitute"
            ),
            models.Index(fields=["absent", "ends_at"], condition=Q(withdrawn_at=None), name="accounts_standin_absent"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(absent=F("substitute")), name="accounts_standin_of_two_people"),
            models.CheckConstraint(condition=Q(first_day__lte=F("last_day")), name="accounts_standin_days_in_order"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="accounts_standin_withdrawn_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return _("%(substitute)s for %(absent)s") % {"substitute": self.substitute, "absent": self.absent}

    def is_in_force(self, now: datetime) -> bool:
        """Whether its days are here, and it was not withdrawn."""
        return self.withdrawn_at is None and self.starts_at <= now < self.ends_at

    @property
    def is_here(self) -> bool:
        """Whether it is in force at this moment."""
        return self.is_in_force(timezone.now())

    def reckon(self) -> None:
        """Set from when to when it lasts: from the first day's beginning to the last one's end, for the absent one."""
        zone: ZoneInfo = self.absent.zone
        self.zone = zone.key
        self.starts_at = datetime.combine(self.first_day, time.min, tzinfo=zone)
        self.ends_at = datetime.combine(self.last_day + timedelta(days=1), time.min, tzinfo=zone)

    def withdraw(self, *, by: User) -> bool:
        """End it at once, or before it begins, and log that; return False where it is withdrawn or over already."""
        with transaction.atomic():
            row = StandIn.objects.select_for_update(of=("self",)).select_related("absent", "substitute").get(pk=self.pk)
            if row.withdrawn_at is not None or row.ends_at <= timezone.now():
                return False
            row.withdrawn_at, row.withdrawn_by = timezone.now(), by
            row.save(update_fields=["withdrawn_at", "withdrawn_by"])
            row._log(Deed.STAND_IN_ENDED, by)
        return True

    def _log(self, deed: Deed, by: User) -> None:
        days = {"first": self.first_day.isoformat(), "last": self.last_day.isoformat()}
        AccountChange.objects.create(
            deed=deed,
            person=self.absent,
            email=self.absent.email,
            actor=by,
            particulars={"to": self.substitute.name} | days,
        )

    def _refuse_what_cannot_be(self) -> None:
        refusals: dict[str, str] = {}
        if self.substitute_id == self.absent_id:
            refusals["substitute"] = _("Nobody stands in for themselves. Choose somebody else.")
        elif self.substitute.role is None:
            refusals["substitute"] = _("This person cannot stand in: choose an active one with a role.")
        if self.absent.role is None:
            refusals["__all__"] = _("Whoever is deactivated or has no role cannot be stood in for. Hand the work over.")
        if self.last_day < self.first_day:
            refusals["last_day"] = _("The last day lies before the first one.")
        elif self.ends_at <= timezone.now():
            refusals["last_day"] = _("This is over already. Choose a last day from today on.")
        elif self.last_day - self.first_day > LONGEST:
            refusals["last_day"] = _("A stand-in lasts a year at most. Hand the work over instead.")
        elif "substitute" not in refusals and self._overlaps():
            refusals["substitute"] = _("This person stands in on some of these days already. End that one first.")
        if refusals:
            raise ValidationError(refusals)

    def _overlaps(self) -> bool:
        same = StandIn.objects.filter(absent=self.absent, substitute=self.substitute, withdrawn_at=None)
        return same.filter(first_day__lte=self.last_day, last_day__gte=self.first_day).exists()


def and_who_stands_in(own: Q) -> Q:
    """Return the condition over users that they fulfil `own`, or stand in now for somebody who does.

    The inverse of `Standing.counts_as`: a `viewers_q` wraps in it what people may see by themselves, and leaves out
    what a role gives them.
    """
    absent = User.objects.filter(own).values("pk")
    return own | Q(pk__in=StandIn.objects.in_force().filter(absent__in=absent).values("substitute"))


def stand_ins_for(people: Iterable[int]) -> dict[int, list[StandIn]]:
    """Return the stand-ins that are in force now for some people (keys), by the key of the absent one."""
    found: dict[int, list[StandIn]] = {}
    for row in StandIn.objects.in_force().filter(absent__in=people).select_related("absent").order_by("pk"):
        found.setdefault(row.absent_id, []).append(row)
    return found
