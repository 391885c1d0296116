"""A form that is posted twice makes one row; another text in the same form is another row, and never lost."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from core.editing import save_first
from opportunities.models import ExchangeRate, Opportunity, SavedView, save_view
from tests import make

pytestmark = pytest.mark.django_db


def typed(browser, **changes):
    form = browser.get("/opportunities/new/").context["form"]
    sent = {bound.html_name: value for bound in form if (value := bound.value()) not in (None, False, "")}
    return sent | {"title": "Neue Halle", "grants-TOTAL_FORMS": "0", "grants-INITIAL_FORMS": "0"} | changes


def test_the_same_post_twice_makes_one_row(anna, as_):
    browser = as_(anna)
    sent = typed(browser)
    first, second = (browser.post("/opportunities/new/", sent) for _twice in range(2))
    assert first.status_code == 302
    assert first["Location"] == second["Location"]
    assert Opportunity.objects.count() == 1


def test_the_second_of_two_who_make_the_only_row_at_the_same_moment_reads_the_sentence_of_the_rule(anna):
    """Both looked, and saw nothing; the constraint of the database refuses the second."""
    make.rate("CHF", Decimal("0.9345"))
    second = ExchangeRate(base="EUR", currency="CHF", day=timezone.localdate(), rate=Decimal("0.94"))
    with pytest.raises(ValidationError, match="There is a rate of this currency on that day already"):
        save_first(second)
    view = save_view({"name": "Meine"}, by=anna)
    with pytest.raises(ValidationError):
        save_first(SavedView(owner=view.owner, name=view.name))


def test_another_text_in_the_same_form_is_not_lost(anna, as_):
    browser = as_(anna)
    sent = typed(browser)
    browser.post("/opportunities/new/", sent)
    browser.post("/opportunities/new/", sent | {"title": "Andere Halle"})
    assert sorted(Opportunity.objects.values_list("title", flat=True)) == ["Andere Halle", "Neue Halle"]
