"""Countries have a name in both languages, whichever the CLDR happens to know."""

import pytest
from django.utils import translation

from core.countries import country_choices, country_codes, country_name, is_country


@pytest.mark.parametrize("language", ["de", "en"])
def test_both_languages_offer_the_same_countries_the_usual_ones_first(language):
    with translation.override(language):
        codes = [code for code, _name in country_choices()]
        assert codes[:4] == ["", "DE", "AT", "CH"]
        assert set(codes[1:]) == country_codes()
        assert all(country_name(code) != code for code in codes[1:])


@pytest.mark.parametrize("code", ["", "XX", "EU", "ZZ", "de", "Deutschland", "CQ"])
def test_what_is_no_country(code):
    assert not is_country(code)
