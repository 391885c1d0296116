"""The rules of an opportunity, whoever asks for a change."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.editing import Conflict
from core.models import Tag
from core.sharing import CHANGE, VIEW, Grant, grants_of
from opportunities import verbs
from opportunities.actions import lose_contact
from opportunities.models import LostReason, Opportunity, Pipeline, Stage
from tests import make


def last_event(opportunity):
    return opportunity.events.order_by("-pk").first()


def test_a_new_one_follows_its_stage(opportunity):
    assert opportunity.probability == 1
    assert opportunity.follows_stage
    assert opportunity.version == 1
    assert [event.verb for event in opportunity.events.all()] == [verbs.CREATED]


def test_moving_changes_the_probability_and_is_recorded(opportunity, anna):
    moved = opportunity.revise({"stage": make.stage("Proposal")}, by=anna)
    assert moved.probability == 75
    assert moved.version == 2
    event = last_event(opportunity)
    assert event.verb == verbs.MOVED
    assert event.particulars["from"]["de"] == "Erstkontakt"
    assert event.particulars["to"]["de"] == "Angebot"


def test_moving_to_where_it_is_does_nothing(opportunity, anna):
    again = opportunity.revise({"stage": make.stage()}, by=anna)
    assert again.version == 1
    assert opportunity.events.count() == 1


def test_a_probability_of_zero_set_by_hand_is_kept_as_zero(opportunity, anna):
    revised = opportunity.revise({"own_probability": 0}, by=anna)
    assert revised.probability == 0
    assert not revised.follows_stage


@pytest.mark.parametrize(("keep", "expected"), [(True, 33), (False, 50)])
def test_a_move_asks_whether_to_keep_ones_own_probability(opportunity, anna, keep, expected):
    opportunity.revise({"own_probability": 33}, by=anna)
    moved = opportunity.revise({"stage": make.stage("Qualified"), "keep_probability": keep}, by=anna)
    assert moved.probability == expected


def test_won_is_a_hundred_percent_whatever_was_set(opportunity, anna):
    opportunity.revise({"own_probability": 33}, by=anna)
    won = opportunity.revise({"stage": make.stage("Won"), "keep_probability": True}, by=anna)
    assert won.probability == 100
    assert won.own_probability is None
    assert won.closed_on == timezone.localdate()


def test_losing_keeps_day_and_reason_and_reopening_clears_them(opportunity, anna):
    day, reason = timezone.localdate() - timedelta(days=3), LostReason.objects.first()
    lost = opportunity.revise({"stage": make.stage("Lost"), "closed_on": day, "lost_reason": reason}, by=anna)
    assert (lost.closed_on, lost.lost_reason, lost.probability) == (day, reason, 0)
    opened = lost.revise({"stage": make.stage("Negotiation")}, by=anna)
    assert (opened.closed_on, opened.lost_reason, opened.probability) == (None, None, 90)


def test_the_closing_day_does_not_lie_in_the_future(opportunity, anna):
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(ValidationError) as refused:
        opportunity.revise({"stage": make.stage("Won"), "closed_on": tomorrow}, by=anna)
    assert "closed_on" in refused.value.message_dict
    assert Opportunity.objects.get().stage == make.stage()


def test_a_final_amount_makes_it_a_fixed_price(anna):
    sold = make.opportunity(responsible=anna, amount=Decimal(1500), amount_type="month", periods=12)
    assert sold.total == Decimal(18000)
    won = sold.revise({"stage": make.stage("Won"), "final_amount": Decimal("17500.5")}, by=anna)
    assert (won.amount, won.amount_type, won.periods, won.total) == (Decimal("17500.5"), "fixed", 1, Decimal("17500.5"))


MONTHLY = {"amount": Decimal(12500), "amount_type": "month", "periods": 12}


def budget_of(row):
    return {name: getattr(row, name) for name in MONTHLY}


def test_reopening_brings_back_the_budget_that_a_final_amount_took_the_place_of(anna):
    sold = make.opportunity(responsible=anna, **MONTHLY)
    sold.revise({"stage": make.stage("Won"), "final_amount": Decimal("140000.5")}, by=anna)
    sold.revise({"stage": make.stage("Lost"), "final_amount": Decimal(10)}, by=anna)
    opened = sold.revise({"stage": make.stage()}, by=anna)
    assert budget_of(opened) == MONTHLY
    assert opened.total == 150000
    assert last_event(opened).verb == verbs.BUDGET_CHANGED
    assert opened.budget_before is None


def test_reopening_one_that_had_no_budget_takes_the_final_amount_away(anna):
    sold = make.opportunity(responsible=anna)
    sold.revise({"stage": make.stage("Won"), "final_amount": Decimal(10)}, by=anna)
    assert sold.revise({"stage": make.stage()}, by=anna).total is None


def test_a_form_that_sends_the_budget_as_it_stands_reopens_as_well(anna):
    sold = make.opportunity(responsible=anna, **MONTHLY)
    won = sold.revise({"stage": make.stage("Won"), "final_amount": Decimal(10)}, by=anna)
    opened = won.revise({"stage": make.stage(), **budget_of(won), "currency": "EUR"}, by=anna)
    assert budget_of(opened) == MONTHLY


def test_a_budget_that_is_set_by_hand_after_closing_stays(anna):
    sold = make.opportunity(responsible=anna, **MONTHLY)
    won = sold.revise({"stage": make.stage("Won"), "final_amount": Decimal(10)}, by=anna)
    won.revise({"amount": Decimal(11)}, by=anna)
    assert sold.revise({"stage": make.stage()}, by=anna).total == 11


def test_a_final_amount_is_not_taken_away_by_silence(anna):
    sold = make.opportunity(responsible=anna, amount=Decimal(1000))
    with pytest.raises(ValidationError) as refused:
        sold.revise({"stage": make.stage("Won"), "final_amount": None}, by=anna)
    assert "final_amount" in refused.value.message_dict
    unknown = make.opportunity(responsible=anna)
    assert unknown.revise({"stage": make.stage("Won"), "final_amount": None}, by=anna).total is None


def test_an_amount_per_period_needs_to_know_how_many(anna):
    with pytest.raises(ValidationError) as refused:
        make.opportunity(responsible=anna, amount=Decimal(10), amount_type="month", periods=None)
    assert "periods" in refused.value.message_dict
    assert make.opportunity(responsible=anna, amount=Decimal(10), periods=None).periods == 1


def test_a_final_amount_that_is_the_total_changes_no_budget(anna):
    sold = make.opportunity(responsible=anna, amount=Decimal(1500), amount_type="month", periods=12)
    won = sold.revise({"stage": make.stage("Won"), "final_amount": Decimal(18000)}, by=anna)
    assert (won.amount, won.periods) == (Decimal(1500), 12)


def test_a_stage_of_another_pipeline_is_refused(opportunity, anna):
    other = Pipeline.objects.create(name_en="Other")
    foreign = Stage.objects.create(pipeline=other, name_en="Elsewhere", probability=5)
    with pytest.raises(ValidationError):
        opportunity.revise({"stage": foreign}, by=anna)


@pytest.mark.parametrize("amount", [Decimal("NaN"), Decimal("1e400"), Decimal(-1), Decimal("0.0001")])
def test_an_amount_that_is_none_is_refused(opportunity, anna, amount):
    with pytest.raises(ValidationError) as refused:
        opportunity.revise({"amount": amount}, by=anna)
    assert "amount" in refused.value.message_dict
    assert Opportunity.objects.get().amount is None


def test_a_total_beyond_the_maximum_is_refused(opportunity, anna):
    changes = {"amount": Decimal(999_999_999_999), "amount_type": "hour", "periods": 10_000}
    with pytest.raises(ValidationError):
        opportunity.revise(changes, by=anna)


@pytest.mark.parametrize("title", ["", "   ", "x" * 256, "a\0b"])
def test_a_title_that_cannot_be_is_refused(opportunity, anna, title):
    with pytest.raises(ValidationError) as refused:
        opportunity.revise({"title": title}, by=anna)
    assert "title" in refused.value.message_dict


def test_no_budget_is_not_a_budget_of_zero(opportunity, anna):
    assert opportunity.total is None
    assert opportunity.revise({"amount": Decimal(0)}, by=anna).total == 0


def test_today_is_not_overdue(opportunity, anna):
    today = date(2026, 5, 5)
    due = opportunity.revise({"expected_close_on": today}, by=anna)
    assert not due.is_overdue(today)
    assert due.is_overdue(today + timedelta(days=1))


def test_a_second_saver_is_told(opportunity, anna, carla):
    opportunity.revise({"title": "Mine"}, by=anna, version=1)
    with pytest.raises(Conflict) as told:
        opportunity.revise({"title": "Theirs"}, by=carla, version=1)
    assert told.value.row.title == "Mine"


def test_only_those_who_govern_it_change_the_access(restricted, carla, otto):
    with pytest.raises(PermissionDenied):
        restricted.revise({"grants": [Grant(otto, CHANGE)]}, by=carla)
    with pytest.raises(PermissionDenied):
        restricted.revise({"restricted": False}, by=carla)
    with pytest.raises(PermissionDenied):
        restricted.revise({"responsible": carla}, by=carla)
    assert otto not in {grant.grantee for grant in grants_of(restricted)}


def test_opening_it_takes_the_grants_away(restricted, anna):
    opened = restricted.revise({"restricted": False}, by=anna)
    assert not opened.restricted
    assert grants_of(opened) == []
    assert last_event(opened).verb == verbs.ACCESS_CHANGED


def test_the_newly_granted_are_named_on_the_event(restricted, anna, ben, carla, otto):
    restricted.revise({"grants": [Grant(ben, VIEW), Grant(carla, VIEW), Grant(otto, VIEW)]}, by=anna)
    assert [one["name"] for one in last_event(restricted).particulars["granted"]] == ["Otto Test"]
    assert {grant.grantee: grant.level for grant in grants_of(restricted)} == {ben: VIEW, carla: VIEW, otto: VIEW}


def test_granting_what_is_granted_does_nothing(restricted, anna, ben, carla):
    restricted.revise({"grants": [Grant(carla, CHANGE), Grant(ben, VIEW)]}, by=anna)
    assert Opportunity.objects.get().version == 1


@pytest.mark.parametrize("keep", [True, False])
def test_the_former_responsible_keeps_access_only_if_said_so(anna, dora, otto, keep):
    secret = make.opportunity(responsible=anna, by=dora, restricted=True)
    secret.revise({"responsible": otto, "keep_former_responsible": keep}, by=dora)
    assert Opportunity.objects.visible_to(anna).filter(pk=secret.pk).exists() is keep


def test_reopening_is_the_stage_and_not_a_form_of_its_own(opportunity, anna):
    won = opportunity.revise({"stage": make.stage("Won")}, by=anna)
    assert won.revise({"title": "Still won"}, by=anna).closed_on == won.closed_on


def test_deleting_takes_all_and_leaves_a_line_in_the_log(opportunity, anna, dora):
    opportunity.add_participant(make.company(by=anna), by=anna)
    counts = opportunity.delete_with_all(by=anna)
    assert not Opportunity.objects.exists()
    assert counts["participants"] == 1
    log = make.events_visible_to(dora)
    assert [event.verb for event in log if event.verb == verbs.DELETED] == [verbs.DELETED]
    assert verbs.DELETED not in [event.verb for event in make.events_visible_to(anna)]


def test_a_refused_owner_is_told_even_with_grants(anna, ben):
    ben.is_active = False
    ben.save()
    with pytest.raises(ValidationError) as refused:
        make.opportunity(responsible=ben, by=anna, viewers=[anna])
    assert "responsible" in refused.value.message_dict


def test_tags_are_given_by_name_and_made_only_with_the_change(opportunity, anna):
    with pytest.raises(Conflict):
        opportunity.revise({"tags": ["Neu"]}, by=anna, version=77)
    with pytest.raises(ValidationError):
        opportunity.revise({"tags": ["Neu"], "title": ""}, by=anna)
    with pytest.raises(ValidationError):
        make.opportunity(responsible=anna, tags=["Neu"], own_probability=101)
    assert not Tag.objects.exists()
    opportunity.revise({"tags": ["Neu"]}, by=anna)
    opportunity.revise({"tags": ["NEU"]}, by=anna)
    assert [tag.name for tag in opportunity.tags.all()] == ["Neu"]
    assert Opportunity.objects.get().version == 2


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite locks the whole database instead")
def test_what_a_contact_changes_in_bulk_is_locked_and_nothing_else(anna):
    company = make.company("Alt", by=anna)
    make.opportunity(responsible=anna, contact=company)
    for change in (lambda: company.revise({"company_name": "Neu"}, by=anna), lambda: lose_contact(company, by=anna)):
        with CaptureQueriesContext(connection) as queries, transaction.atomic():
            change()
        locking = [each["sql"] for each in queries if 'FROM "opportunities_opportunity"' in each["sql"]]
        assert any(sql.endswith('FOR NO KEY UPDATE OF "opportunities_opportunity"') for sql in locking)
    assert "neu" not in Opportunity.objects.get().search_text
