"""Exchange rates: how many units of a currency one unit of the base currency cost on a day."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.editing import Gone, locked, save_first
from core.models import PublicRow, Versioned
from core.money import format_rate, validate_currency
from core.querysets import VisibleQuerySet
from history.models import record
from jobs.queue import enqueue
from opportunities import verbs

PLACES = 10
SMALLEST = Decimal(1).scaleb(-PLACES)
MAX_RATE = Decimal("99999999")
# The kind of the job that converts amounts anew (opportunities.reckoning).
RECKON = "opportunities.reckon"


class RateField(models.Field[Decimal, Decimal]):
    """A rate: Decimal in Python, a 64-bit whole number of ten-billionths in the database, exact on every one.

    Raises ValidationError for what is no finite number, is not above 0, has more than ten decimals or exceeds
    `MAX_RATE`.
    """

    description = "rate in ten-billionths"
    default_error_messages = {
        "invalid": _("Enter a rate such as 0.9345."),
        "not_above_zero": _("A rate is greater than 0."),
        "too_large": _("The rate may be at most 99,999,999."),
        "too_precise": _("The rate may have at most ten decimals."),
    }

    def get_internal_type(self) -> str:
        return "BigIntegerField"

    def to_python(self, value: Any) -> Decimal:
        try:
            rate = Decimal(value)
            if not rate.is_finite():
                raise InvalidOperation
        except (InvalidOperation, TypeError, ValueError) as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error
        if rate <= 0:
            raise ValidationError(self.error_messages["not_above_zero"], code="not_above_zero")
        if rate > MAX_RATE:
            raise ValidationError(self.error_messages["too_large"], code="too_large")
        # Compared as numbers of digits: to round 1E-400000 would make all of its digits first.
        if rate < SMALLEST or rate != rate.quantize(SMALLEST):
            raise ValidationError(self.error_messages["too_precise"], code="too_precise")
        return rate

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        if value is None or value == 0 or hasattr(value, "resolve_expression"):
            return value  # 0 is no rate, but what the constraint compares with
        return int(self.to_python(value).scaleb(PLACES))

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Decimal | None:
        return None if value is None else Decimal(int(value)).scaleb(-PLACES)

    def value_to_string(self, obj: models.Model) -> str:
        return str(self.value_from_object(obj))


class RateQuerySet(VisibleQuerySet):
    """Questions to exchange rates."""

    def visible_q(self, user: Any) -> Q:
        """Everybody with a role reads by which rate an amount was converted."""
        return Q()

    def editable_q(self, user: Any) -> Q:
        """Administrators keep them."""
        return Q() if user.may("administer") else Q(pk__in=[])

    def of_base(self) -> Self:
        """Return the rates of the base currency as it is set; those of a former one wait for it to come back."""
        return self.filter(base=settings.BASE_CURRENCY)

    def newest_first(self) -> Self:
        """Return the rates by day, the newest first, then by currency."""
        return self.order_by("-day", "currency", "pk")

    def on(self, day: date | None) -> Self:
        """Return the rates that are known on a day (None: whenever), the newest first."""
        return (self if day is None else self.filter(day__lte=day)).newest_first()

    def newest(self) -> Self:
        """Return the newest rate of each currency, by currency."""
        same = self.model._default_manager.filter(base=OuterRef("base"), currency=OuterRef("currency"))
        last = same.order_by("-day").values("day")[:1]
        return self.annotate(last=Subquery(last)).filter(day=F("last")).order_by("currency")


class ExchangeRate(PublicRow, Versioned):
    """What one unit of the base currency costs in another currency on a day: 1 EUR = 0.9345 CHF.

    The direction is the one in which the European Central Bank and German banks quote, so that a figure is kept as it
    was published. Each day has one rate of a currency; days without one follow the newest day before. Rates that
    somebody typed are told to history; those that were fetched are not, their source and time stand on the row.
    """

    class Source(models.TextChoices):
        """Where a rate comes from."""

        HAND = "hand", _("by hand")
        ECB = "ecb", _("European Central Bank")

    base = models.CharField(_("base currency"), max_length=3, editable=False)
    currency = models.CharField(_("currency"), max_length=3, validators=[validate_currency])
    day = models.DateField(_("day"))
    rate = RateField(_("rate"))
    source = models.CharField(_("source"), max_length=4, choices=Source, default=Source.HAND, editable=False)
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)
    updated_at = models.DateTimeField(_("updated at"), default=timezone.now, editable=False)

    objects = RateQuerySet.as_manager()

    class Meta:
        verbose_name = _("exchange rate")
        verbose_name_plural = _("exchange rates")
        constraints = [
            models.UniqueConstraint(
                fields=["base", "currency", "day"],
                name="opportunities_rate_one_a_day",
                violation_error_message=_("There is a rate of this currency on that day already: correct that one."),
            ),
            models.CheckConstraint(condition=Q(rate__gt=0), name="opportunities_rate_above_zero"),
            models.CheckConstraint(
                condition=~Q(currency=F("base")),
                name="opportunities_rate_of_another_currency",
                violation_error_message=_("The base currency has no rate: choose another currency."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.currency} {self.day.isoformat()}"

    def get_absolute_url(self) -> str:
        return reverse("opportunities:rate", args=[self.public_id])

    @property
    def shown(self) -> str:
        """The rate with its direction, for its reader: "1 EUR = 0,9345 CHF"."""
        return format_rate(self.base, self.rate, self.currency)

    def clean(self) -> None:
        super().clean()
        if self.currency and self.currency == self.base:
            raise ValidationError({"currency": _("The base currency has no rate: choose another currency.")})
        if self.day and self.day > timezone.localdate():
            raise ValidationError({"day": _("The day of a rate must not lie in the future.")})

    # Verbs

    def correct(self, changes: dict[str, Any], *, by: Any, version: int | None = None) -> "ExchangeRate":
        """Change the rate of its day (`changes` may hold `rate`, nothing else), and record it; return the row.

        Does nothing when it is so already. Amounts that follow this rate are converted anew by a job. Raises Conflict
        for an outdated `version`, ValidationError by field for what is no rate.
        """
        with transaction.atomic():
            row: ExchangeRate = locked(self, version)
            before = row.rate
            row.rate = changes.get("rate", before)
            row.full_clean()
            if row.rate == before:
                return row
            row.source, row.version, row.updated_at = self.Source.HAND, row.version + 1, timezone.now()
            row.save()
            particulars = row.particulars | {"from": str(before)}
            record(verbs.RATE_CORRECTED, row, by=by, page=None, particulars=particulars)
            row.apply(by=by)
        return row

    def remove(self, *, by: Any) -> bool:
        """Delete it, and record it; return False when it is gone already. Amounts follow the rate of the day before."""
        with transaction.atomic():
            try:
                row: ExchangeRate = locked(self)
            except Gone:
                return False
            record(verbs.RATE_REMOVED, row, by=by, page=None, particulars=row.particulars)
            row.apply(by=by)
            row.delete()
        return True

    def next_day(self) -> date | None:
        """Return the day on which the next rate of its currency follows, or None."""
        rows = ExchangeRate.objects.filter(base=self.base, currency=self.currency, day__gt=self.day)
        return rows.order_by("day").values_list("day", flat=True).first()

    @property
    def particulars(self) -> dict[str, Any]:
        """What history keeps of it."""
        day = {"day": self.day.isoformat()}
        return {"base": self.base, "currency": self.currency, "day": day, "rate": str(self.rate)}

    def apply(self, *, by: Any) -> None:
        """Ask for the conversion of the amounts that follow it, in the caller's transaction."""
        apply_rates([self.currency], since=self.day, by=by)


def add_rate(changes: dict[str, Any], *, by: Any) -> ExchangeRate:
    """Keep a rate that somebody typed (`currency`, `day`, `rate`), and record it; return it.

    Amounts that follow it are converted by a job. Raises ValidationError by field for what is no rate of that day.
    """
    with transaction.atomic():
        row = ExchangeRate(base=settings.BASE_CURRENCY, **changes)
        row.full_clean()
        save_first(row)
        record(verbs.RATE_ADDED, row, by=by, page=None, particulars=row.particulars)
        row.apply(by=by)
    return row


def apply_rates(currencies: list[str], *, since: date | None, by: Any = None) -> None:
    """Ask for the conversion of the open amounts in these currencies, and of those closed `since` a day (None: all).

    In the caller's transaction. Each change asks for its own pass: one that is under way may be past a row already.
    """
    enqueue(RECKON, by=by, payload={"currencies": currencies, "since": since.isoformat() if since else None})
