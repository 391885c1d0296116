"""Countries: ISO 3166 codes in the database, names of the CLDR on the page."""

import re
from functools import cache

from django.utils.translation import gettext_lazy as _

from core.money import active_locale

# Neighbours first: these are most of a German-speaking sales team's addresses.
USUAL = ("DE", "AT", "CH")


@cache
def _named(locale_name: str) -> dict[str, str]:
    """Return the names by codes, in the order in which they are offered."""
    names = active_locale(locale_name).territories
    codes = {code: names[code] for code in country_codes()}
    rest = sorted((code for code in codes if code not in USUAL), key=lambda code: codes[code].casefold())
    return {code: codes[code] for code in (*USUAL, *rest)}


@cache
def country_codes() -> frozenset[str]:
    """Return the ISO codes of the countries that have a name in both languages; the CLDR names some in one only."""
    german, english = ({str(code) for code in active_locale(language).territories} for language in ("de", "en"))
    return frozenset(code for code in german & english if re.fullmatch("[A-Z]{2}", code)) - NO_COUNTRY


ERRORS = {"invalid_choice": _("Choose a country that is in the list.")}

# Codes of the CLDR that stand for no country: unions, pseudo regions, the unknown one.
NO_COUNTRY = frozenset({"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"})


def country_choices() -> list[tuple[str, str]]:
    """Return the countries for a select in the active language: the usual ones, then all by name."""
    return [("", "—"), *_named(active_locale().language).items()]


def country_name(code: str) -> str:
    """Return the name of a country in the active language; an unknown code as it is."""
    return _named(active_locale().language).get(code, code)


def is_country(code: str) -> bool:
    """Return whether a code is one of the countries that are offered."""
    return code in country_codes()
