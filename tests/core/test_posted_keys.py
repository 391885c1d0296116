"""What comes in with a request to the administration pages and can be no key, no year, no number is no error page."""

import pytest

from tests import make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("page", "asked"),
    [
        ("opportunities/salesgoal", {"person": "9" * 30}),
        ("opportunities/opportunity", {"created_at__year": "0"}),
        ("opportunities/opportunity", {"created_at__year": "9" * 30}),
    ],
)
def test_a_filter_that_no_database_can_be_asked_is_left_out(dora, as_, page, asked):
    make.opportunity(responsible=dora)
    address = f"/admin/{page}/"
    answer = as_(dora).get(address, asked)
    if answer.status_code == 302:  # one database has such numbers, another one has not
        assert answer.url == f"{address}?e=1"
    assert as_(dora).get(address, asked, follow=True).status_code == 200
