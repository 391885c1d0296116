"""What an opportunity's history says of a change: enough to know what stood there before and what stands there now."""

from decimal import Decimal

import pytest
from django.utils import translation

from core.sharing import CHANGE, VIEW, Grant
from tests import make

MONTHLY = {"amount": Decimal(1500), "amount_type": "month", "periods": 12}


def told(opportunity, language="en"):
    """Return the sentences of its history, the latest first, without the one of its beginning."""
    with translation.override(language):
        return [event.sentence for event in opportunity.events.newest_first()][:-1]


# Budget


def test_the_same_total_reckoned_differently_tells_the_reckoning(anna):
    sale = make.opportunity(responsible=anna, amount=Decimal(18000))
    sale.revise(MONTHLY, by=anna)
    assert told(sale) == ["changed the budget from €18,000.00 to 12 × €1,500.00 per month = €18,000.00"]
    (german,) = told(sale, "de")
    assert german.replace("\xa0", " ") == (
        "hat das Budget von 18.000,00 € auf 12 × 1.500,00 € pro Monat = 18.000,00 € geändert"
    )


def test_other_periods_of_the_same_number_are_told(anna):
    sale = make.opportunity(responsible=anna, **MONTHLY)
    sale.revise({"amount_type": "week"}, by=anna)
    (sentence,) = told(sale)
    assert "12 × €1,500.00 per month" in sentence
    assert "12 × €1,500.00 per week" in sentence


def test_a_budget_that_goes_is_told_as_it_was_reckoned(anna):
    sale = make.opportunity(responsible=anna, **MONTHLY)
    sale.revise({"amount": None}, by=anna)
    assert told(sale)[-1] == "removed the budget of 12 × €1,500.00 per month = €18,000.00"


def test_without_an_amount_a_currency_and_a_type_are_told_by_themselves(opportunity, anna):
    opportunity.revise({"currency": "CHF"}, by=anna)
    opportunity.revise({"amount_type": "month", "periods": 12}, by=anna)
    opportunity.revise({"periods": 1}, by=anna)
    assert told(opportunity) == [
        "changed the type of the budget to “per month”",
        "changed the type of the budget to “per month”, 12 times",
        "changed the currency from EUR to CHF",
    ]


def test_a_budget_recorded_without_its_reckoning_still_reads(anna):
    sale = make.opportunity(responsible=anna)
    sale.revise({"amount": Decimal(7)}, by=anna)
    event = sale.events.newest_first().first()
    event.particulars["from"] = {"amount": "5", "currency": "EUR"}
    with translation.override("en"):
        assert event.sentence == "changed the budget from €5.00 to €7.00"


# Probability


def test_setting_by_hand_what_the_stage_says_and_back_is_told_as_that(opportunity, anna):
    opportunity.revise({"own_probability": 1}, by=anna)
    opportunity.revise({"own_probability": None}, by=anna)
    assert told(opportunity) == [
        "lets the probability of 1\u00a0% follow the stage again",
        "set the probability of 1\u00a0% by hand",
    ]


# Access


def test_a_grant_is_told_with_its_level_and_a_changed_level_with_what_it_was(restricted, anna, ben, carla, otto):
    restricted.revise({"grants": [Grant(ben, CHANGE), Grant(carla, CHANGE), Grant(otto, VIEW)]}, by=anna)
    assert told(restricted)[0] == (
        "gave access to Otto Test (can view); changed the right of Ben Test (can edit instead of can view)"
    )
    assert told(restricted, "de")[0] == (
        "hat Otto Test (darf ansehen) Zugriff gegeben; "
        "hat das Recht geändert: Ben Test (darf bearbeiten statt darf ansehen)"
    )


def test_a_team_is_told_with_its_level(opportunity, anna):
    team = make.team("Nord 100 %")
    opportunity.revise({"restricted": True, "grants": [Grant(team, CHANGE)]}, by=anna)
    assert told(opportunity) == ["restricted the access and granted it to Nord 100 % (can edit)"]


# All that counts for a second saver


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "Anders"},
        {"description": "Anders"},
        {"expected_close_on": None},
        {"currency": "CHF"},
        {"amount": Decimal(3)},
        {"amount": None},
        {"amount_type": "year"},
        {"periods": 3},
        {"own_probability": 7},
        {"restricted": True},
        {"external_source": "SAP"},
        {"external_id": "4712"},
    ],
    ids=str,
)
@pytest.mark.parametrize("amount", [None, Decimal(100)], ids=["without a budget", "with a budget"])
def test_no_new_version_goes_without_a_word(anna, changes, amount):
    sale = make.opportunity(
        responsible=anna,
        expected_close_on="2026-05-05",
        external_id="4711",
        amount=amount,
        amount_type="day",
        periods=2,
    )
    sale.refresh_from_db()
    revised = sale.revise(changes, by=anna)
    assert len(told(sale)) == revised.version - 1
    assert "nothing" not in "".join(told(sale))


def test_an_external_id_is_told_with_where_it_is_from(opportunity, anna):
    opportunity.revise({"external_id": "4711", "external_source": "SAP"}, by=anna)
    opportunity.revise({"external_id": "4712"}, by=anna)
    opportunity.revise({"external_id": "", "external_source": ""}, by=anna)
    assert told(opportunity) == [
        "removed the external id SAP 4712",
        "changed the external id from SAP 4711 to SAP 4712",
        "set the external id to SAP 4711",
    ]
