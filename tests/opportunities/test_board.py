"""The board: what stands in its columns, what they come to, and what a move on it answers."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from opportunities.board import PER_COLUMN
from opportunities.models import Opportunity, Pipeline, Stage
from opportunities.views.board import SUMS
from tests import make

BOARD = reverse("opportunities:board")
ON_BOARD = {"hx-request": "true", "hx-target": "drop"}


def column(browser, name="Initial contact", query=""):
    """Return a column of the board by the English name of its stage."""
    columns = browser.get(f"{BOARD}?{query}").context["board"].columns
    return next(column for column in columns if column.stage.name_en == name)


def titles(found):
    return [row.title for row in found.page.rows]


def drop(browser, opportunity, stage, *, verb="move", **more):
    """Post what the board's script posts when a card is dropped on a stage."""
    sent = {"stage": stage.pk, "version": opportunity.version, "next": BOARD} | more
    return browser.post(reverse(f"opportunities:{verb}", args=[opportunity.public_id]), sent, headers=ON_BOARD)


def fresh(opportunity):
    return Opportunity.objects.get(pk=opportunity.pk)


@pytest.fixture
def elsewhere(db):
    """A stage of another pipeline."""
    partners = Pipeline.objects.create(name_de="Partner", name_en="Partners")
    return Stage.objects.create(pipeline=partners, name_de="Anfrage", name_en="Inquiry", probability=10)


# What it shows


def test_each_open_stage_is_a_column_that_counts_and_adds_up_what_one_may_see(restricted, anna, otto, as_):
    make.opportunity(responsible=anna, amount=Decimal(1000), own_probability=50)
    make.opportunity(responsible=anna, amount=Decimal(500), currency="USD")
    restricted.revise({"amount": Decimal(7000)}, by=anna)
    seen = column(as_(otto)).totals
    assert (seen.count, seen.total, seen.weighted) == (2, Decimal(1000), Decimal(500))
    assert seen.without_rate == (("USD", 1),)
    assert column(as_(anna)).totals.count == 3
    names = [one.stage.name_en for one in as_(anna).get(BOARD).context["board"].columns]
    assert names == [stage.name_en for stage in Stage.objects.in_order() if stage.is_open]


def test_cards_stand_by_close_date_and_every_one_stands_on_one_page(as_, anna):
    today = timezone.localdate()
    for number in range(PER_COLUMN + 3):
        make.opportunity(responsible=anna, title=f"{number}", expected_close_on=today + timedelta(days=number % 5))
    make.opportunity(responsible=anna, title="someday")
    browser = as_(anna)
    first = column(browser)
    stage = first.stage.pk
    more = browser.get(f"{BOARD}?column={stage}&cursor={first.page.after}", headers={"hx-request": "true"})
    rows = [*first.page.rows, *more.context["column"].page.rows]
    assert len({row.pk for row in rows}) == len(rows) == PER_COLUMN + 4
    assert titles(more.context["column"])[-1] == "someday"
    days = [row.expected_close_on for row in rows[:-1]]
    assert days == sorted(days)
    pairs = zip(rows[:-2], rows[1:-1], strict=True)
    assert all(a.last_activity_at > b.last_activity_at for a, b in pairs if a.expected_close_on == b.expected_close_on)
    # Without script the address of the next ones is a page of its own.
    plain = column(browser, query=f"column={stage}&cursor={first.page.after}")
    assert titles(plain) == titles(more.context["column"])


def test_the_lists_filter_holds_here_and_the_switch_keeps_it(as_, anna, ben):
    make.opportunity(responsible=anna, title="hers")
    make.opportunity(responsible=ben, title="his")
    answer = as_(anna).get(f"{BOARD}?who=me&q=h")
    assert [titles(one) for one in answer.context["board"].columns if one.page.rows] == [["hers"]]
    assert f'href="{reverse("opportunities:index")}?who=me&amp;q=h"' in answer.content.decode()


def test_stages_and_state_of_the_filter_choose_the_columns(as_, anna):
    won, proposal = make.stage("Won"), make.stage("Proposal")
    make.opportunity(responsible=anna, stage=won, title="done")
    board = as_(anna).get(f"{BOARD}?stage={won.pk}&stage={proposal.pk}").context["board"]
    assert [one.stage for one in board.columns] == [proposal, won]
    assert [one.stage.kind for one in board.zones] == ["lost"]
    assert titles(column(as_(anna), "Won", "kind=all")) == ["done"]


def test_won_and_lost_say_how_many_came_there_this_month(as_, anna):
    today = timezone.localdate()
    for day in (today, today.replace(day=1), today.replace(day=1) - timedelta(days=1)):
        make.opportunity(responsible=anna, stage=make.stage("Won"), closed_on=day)
    zones = as_(anna).get(BOARD).context["board"].zones
    assert [(zone.stage.kind, zone.count) for zone in zones] == [("won", 2), ("lost", 0)]


def test_each_pipeline_has_its_board(as_, anna, elsewhere, opportunity):
    make.opportunity(responsible=anna, stage=elsewhere, title="a partner")
    browser = as_(anna)
    assert titles(column(browser, "Inquiry", f"pipeline={elsewhere.pipeline_id}")) == ["a partner"]
    assert titles(column(browser, "Inquiry", f"stage={elsewhere.pk}")) == ["a partner"]
    assert titles(column(browser)) == [opportunity.title]


@pytest.mark.parametrize("typed", ["x", "999999", "-1", "9" * 40, "\0", "٣", "a" * 3000])
def test_a_forged_part_of_the_address_leaves_the_board_standing(as_, anna, opportunity, typed):
    stage = opportunity.stage_id
    parts = {"pipeline": typed, "column": typed, "cursor": typed, "stage": typed, "due_from": typed}
    for query in (parts, {"column": str(stage), "cursor": typed}):
        for headers in ({}, {"hx-request": "true"}):
            assert as_(anna).get(BOARD, query, headers=headers).status_code == 200
    assert titles(column(as_(anna), query=f"column={stage}&cursor=a{typed[:9]}")) == [opportunity.title]


def test_any_number_of_cards_costs_the_same_questions(as_, anna):
    browser = as_(anna)
    asked = []
    for number in (1, 20):
        for stage in Stage.objects.filter(kind="open")[:3]:
            for _each in range(number):
                row = make.opportunity(responsible=anna, stage=stage, contact=make.person(by=anna))
                make.task(by=anna, opportunity=row)
        browser.get(BOARD)
        with CaptureQueriesContext(connection) as questions:
            browser.get(BOARD)
        asked.append(len(questions))
    assert asked[0] == asked[1] <= 15


# Moving


def test_a_dropped_card_comes_back_as_it_stands_with_what_the_columns_come_to(as_, anna, opportunity):
    answer = drop(as_(anna), opportunity, make.stage("Proposal"))
    page = answer.content.decode()
    assert fresh(opportunity).stage == make.stage("Proposal")
    assert f'data-stage="{make.stage("Proposal").pk}" data-version="2"' in page
    assert page.count('hx-swap-oob="true"') == Stage.objects.count()
    assert answer.context["refused"] == ""


def test_a_repeated_drop_is_no_error_and_moves_nothing(as_, anna, opportunity):
    for _twice in range(2):
        answer = drop(as_(anna), opportunity, make.stage("Proposal"))
    assert (answer.status_code, answer.context["refused"]) == (200, "")
    assert fresh(opportunity).version == 2


def test_the_second_of_two_who_drag_one_card_is_told_where_it_stands(as_, anna, carla, opportunity):
    drop(as_(carla), opportunity, make.stage("Proposal"))
    for stage in ("Qualified", "Won"):
        answer = drop(as_(anna), opportunity, make.stage(stage))
        assert answer.status_code == 409
        assert "Somebody else was faster; the opportunity stands at “Proposal” now." in answer.content.decode()
    assert fresh(opportunity).stage == make.stage("Proposal")


def test_a_stage_that_cannot_be_is_refused_in_a_sentence_and_the_card_comes_back(as_, anna, opportunity, elsewhere):
    for stage, sentence in (
        (elsewhere, "This stage belongs to another pipeline."),
        (Stage(pk=999999), "Choose a stage"),
    ):
        for verb in ("move", "close"):
            answer = drop(as_(anna), opportunity, stage, verb=verb)
            assert answer.status_code == 422
            assert sentence in answer.context["refused"]
            assert f'id="card-{opportunity.public_id}"' in answer.content.decode()
    assert fresh(opportunity).stage == make.stage()


def test_won_and_lost_ask_in_the_dialog_and_then_answer_the_board(as_, anna, opportunity):
    browser, lost = as_(anna), make.stage("Lost")
    asked = browser.get(drop(browser, opportunity, lost).url, headers=ON_BOARD)
    assert 'hx-target="#drop"' in asked.content.decode()
    assert fresh(opportunity).stage == make.stage()
    late = timezone.localdate() + timedelta(days=2)
    wrong = drop(browser, opportunity, lost, verb="close", closed_on=late.isoformat())
    assert (wrong.status_code, wrong.context["form"].errors.keys()) == (422, {"closed_on"})
    done = drop(browser, opportunity, lost, verb="close", closed_on=timezone.localdate().isoformat())
    assert (done.context["refused"], fresh(opportunity).stage) == ("", lost)
    assert [zone.count for zone in done.context["board"].zones] == [0, 1]


def test_a_probability_of_its_own_is_asked_about(as_, anna):
    row, browser = make.opportunity(responsible=anna, own_probability=33), as_(anna)
    asked = browser.get(drop(browser, row, make.stage("Proposal")).url, headers=ON_BOARD).content.decode()
    assert "Follow the stage: 75\u00a0%" in asked
    drop(browser, row, make.stage("Proposal"), probability="keep")
    assert (fresh(row).stage, fresh(row).probability) == (make.stage("Proposal"), 33)


def test_without_script_a_form_moves_and_leads_back_to_the_board(as_, anna, opportunity):
    browser, back = as_(anna), f"{BOARD}?who=me"
    address = reverse("opportunities:move", args=[opportunity.public_id])
    page = browser.get(address, {"next": back})
    assert [stage.name_en for stage in page.context["stages"]][-2:] == ["Won", "Lost"]
    sent = {"stage": make.stage("Proposal").pk, "version": 1}
    assert browser.post(address, sent | {"next": back}).url == back
    away = browser.post(address, {"stage": make.stage().pk, "version": 2, "next": "https://example.com/"})
    assert away.url == opportunity.get_absolute_url()
    asked = browser.post(address, {"stage": make.stage("Won").pk, "version": 3, "next": back})
    page = browser.get(asked.url).content.decode()
    assert f'<input type="hidden" name="next" value="{back}">' in page


def test_a_reader_sees_the_card_without_a_way_to_move_it_and_an_outsider_does_not(restricted, ben, otto, as_):
    card = f'id="card-{restricted.public_id}"'
    page = as_(ben).get(BOARD).content.decode()
    assert card in page
    assert "data-move=" not in page
    assert card not in as_(otto).get(BOARD).content.decode()
    for person, status in ((ben, 403), (otto, 404)):
        assert drop(as_(person), restricted, make.stage("Proposal")).status_code == status
    assert fresh(restricted).stage == make.stage()


def test_a_long_board_is_added_up_after_it_has_appeared(as_, anna, monkeypatch):
    monkeypatch.setattr("opportunities.board.AT_ONCE", 2)
    for _each in range(3):
        make.opportunity(responsible=anna, title="Lang", amount=Decimal(100))
    browser = as_(anna)
    page = browser.get(f"{BOARD}?who=me").content.decode()
    assert "Lang" in page
    assert "€300.00" not in page
    assert f'hx-get="?who=me&amp;{SUMS}=1"' in page
    assert f'href="?who=me&amp;{SUMS}=1"' in page
    heads = browser.get(f"{BOARD}?who=me&{SUMS}=1", headers={"hx-request": "true"}).content.decode()
    assert "€300.00" in heads
    assert "<html" not in heads
    assert "Lang" not in heads
    whole = browser.get(f"{BOARD}?who=me&{SUMS}=1").content.decode()
    assert "€300.00" in whole
    assert "Lang" in whole
