"""Money: an amount is a Decimal in Python and a 64-bit whole number of thousandths in the database.

SQLite keeps decimals as floating point, so sums would drift; whole numbers are exact on every database. No amount
(NULL) is not an amount of 0. Currencies are ISO 4217 codes; names and formats come from the CLDR through Babel.
"""

from decimal import Decimal, InvalidOperation
from functools import cache, lru_cache
from typing import Any

from babel.core import Locale
from babel.numbers import format_currency, format_decimal, get_currency_name, get_currency_precision
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

_GERMAN, _ENGLISH = Locale("de", "DE"), Locale("en", "GB")
THOUSANDTH = Decimal("0.001")
# Sums go by units, so that nine million rows of this size still fit into 64 bits (opportunities.querysets).
MAX_AMOUNT = Decimal("999999999999.999")

# ISO 4217 codes of currencies in use, the ones of Europe and the large economies first.
USUAL_CURRENCIES = ("EUR", "USD", "CHF", "GBP", "PLN", "CZK", "DKK", "SEK", "NOK", "JPY", "CNY", "CAD", "AUD")
# fmt: off
OTHER_CURRENCIES = (
    "AED", "AFN", "ALL", "AMD", "AOA", "ARS", "AWG", "AZN", "BAM", "BBD", "BDT", "BHD", "BIF", "BMD", "BND", "BOB",
    "BRL", "BSD", "BTN", "BWP", "BYN", "BZD", "CDF", "CLP", "COP", "CRC", "CUP", "CVE", "DJF", "DOP", "DZD", "EGP",
    "ERN", "ETB", "FJD", "FKP", "GEL", "GHS", "GIP", "GMD", "GNF", "GTQ", "GYD", "HKD", "HNL", "HTG", "HUF", "IDR",
    "ILS", "INR", "IQD", "IRR", "ISK", "JMD", "JOD", "KES", "KGS", "KHR", "KMF", "KPW", "KRW", "KWD", "KYD", "KZT",
    "LAK", "LBP", "LKR", "LRD", "LSL", "LYD", "MAD", "MDL", "MGA", "MKD", "MMK", "MNT", "MOP", "MRU", "MUR", "MVR",
    "MWK", "MXN", "MYR", "MZN", "NAD", "NGN", "NIO", "NPR", "NZD", "OMR", "PAB", "PEN", "PGK", "PHP", "PKR", "PYG",
    "QAR", "RON", "RSD", "RUB", "RWF", "SAR", "SBD", "SCR", "SDG", "SGD", "SHP", "SLE", "SOS", "SRD", "SSP", "STN",
    "SVC", "SYP", "SZL", "THB", "TJS", "TMT", "TND", "TOP", "TRY", "TTD", "TWD", "TZS", "UAH", "UGX", "UYU", "UZS",
    "VES", "VND", "VUV", "WST", "XAF", "XCD", "XOF", "XPF", "YER", "ZAR", "ZMW",
)
# fmt: on
CURRENCIES = frozenset(USUAL_CURRENCIES + OTHER_CURRENCIES)


def is_currency(code: str) -> bool:
    """Return whether `code` is the ISO 4217 code of a currency in use (upper case)."""
    return code in CURRENCIES


def validate_currency(code: str) -> None:
    """Raise ValidationError where `code` is no ISO 4217 code of a currency in use."""
    if not is_currency(code):
        raise ValidationError(
            _("Enter a currency code such as EUR or USD; “%(code)s” is none."), params={"code": code[:10]}
        )


def active_locale(language: str | None = None) -> Locale:
    """Return the CLDR locale of a language of ours (the active one by default)."""
    return _GERMAN if (language or get_language() or "").startswith("de") else _ENGLISH


@cache
def minor_unit(currency: str) -> Decimal:
    """Return the smallest amount that is paid in a currency: 0.01 of EUR, 1 of JPY; 0.001 at the least."""
    return Decimal(1).scaleb(-min(get_currency_precision(currency), 3))


def format_money(amount: Decimal | None, currency: str, language: str | None = None) -> str:
    """Return an amount as a reader expects it, with as many decimals as its currency has, or more if it needs them.

    "1.234,50 €" in German, "€1,234.50" in English, "" for no amount.
    """
    if amount is None:
        return ""
    if currency not in CURRENCIES:
        return f"{amount} {currency}"
    return _formatted(amount, currency, active_locale(language))


@lru_cache(maxsize=4096)
def _formatted(amount: Decimal, currency: str, locale: Locale) -> str:
    """Return an amount as `format_money` does. A list that is looked at again shows the same amounts."""
    if -amount.normalize().as_tuple().exponent > get_currency_precision(currency):  # type: ignore[operator]
        pattern = locale.currency_formats["standard"].pattern.replace("0.00", "0.00#")
        return format_currency(amount, currency, pattern, locale=locale, currency_digits=False)
    return format_currency(amount, currency, locale=locale)


def format_rate(base: str, rate: Decimal, currency: str) -> str:
    """Return an exchange rate with its direction, as its reader writes numbers: "1 EUR = 0,9345 CHF"."""
    return f"1 {base} = {format_decimal(rate, '#,##0.##########', locale=active_locale())} {currency}"


def percent(value: Any) -> str:
    """Return a percentage as it is read, "75 %", whose sign never begins a line."""
    return f"{value}\N{NO-BREAK SPACE}%"


@cache
def _choices(locale: str) -> list[tuple[str, list[tuple[str, str]]]]:
    def named(codes: tuple[str, ...]) -> list[tuple[str, str]]:
        return [(code, f"{code} – {get_currency_name(code, locale=locale)}") for code in codes]

    usual = (settings.BASE_CURRENCY, *(code for code in USUAL_CURRENCIES if code != settings.BASE_CURRENCY))
    others = tuple(code for code in OTHER_CURRENCIES if code not in usual)
    return [("", named(usual)), ("—", named(others))]


def currency_choices(language: str | None = None) -> list[tuple[Any, Any]]:
    """Return the currencies for a select, the site's own first: the usual ones, then all others in a group."""
    usual, others = _choices(str(active_locale(language)))
    return [*usual[1], (_("Other currencies"), others[1])]


def is_amount(value: Decimal) -> bool:
    """Return whether a number can stand as an amount of money as it is: what `AmountField` takes, and not negative."""
    return 0 <= value <= MAX_AMOUNT and value == value.quantize(THOUSANDTH)


class AmountField(models.Field[Decimal | None, Decimal | None]):
    """An amount of money or hours: Decimal with three places in Python, whole thousandths (bigint) in the database.

    Raises ValidationError for what is no finite number, has more than three decimals or exceeds `MAX_AMOUNT`.
    """

    description = "amount in thousandths"
    default_error_messages = {
        "invalid": _("Enter an amount such as 12500 or 12500.50."),
        "too_large": _("The amount may be at most 999,999,999,999.999."),
        "too_precise": _("The amount may have at most three decimals."),
    }

    def get_internal_type(self) -> str:
        return "BigIntegerField"

    def to_python(self, value: Any) -> Decimal | None:
        if value is None or value == "":
            return None
        try:
            amount = Decimal(value)
            if not amount.is_finite():
                raise InvalidOperation
        except (InvalidOperation, TypeError, ValueError) as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error
        if abs(amount) > MAX_AMOUNT:
            raise ValidationError(self.error_messages["too_large"], code="too_large")
        if amount != amount.quantize(THOUSANDTH):
            raise ValidationError(self.error_messages["too_precise"], code="too_precise")
        return amount

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        if value is None or hasattr(value, "resolve_expression"):
            return value
        amount = self.to_python(value)
        return None if amount is None else int(amount.scaleb(3))

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Decimal | None:
        return None if value is None else Decimal(int(value)).scaleb(-3)

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(
            **{"form_class": forms.DecimalField, "max_digits": 15, "decimal_places": 3, **kwargs}  # type: ignore[arg-type]
        )

    def value_to_string(self, obj: models.Model) -> str:
        value = self.value_from_object(obj)
        return "" if value is None else str(value)
