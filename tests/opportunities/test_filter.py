"""The filter above the list of opportunities, as its address may be forged."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from opportunities.models import Opportunity
from tests import make


@pytest.mark.parametrize("part", ["tag", "stage"])
@pytest.mark.parametrize("value", ["9" * 40, "1e400", "%00", "-1", "abc", "999999"])
def test_a_forged_choice_is_told_and_no_server_error(opportunity, anna, as_, part, value):
    answer = as_(anna).get(f"/opportunities/?kind=all&{part}={value}")
    assert answer.status_code == 200
    assert "invalid-feedback" in answer.content.decode()


def titles(answer):
    return {row.title for row in answer.context["page"].rows}


def test_every_part_narrows_the_list(anna, otto, as_):
    """One row fits all parts at once; each other row fails one of them."""
    today = timezone.localdate()
    make.rate("USD", Decimal(1))
    fitting = {"amount": Decimal(500), "currency": "USD", "own_probability": 40}
    make.opportunity(responsible=anna, title="fits", **fitting)
    make.opportunity(responsible=anna, title="small", **fitting | {"amount": Decimal(99)})
    make.opportunity(responsible=anna, title="without", **fitting | {"amount": None})
    make.opportunity(responsible=anna, title="euro", **fitting | {"currency": "EUR"})
    make.opportunity(responsible=anna, title="likely", **fitting | {"own_probability": 90})
    make.opportunity(responsible=anna, title="secret", restricted=True, **fitting)
    old = make.opportunity(responsible=anna, title="old", **fitting)
    Opportunity.objects.filter(pk=old.pk).update(created_at=old.created_at - timedelta(days=9))
    quiet = make.opportunity(responsible=anna, title="quiet", **fitting)
    Opportunity.objects.filter(pk=quiet.pk).update(last_activity_at=quiet.created_at - timedelta(days=9))
    parts = {
        "amount_from=100&amount_to=500": {"small", "without"},
        "currency=USD": {"euro"},
        "probability_from=40&probability_to=40": {"likely"},
        f"created_from={today}&created_to={today}": {"old"},
        f"active_from={today}&active_to={today}": {"quiet"},
        "restricted=no": {"secret"},
    }
    everything = titles(as_(anna).get("/opportunities/?kind=all"))
    for query, left_out in parts.items():
        assert titles(as_(anna).get(f"/opportunities/?{query}")) == everything - left_out, query
    assert titles(as_(anna).get(f"/opportunities/?{'&'.join(parts)}")) == {"fits"}
    pipeline = make.stage().pipeline_id
    assert titles(as_(anna).get(f"/opportunities/?pipeline={pipeline}")) == everything
    assert "secret" not in titles(as_(otto).get("/opportunities/?restricted=yes"))


def test_what_cannot_be_read_is_told_and_the_rest_still_counts(anna, as_, opportunity):
    make.opportunity(responsible=anna, title="won", stage=make.stage("Won"))
    query = f"stage={make.stage('Won').pk}&stage=999999&due_from=nonsense&amount_from=9&amount_to=1"
    answer = as_(anna).get(f"/opportunities/?{query}")
    assert titles(answer) == {"won"}
    told = {part.text: part.trouble for part in answer.context["filter"].parts_set if part.trouble}
    assert set(told) == {"Stage", "Closes from", "Budget up to"}
    for sentence in told.values():
        assert answer.content.decode().count(sentence.replace("’", "’")) >= 2  # at the field, and in the list
    address = next(part.address for part in answer.context["filter"].parts_set if part.text == "Stage")
    assert "999999" not in address
    assert f"stage={make.stage('Won').pk}" in address


def test_a_day_that_an_address_names_stands_in_its_field_as_its_reader_writes_it(anna, as_):
    address = "/opportunities/?due_from=2026-03-31&due_to=irgendwann"
    german, english = (as_(anna, **{"accept-language": code}).get(address).content.decode() for code in ("de", "en"))
    assert 'value="31.03.2026"' in german
    assert 'value="2026-03-31"' not in german
    assert 'value="2026-03-31"' in english
    assert german.count('value="irgendwann"') == english.count('value="irgendwann"') == 1


def test_a_tag_that_only_hidden_rows_bear_is_as_if_it_were_not_there(anna, otto, as_, restricted):
    restricted.revise({"tags": ["geheim"]}, by=anna)
    tag = restricted.tags.get()
    page = as_(otto).get(f"/opportunities/?tag={tag.pk}").content.decode()
    nothing = as_(otto).get("/opportunities/?tag=999999").content.decode()
    assert "geheim" not in page
    assert page.replace(f"tag={tag.pk}", "") == nothing.replace("tag=999999", "") or "does not exist any more" in page
