"""Moving an opportunity to another stage, on its page."""

import pytest

from opportunities import verbs
from opportunities.models import LostReason, Opportunity, Pipeline, Stage
from tests import make


def address(opportunity, verb="move"):
    return f"/opportunities/{opportunity.public_id}/{verb}/"


def chosen(name, opportunity, **more):
    return {"stage": make.stage(name).pk, "version": Opportunity.objects.get(pk=opportunity.pk).version} | more


def fresh(opportunity):
    return Opportunity.objects.get(pk=opportunity.pk)


def test_it_moves_and_the_probability_follows(opportunity, anna, as_):
    answer = as_(anna).post(address(opportunity), chosen("Proposal", opportunity), follow=True)
    assert (fresh(opportunity).stage, fresh(opportunity).probability) == (make.stage("Proposal"), 75)
    assert "75\u00a0%" in answer.content.decode()


def test_it_is_recorded(opportunity, anna, as_):
    as_(anna).post(address(opportunity), chosen("Proposal", opportunity))
    event = opportunity.events.newest_first()[0]
    assert (event.verb, event.actor) == (verbs.MOVED, anna)


def test_moving_to_where_it_is_does_nothing(opportunity, anna, as_):
    as_(anna).post(address(opportunity), chosen("Initial contact", opportunity))
    assert fresh(opportunity).version == 1
    assert opportunity.events.count() == 1


def test_a_reader_may_not(restricted, ben, as_):
    assert as_(ben).post(address(restricted), chosen("Proposal", restricted)).status_code == 403
    assert fresh(restricted).stage == make.stage()
    assert b'id="move"' not in as_(ben).get(restricted.get_absolute_url()).content


def test_an_outsider_cannot_see_it(restricted, otto, as_):
    assert as_(otto).post(address(restricted), chosen("Proposal", restricted)).status_code == 404
    assert fresh(restricted).stage == make.stage()


def test_the_german_page_offers_the_stages_by_their_german_names(opportunity, anna, as_):
    page = as_(anna, **{"accept-language": "de"}).get(opportunity.get_absolute_url()).content.decode()
    assert "Verkaufschance in der Phase" in page
    for name in ("Erstkontakt", "Bedarfsermittlung", "Angebot", "Verhandlung", "Gewonnen", "Verloren"):
        assert name in page


@pytest.mark.parametrize("value", ["", "999999", "x", "1e400", "\0", "9" * 30])
def test_what_is_no_stage_is_told_and_changes_nothing(opportunity, anna, as_, value):
    answer = as_(anna).post(address(opportunity), {"stage": value}, follow=True)
    assert answer.status_code == 200
    assert "Choose a stage that is in the list." in answer.content.decode()
    assert fresh(opportunity).stage == make.stage()


def test_a_stage_of_another_pipeline_is_none_of_its_stages(opportunity, anna, as_):
    other = Pipeline.objects.create(name_en="Other")
    foreign = Stage.objects.create(pipeline=other, name_en="Elsewhere", probability=100, kind="won")
    as_(anna).post(address(opportunity), {"stage": foreign.pk})
    as_(anna).post(address(opportunity, "close"), {"stage": foreign.pk, "closed_on": "2026-01-01"})
    assert fresh(opportunity).stage == make.stage()


def test_somebody_who_was_slower_is_told(opportunity, anna, carla, as_):
    late = chosen("Proposal", opportunity)
    as_(carla).post(address(opportunity), chosen("Qualified", opportunity))
    answer = as_(anna).post(address(opportunity), late, follow=True)
    assert "Somebody else was faster" in answer.content.decode()
    assert fresh(opportunity).stage == make.stage("Qualified")


# One's own probability


def test_with_an_own_probability_it_asks_whether_to_keep_it(opportunity, anna, as_):
    opportunity.revise({"own_probability": 33}, by=anna)
    asked = as_(anna).post(address(opportunity), chosen("Proposal", opportunity), follow=True)
    page = asked.content.decode()
    assert "Keep 33\u00a0%" in page
    assert "Follow the stage: 75\u00a0%" in page
    assert fresh(opportunity).stage == make.stage()


@pytest.mark.parametrize(("answer", "expected"), [("keep", 33), ("follow", 75)])
def test_the_answer_decides(opportunity, anna, as_, answer, expected):
    opportunity.revise({"own_probability": 33}, by=anna)
    as_(anna).post(address(opportunity), chosen("Proposal", opportunity, probability=answer))
    assert fresh(opportunity).stage == make.stage("Proposal")
    assert fresh(opportunity).probability == expected


# Won and lost


def test_winning_asks_for_day_and_final_amount(anna, as_):
    sold = make.opportunity(responsible=anna, amount=1000)
    asked = as_(anna).post(address(sold), chosen("Won", sold), follow=True)
    assert asked.redirect_chain[-1][0].startswith(address(sold, "close"))
    form = asked.context["form"]
    assert (form["closed_on"].value(), form["final_amount"].value()) is not None
    assert "lost_reason" not in form.fields
    answer = as_(anna).post(
        address(sold, "close"), chosen("Won", sold, closed_on="2026-01-05", final_amount="900.50"), follow=True
    )
    assert answer.redirect_chain[-1][0] == sold.get_absolute_url()
    won = fresh(sold)
    assert (won.stage.kind, str(won.closed_on), str(won.total)) == ("won", "2026-01-05", "900.500")


def test_a_final_amount_that_was_emptied_is_asked_for(anna, as_):
    sold = make.opportunity(responsible=anna, amount=1000)
    answer = as_(anna).post(address(sold, "close"), chosen("Won", sold, closed_on="2026-01-05", final_amount=""))
    assert answer.status_code == 422
    assert answer.context["form"].errors["final_amount"] == ["Enter the amount in the end, or 0 where there is none."]
    assert fresh(sold).stage == make.stage()


def test_losing_asks_for_the_reason_too(opportunity, anna, as_):
    asked = as_(anna, **{"accept-language": "de"}).get(f"{address(opportunity, 'close')}?stage={make.stage('Lost').pk}")
    page = asked.content.decode()
    assert "Abgeschlossen am" in page
    assert "Verlustgrund" in page
    assert "Wettbewerber" in page
    reason = asked.context["form"].fields["lost_reason"].queryset[1]
    as_(anna).post(
        address(opportunity, "close"), chosen("Lost", opportunity, closed_on="2026-01-05", lost_reason=reason.pk)
    )
    assert (fresh(opportunity).probability, fresh(opportunity).lost_reason) == (0, reason)
    assert "Wettbewerber" in as_(anna, **{"accept-language": "de"}).get(opportunity.get_absolute_url()).content.decode()


def test_reopening_clears_day_and_reason(opportunity, anna, as_):
    opportunity.revise({"stage": make.stage("Won")}, by=anna)
    as_(anna).post(address(opportunity), chosen("Negotiation", opportunity))
    assert (fresh(opportunity).closed_on, fresh(opportunity).probability) == (None, 90)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("closed_on", ""),
        ("closed_on", "31.2.2026"),
        ("closed_on", "2199-01-01"),
        ("closed_on", "2026-12-31T00:00"),
        ("final_amount", "NaN"),
        ("final_amount", "1e400"),
        ("final_amount", "-1"),
        ("final_amount", "1.2.3"),
        ("lost_reason", "999999"),
        ("lost_reason", "\0"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(opportunity, anna, as_, field, value):
    form = chosen("Lost", opportunity, closed_on="2026-01-05", final_amount="77") | {field: value}
    answer = as_(anna).post(address(opportunity, "close"), form)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert fresh(opportunity).stage == make.stage()
    if field != "final_amount":
        assert 'value="77"' in answer.content.decode()


def test_closing_is_not_for_readers_and_outsiders(restricted, ben, otto, as_):
    form = chosen("Won", restricted, closed_on="2026-01-05")
    for person, status in ((ben, 403), (otto, 404)):
        assert as_(person).get(address(restricted, "close")).status_code == status
        assert as_(person).post(address(restricted, "close"), form).status_code == status
    assert fresh(restricted).stage == make.stage()


def test_a_pipeline_without_a_closed_stage_is_no_server_error(opportunity, anna, as_):
    Stage.objects.exclude(kind="open").delete()
    answer = as_(anna).get(address(opportunity, "close"), follow=True)
    assert answer.status_code == 200


def test_who_closes_too_late_keeps_what_they_typed(opportunity, anna, carla, as_):
    late = chosen("Won", opportunity, closed_on="2026-01-05", final_amount="77")
    as_(carla).post(address(opportunity), chosen("Qualified", opportunity))
    answer = as_(anna).post(address(opportunity, "close"), late)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Carla Test saved on" in page
    assert 'value="77"' in page
    assert answer.context["differences"][0] == {"label": "Stage", "mine": "Won", "theirs": "Qualified"}
    assert fresh(opportunity).stage == make.stage("Qualified")
    as_(anna).post(address(opportunity, "close"), late | {"version": answer.context["form"]["version"].value()})
    assert fresh(opportunity).stage == make.stage("Won")


def test_two_who_close_at_once_see_day_amount_and_reason_of_both(opportunity, anna, dora, as_):
    reason, other = LostReason.objects.filter(active=True)[:2]
    late = chosen("Lost", opportunity, closed_on="2026-02-06", final_amount="222", lost_reason=other.pk)
    annas = {"closed_on": "2026-01-05", "final_amount": "111", "lost_reason": reason.pk}
    as_(anna).post(address(opportunity, "close"), chosen("Lost", opportunity, **annas))
    answer = as_(dora).post(address(opportunity, "close"), late)
    assert answer.status_code == 409
    assert [(line["label"], line["mine"], line["theirs"]) for line in answer.context["differences"]] == [
        ("Closed on", "6 Feb 2026", "5 Jan 2026"),
        ("Final amount", "€222.00", "€111.00"),
        ("Lost reason", other.name, reason.name),
    ]
    assert "€111.00" in answer.content.decode()
    as_(dora).post(address(opportunity, "close"), late | {"version": answer.context["form"]["version"].value()})
    assert (fresh(opportunity).total, fresh(opportunity).lost_reason) == (222, other)


def test_who_closes_too_late_overwrites_only_what_they_touched(anna, dora, as_):
    sold = make.opportunity(responsible=anna, amount=1000)
    opened = as_(dora).get(f"{address(sold, 'close')}?stage={make.stage('Won').pk}").context["form"]
    doras = {name: opened[name].value() for name in opened.fields} | {"closed_on": "2026-02-06"}
    as_(anna).post(address(sold, "close"), chosen("Won", sold, closed_on="2026-01-05", final_amount="111"))
    told = as_(dora).post(address(sold, "close"), doras)
    assert [line["label"] for line in told.context["differences"]] == ["Closed on"]
    again = {name: told.context["form"][name].value() for name in told.context["form"].fields}
    assert as_(dora).post(address(sold, "close"), again).status_code == 302
    assert (str(fresh(sold).closed_on), fresh(sold).total) == ("2026-02-06", 111)
