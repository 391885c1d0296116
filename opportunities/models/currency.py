"""The currencies that forms offer, as administrators chose them."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.editing import one_at_a_time
from core.money import CURRENCIES, validate_currency
from history.models import record
from opportunities import verbs


class OfferedCurrency(models.Model):
    """A currency that forms offer. Where there is no row, all are offered; the base currency always is.

    It is about what is offered: amounts in other currencies stay, and imports bring them in.
    """

    code = models.CharField(gettext_lazy("Currency"), max_length=3, unique=True, validators=[validate_currency])

    class Meta:
        ordering = ("code",)
        verbose_name = gettext_lazy("offered currency")
        verbose_name_plural = gettext_lazy("offered currencies")

    def __str__(self) -> str:
        return self.code


def offered_codes() -> set[str]:
    """Return the codes that are offered; all where administrators chose none."""
    chosen = set(OfferedCurrency.objects.values_list("code", flat=True))
    return chosen | {settings.BASE_CURRENCY} if chosen else set(CURRENCIES)


def offer_currencies(codes: Iterable[str], *, seen: Iterable[str], by: Any) -> bool:
    """Let forms offer these currencies, and record it; return whether others were offered before.

    Raises ValidationError for what is no currency, and where others are offered now than the `seen` ones: somebody else
    was faster.
    """
    wanted = {*codes, settings.BASE_CURRENCY}
    for code in wanted:
        validate_currency(code)
    with transaction.atomic():
        one_at_a_time(OfferedCurrency)
        before = offered_codes()
        if wanted == before:
            return False
        if set(seen) != before:
            raise ValidationError(_("Somebody else has changed which currencies are offered. Look, and choose again."))
        everything = wanted == CURRENCIES
        OfferedCurrency.objects.exclude(code__in=() if everything else wanted).delete()
        kept = set(OfferedCurrency.objects.values_list("code", flat=True))
        new = () if everything else sorted(wanted - kept)
        OfferedCurrency.objects.bulk_create(OfferedCurrency(code=code) for code in new)
        told = {"offered": [] if everything else sorted(wanted)}
        record(verbs.CURRENCIES_OFFERED, by, by=by, page=None, particulars=told)
    return True
