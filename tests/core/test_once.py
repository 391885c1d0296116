"""A form that is posted twice makes one row; another text in the same form is another row, and never lost."""

import pytest

from opportunities.models import Opportunity

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


def test_another_text_in_the_same_form_is_not_lost(anna, as_):
    browser = as_(anna)
    sent = typed(browser)
    browser.post("/opportunities/new/", sent)
    browser.post("/opportunities/new/", sent | {"title": "Andere Halle"})
    assert sorted(Opportunity.objects.values_list("title", flat=True)) == ["Andere Halle", "Neue Halle"]
