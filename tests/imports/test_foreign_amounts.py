"""Amounts in other currencies that an import brings, changes and gives back are converted as everybody else's."""

from datetime import date
from decimal import Decimal

import pytest

from opportunities.models import Opportunity
from tests import make
from tests.imports.conftest import start, work
from tests.imports.test_match import bring_in

pytestmark = pytest.mark.django_db

FILE = (
    "ID;Titel;Kontakt;Phase;Summe;Währung;Geschätzte Fälligkeit\n"
    "A1;Neue Halle;Muster AG;Angebot;100,00;CHF;31.12.2026\n"
    "A2;Zweite Halle;Muster AG;Gewonnen;100,00;CHF;15.03.2026\n"
    "A3;Dritte Halle;Muster AG;Angebot;100,00;EUR;31.12.2026\n"
    "A4;Vierte Halle;Muster AG;Angebot;100,00;USD;31.12.2026\n"
)


def amounts():
    return list(Opportunity.objects.order_by("external_id").values_list("base_total", flat=True))


def test_new_rows_changed_ones_and_those_given_back_have_their_amount_in_the_base_currency(anna, as_, bring):
    make.rate("CHF", Decimal("0.5"), date(2026, 3, 1))
    make.rate("CHF", Decimal("0.8"), date(2026, 4, 1))
    browser = as_(anna)
    start(browser, bring_in(browser, bring, FILE))
    assert amounts() == [125, 200, 100, None]
    run = start(browser, bring_in(browser, bring, FILE.replace("100,00;CHF", "40,00;CHF").replace("USD", "EUR")))
    assert amounts() == [50, 80, 100, 100]
    browser.post(f"/import/{run.public_id}/undo/")
    work(run)
    assert amounts() == [125, 200, 100, None]
