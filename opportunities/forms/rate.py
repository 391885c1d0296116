"""Forms of exchange rates."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.editing import VersionedFormMixin
from core.formfields import DayField, TypedField, active_language
from core.forms import Form
from core.money import currency_choices
from core.once import OnceFormMixin
from opportunities.models import ExchangeRate

POINTS = re.compile(r"[0-9]{1,40}(?:[.,][0-9]{1,40})?", re.ASCII)


def parse_rate(text: str, language: str) -> Decimal:
    """Return the number that a typed rate means to a reader of `language` ("de" or "en").

    One comma or point is the decimal sign. Raises ValueError with a sentence for what is no number, and for what can be
    read in two ways: 1.234 is 1234 to a German reader, and 1.234 in the tables of most banks.
    """
    bare = text.strip().replace("\N{NO-BREAK SPACE}", "")
    hint = _("Enter a rate such as %(example)s.") % {"example": "0,9345" if language == "de" else "0.9345"}
    if bare.startswith(("-", "−")):
        raise ValueError(_("A rate is greater than 0."))
    if not POINTS.fullmatch(bare):
        raise ValueError(hint)
    group = "." if language == "de" else ","
    whole, sign, decimals = bare.partition(group)
    if sign and len(decimals) == 3 and 1 <= len(whole.lstrip("0")) <= 3:
        point = "," if group == "." else "."
        both = {"typed": bare, "thousands": whole + decimals, "decimals": f"{whole}{point}{decimals}"}
        raise ValueError(_("“%(typed)s” can be read in two ways: enter %(thousands)s or %(decimals)s0.") % both)
    return Decimal(bare.replace(",", "."))


class RateTextField(TypedField):
    """A rate as typed by a reader of the active language; Decimal. What is a rate at all, the verb says."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"label": gettext_lazy("Rate"), "max_length": 60} | kwargs)

    def read(self, text: str) -> Decimal:
        return parse_rate(text, active_language())

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, Decimal):
            return value
        plain = f"{value.normalize():f}"
        return plain.replace(".", ",") if active_language() == "de" else plain


class RateForm(OnceFormMixin, VersionedFormMixin, Form):
    """A rate: of a currency and a day, which stay as they are when it is corrected."""

    currency = forms.CharField(label=gettext_lazy("Currency"), max_length=10)
    day = DayField(label=gettext_lazy("Day"))
    rate = RateTextField()

    def __init__(self, *args: Any, row: ExchangeRate | None, currency: str = "", **kwargs: Any) -> None:
        opened = {"day": timezone.localdate(), "currency": currency}
        if row:
            opened = {"rate": row.rate, "version": row.version}
        super().__init__(*args, initial=opened, **kwargs)
        base = {"base": settings.BASE_CURRENCY}
        self.fields["rate"].help_text = (
            _("What one unit of the base currency costs: 1 %(base)s = … units of the currency.") % base
        )
        if row:
            del self.fields["currency"], self.fields["day"]
            return
        self.fields["currency"].widget = forms.Select(choices=[("", ""), *_others()])
        newest = _("Open opportunities follow the newest rate, closed ones the newest up to their closing day.")
        self.fields["day"].help_text = newest

    @property
    def changes(self) -> dict[str, Any]:
        """What a valid form asks the verb for."""
        return {name: self.cleaned_data[name] for name in ("currency", "day", "rate") if name in self.fields}


def _others() -> list[Any]:
    """Return the currencies to choose from: all but the base currency, the usual ones first."""
    *usual, (label, others) = currency_choices()
    return [*(one for one in usual if one[0] != settings.BASE_CURRENCY), (label, others)]
