"""What the names of currencies in a file stand for."""

from collections.abc import Iterable

from babel.numbers import get_currency_name
from django.utils.translation import gettext_lazy as _

from core.money import CURRENCIES, active_locale
from imports.vocabularies import EMPTY, REFUSE, Listed
from opportunities.vocabularies import AS_WITHOUT

# Signs that stand for one currency only; "$" is asked about.
CURRENCY_SIGNS = {"EUR": ("€",), "GBP": ("£",), "USD": ("US$",), "PLN": ("zł",), "CZK": ("Kč",), "CHF": ("Fr.", "SFr.")}


class Currencies(Listed):
    """Currencies by ISO code, in any case, by sign and by name in both languages."""

    key = "currency"
    label = _("Currencies")
    allows = (EMPTY, REFUSE)
    empty_label = AS_WITHOUT
    on_creating = _("All currencies of ISO 4217 are known; there are no others: choose the one that is meant.")
    refusal = _("This currency is not known.")

    def __init__(self) -> None:
        super().__init__(
            (code, f"{code} – {_currency(code)}", code, _currency_names(code)) for code in sorted(CURRENCIES)
        )


def _currency(code: str) -> str:
    return get_currency_name(code, locale=active_locale())


def _currency_names(code: str) -> Iterable[str]:
    named = (get_currency_name(code, locale=active_locale(language)) for language in ("de", "en"))
    return (code, *CURRENCY_SIGNS.get(code, ()), *named)
