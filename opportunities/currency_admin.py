"""Currencies and exchange rates in the administration."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core.filters import UsedChoices
from history.admin import LookedAtAdmin, RecordedAdmin
from history.opened import OpenedForm
from opportunities.forms.rate import RateTextField
from opportunities.models import ExchangeRate, OfferedCurrency
from opportunities.models.rate import add_rate


@admin.register(OfferedCurrency)
class OfferedCurrencyAdmin(LookedAtAdmin):
    """Which currencies forms offer; they are chosen under "Settings", where it is recorded who did."""

    search_fields = ("code",)
    fields = ("code",)


class RateAdminForm(OpenedForm):
    """A rate, typed as on the page of exchange rates."""

    rate = RateTextField()


@admin.register(ExchangeRate)
class ExchangeRateAdmin(RecordedAdmin):
    """Rates by the verbs of their page; currency and day stay as they are when a rate is corrected."""

    form = RateAdminForm
    list_display = ("currency", "day", "shown", "source", "updated_at")
    list_filter = (("currency", UsedChoices), "source", "base")
    search_fields = ("currency", "public_id")
    ordering = ("-day", "currency")
    date_hierarchy = "day"
    fields = ("base", "currency", "day", "rate", "source", "created_at", "updated_at")
    readonly_fields = ("base", "source", "created_at", "updated_at")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.may("administer")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return (*self.readonly_fields, "currency", "day") if obj else self.readonly_fields

    @admin.display(description=_("rate"), ordering="rate")
    def shown(self, row: ExchangeRate) -> str:
        """Return the rate with its direction."""
        return row.shown

    def create(self, changes: dict[str, Any], *, by: Any) -> ExchangeRate:
        return add_rate(changes, by=by)

    def revise(self, row: ExchangeRate, changes: dict[str, Any], *, by: Any, version: int | None = None) -> Any:
        return row.correct(changes, by=by, version=version)

    def remove(self, row: ExchangeRate, *, by: Any) -> None:
        row.remove(by=by)
