"""Countries are offered in both languages alike."""

from django.utils import translation

from core.countries import country_choices, country_name, is_country


def test_both_languages_offer_the_same_countries():
    offered = []
    for language in ("de", "en"):
        with translation.override(language):
            offered.append({code for code, _name in country_choices()})
    assert offered[0] == offered[1]
    assert {"DE", "AT", "CH", "GB", "US"} <= offered[0]


def test_a_country_has_its_name_in_the_readers_language():
    with translation.override("de"):
        assert country_name("AT") == "Österreich"
    with translation.override("en"):
        assert country_name("AT") == "Austria"


def test_a_union_or_an_unknown_code_is_no_country():
    assert is_country("FR")
    assert not any(is_country(code) for code in ("EU", "ZZ", "de", "XXX", ""))
