"""Which currencies forms offer, and the form in which administrators choose that."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.forms import Form
from core.money import CURRENCIES, USUAL_CURRENCIES, currency_choices
from opportunities.models.currency import offered_codes

LONGEST = 2000


def offered_choices(keep: str = "") -> list[tuple[Any, Any]]:
    """Return the currencies that a form offers, in the usual order; `keep` is the one that a row has already."""
    offered = offered_codes()
    if offered == CURRENCIES:
        return currency_choices()
    *usual, (_label, others) = currency_choices()
    return [choice for choice in (*usual, *others) if choice[0] in offered | {keep}]


class CurrenciesForm(Form):
    """Offer everything, or what is ticked: a tick for each usual currency and each in use; a field for others."""

    everything = forms.BooleanField(label=_("Offer all currencies"), required=False)
    offered = forms.MultipleChoiceField(label=_("Offered currencies"), required=False)
    more = forms.MultipleChoiceField(
        label=_("Further currencies"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 6, "data-picker": ""}),
        help_text=_("Those that you choose here are ticked above the next time."),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput, max_length=LONGEST)

    def __init__(self, *args: Any, used: dict[str, int], **kwargs: Any) -> None:
        self.now = offered_codes()
        opened = {"seen": ",".join(sorted(self.now)), "everything": self.now == CURRENCIES}
        super().__init__(*args, initial=opened, **kwargs)
        self.used = used
        *usual, (_label, others) = currency_choices()
        named = {*USUAL_CURRENCIES, settings.BASE_CURRENCY, *used, *(self.now if self.now != CURRENCIES else ())}
        shown = [choice for choice in (*usual, *others) if choice[0] in named]
        self.fields["offered"].choices = shown
        self.fields["more"].choices = [choice for choice in others if choice[0] not in named]

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The usual currencies and those in use: each with its name, whether it is ticked, and how often it is used."""
        ticked = self["offered"].value() if self.is_bound else self.now
        return [
            {
                "code": code,
                "name": name,
                "ticked": code in (ticked or ()) or code == settings.BASE_CURRENCY,
                "fixed": code == settings.BASE_CURRENCY,
                "count": self.used.get(code, 0),
            }
            for code, name in self.fields["offered"].choices
        ]

    @property
    def codes(self) -> set[str]:
        """What a valid form asks the verb for."""
        if self.cleaned_data["everything"]:
            return set(CURRENCIES)
        return {*self.cleaned_data["offered"], *self.cleaned_data["more"]}

    @property
    def codes_seen(self) -> set[str]:
        """What was offered when the form was opened."""
        return set(self.cleaned_data["seen"].split(","))
