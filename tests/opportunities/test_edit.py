"""Changing an opportunity by its form, also when two people do at once."""

from decimal import Decimal

import pytest

from contacts.models import Contact
from core.sharing import CHANGE, VIEW, grants_of
from opportunities import verbs
from opportunities.models import Opportunity
from tests import make


def address(opportunity):
    return f"/opportunities/{opportunity.public_id}/edit/"


def fresh(opportunity):
    return Opportunity.objects.get(pk=opportunity.pk)


@pytest.fixture
def posted(as_):
    """Return what a person's browser would post of the form as it opens, with some fields changed."""

    def post(person, opportunity, **changed):
        form = as_(person).get(address(opportunity)).context["form"]
        fields = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
        if form.grants:
            rows = form.grants.rows()
            fields |= {"grants-TOTAL_FORMS": len(rows), "grants-INITIAL_FORMS": len(rows)}
            for number, row in enumerate(rows):
                fields |= {f"grants-{number}-{name}": value for name, value in row.items()}
        return fields | changed

    return post


def test_it_changes_the_opportunity_and_records_each_change(opportunity, anna, as_, posted):
    answer = as_(anna).post(address(opportunity), posted(anna, opportunity, title="Umbenannt", amount="12,500.50"))
    assert answer["Location"] == opportunity.get_absolute_url()
    changed = fresh(opportunity)
    assert (changed.title, changed.amount, changed.version) == ("Umbenannt", Decimal("12500.5"), 2)
    recorded = {event.verb for event in opportunity.events.all()}
    assert recorded == {verbs.CREATED, verbs.RENAMED, verbs.BUDGET_CHANGED}


def test_saving_without_a_change_does_nothing(restricted, anna, as_, posted):
    as_(anna).post(address(restricted), posted(anna, restricted))
    assert fresh(restricted).version == 1
    assert restricted.events.count() == 2
    assert len(grants_of(restricted)) == 2


def test_a_reader_may_not(restricted, ben, as_, anna, posted):
    form = posted(anna, restricted, title="Ben war hier")
    assert as_(ben).get(address(restricted)).status_code == 403
    assert as_(ben).post(address(restricted), form).status_code == 403
    assert fresh(restricted).title == "Vertraulich"


def test_an_outsider_cannot_see_it(restricted, otto, as_, anna, posted):
    form = posted(anna, restricted, title="Otto war hier")
    assert as_(otto).get(address(restricted)).status_code == 404
    assert as_(otto).post(address(restricted), form).status_code == 404
    assert fresh(restricted).title == "Vertraulich"


def test_a_second_saver_is_told_and_sees_both_texts(opportunity, anna, carla, as_, posted):
    annas, carlas = posted(anna, opportunity, title="Annas Titel"), posted(carla, opportunity, title="Carlas Titel")
    as_(anna).post(address(opportunity), annas)
    answer = as_(carla).post(address(opportunity), carlas)
    assert answer.status_code == 409
    assert answer.context["differences"] == [{"label": "Title", "mine": "Carlas Titel", "theirs": "Annas Titel"}]
    assert 'value="Carlas Titel"' in answer.content.decode()
    assert "Anna Test saved on" in answer.content.decode()
    assert fresh(opportunity).title == "Annas Titel"


def test_saving_again_overwrites_only_what_one_touched(opportunity, anna, carla, as_, posted):
    carlas = posted(carla, opportunity, title="Carlas Titel")
    annas = posted(anna, opportunity, title="Annas Titel", description="Annas Text", tags="Messe", amount="100")
    as_(anna).post(address(opportunity), annas | {"stage": make.stage("Proposal").pk})
    told = as_(carla).post(address(opportunity), carlas).context["form"]
    again = {name: told[name].value() for name in told.fields if told[name].value() not in (None, False)}
    answer = as_(carla).post(address(opportunity), again | {"grants-TOTAL_FORMS": 0, "grants-INITIAL_FORMS": 0})
    assert answer.status_code == 302
    merged = fresh(opportunity)
    assert (merged.title, merged.description, merged.amount) == ("Carlas Titel", "Annas Text", 100)
    assert (merged.stage, [tag.name for tag in merged.tags.all()]) == (make.stage("Proposal"), ["Messe"])


def test_a_conflict_about_access_shows_both(restricted, anna, dora, otto, as_, posted):
    annas = posted(anna, restricted, **{"grants-0-level": CHANGE})
    doras = posted(dora, restricted, **{"grants-1-grantee": f"user:{otto.public_id}", "grants-1-level": VIEW})
    as_(anna).post(address(restricted), annas)
    answer = as_(dora).post(address(restricted), doras)
    assert answer.status_code == 409
    (line,) = answer.context["differences"]
    assert line["label"] == "Access"
    assert "Otto Test (can view)" in line["mine"]
    assert "Ben Test (can edit)" in line["theirs"]


def test_a_contact_typed_in_a_conflict_is_not_made_before_it_is_settled(opportunity, anna, carla, as_, posted):
    carlas = posted(carla, opportunity, new_company="Neu GmbH")
    as_(anna).post(address(opportunity), posted(anna, opportunity, title="Schneller"))
    answer = as_(carla).post(address(opportunity), carlas)
    assert answer.status_code == 409
    assert not Contact.objects.exists()
    assert 'value="Neu GmbH"' in answer.content.decode()


@pytest.mark.parametrize("opened", ["", "[]", "nonsense", '{"title": 5}', "null"])
def test_a_forged_memory_of_the_opening_costs_nothing(opportunity, anna, carla, as_, posted, opened):
    carlas = posted(carla, opportunity, title="Carlas Titel", opened=opened)
    as_(anna).post(address(opportunity), posted(anna, opportunity, title="Annas Titel"))
    assert as_(carla).post(address(opportunity), carlas).status_code == 409


# Access


def test_only_those_who_govern_it_find_the_access_in_the_form(restricted, carla, as_, posted, otto):
    form = as_(carla).get(address(restricted)).context["form"]
    assert "restricted" not in form.fields
    assert form.fields["responsible"].disabled
    forged = posted(carla, restricted, responsible=otto.public_id) | {
        "grants-TOTAL_FORMS": 1,
        "grants-INITIAL_FORMS": 0,
        "grants-0-grantee": f"user:{otto.public_id}",
    }
    assert as_(carla).post(address(restricted), forged).status_code == 302
    assert fresh(restricted).responsible != otto
    assert not Opportunity.objects.visible_to(otto).exists()
    assert fresh(restricted).restricted


@pytest.mark.parametrize("keep", [True, False])
def test_reassigning_asks_whether_the_former_owner_keeps_access(anna, dora, otto, as_, posted, keep):
    secret = make.opportunity(responsible=anna, by=dora, restricted=True)
    form = posted(dora, secret, responsible=otto.public_id) | ({"keep_former_responsible": "on"} if keep else {})
    as_(dora).post(address(secret), form)
    assert fresh(secret).responsible == otto
    assert Opportunity.objects.visible_to(anna).exists() is keep


def test_whoever_gives_it_out_of_hand_is_led_to_the_list(anna, dora, otto, as_, posted):
    secret = make.opportunity(responsible=anna, by=dora, restricted=True)
    answer = as_(anna).post(address(secret), posted(anna, secret, responsible=otto.public_id), follow=True)
    assert answer.redirect_chain[-1][0] == "/opportunities/"
    assert "You have no access to" in answer.content.decode()


def test_a_deactivated_owner_can_stay_but_not_be_chosen(opportunity, anna, dora, as_, posted):
    anna.is_active = False
    anna.save()
    page = as_(dora).get(address(opportunity))
    assert "Anna Test (deactivated)" in page.content.decode()
    assert as_(dora).post(address(opportunity), posted(dora, opportunity, title="Neu")).status_code == 302
    assert fresh(opportunity).responsible == anna


def test_who_would_lose_sight_of_their_tasks_is_said_before(opportunity, anna, otto, as_, posted):
    make.task(opportunity=opportunity, by=anna, assignee=otto, title="Ottos Aufgabe")
    form = posted(anna, opportunity, restricted="on", title="Geheim") | {"grants-TOTAL_FORMS": 0}
    answer = as_(anna).post(address(opportunity), form)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Otto Test" in " ".join(answer.context["warnings"])
    assert 'name="knowing" value="1"' in page
    assert 'value="Geheim"' in page
    assert not fresh(opportunity).restricted
    assert as_(anna).post(address(opportunity), form | {"knowing": "1"}).status_code == 302
    assert fresh(opportunity).restricted


# Probability


def test_an_own_probability_stays_when_other_things_change(opportunity, anna, as_, posted):
    opportunity.revise({"own_probability": 33}, by=anna)
    form = posted(anna, opportunity, title="Anders")
    assert (form["probability"], form["probability_source"]) == (33, "own")
    as_(anna).post(address(opportunity), form)
    assert fresh(opportunity).own_probability == 33


def test_an_own_probability_is_given_up_by_letting_it_follow(opportunity, anna, as_, posted):
    opportunity.revise({"own_probability": 33}, by=anna)
    as_(anna).post(address(opportunity), posted(anna, opportunity, probability_source="follows", probability="1"))
    assert fresh(opportunity).follows_stage


def test_another_stage_asks_whether_to_keep_an_own_probability(opportunity, anna, as_, posted):
    opportunity.revise({"own_probability": 33}, by=anna)
    form = posted(anna, opportunity, stage=make.stage("Proposal").pk)
    asked = as_(anna).post(address(opportunity), form)
    assert asked.status_code == 422
    page = asked.content.decode()
    assert "The probability of 33\u00a0% was set by hand; this stage has 75\u00a0%. Which one shall hold?" in page
    assert "Keep 33\u00a0%" in page
    assert "Follow the stage: 75\u00a0%" in page
    assert fresh(opportunity).stage == make.stage()
    as_(anna).post(address(opportunity), form | {"probability_choice": "keep"})
    assert (fresh(opportunity).stage, fresh(opportunity).own_probability) == (make.stage("Proposal"), 33)
    back = posted(anna, opportunity, stage=make.stage("Qualified").pk, probability_choice="follows")
    as_(anna).post(address(opportunity), back)
    assert (fresh(opportunity).stage, fresh(opportunity).own_probability) == (make.stage("Qualified"), None)


@pytest.mark.parametrize(
    ("typed", "probability"),
    [({"probability": "44"}, 44), ({"probability_source": "follows", "probability": "75"}, 75)],
)
def test_who_decides_on_the_probability_is_not_asked(opportunity, anna, as_, posted, typed, probability):
    opportunity.revise({"own_probability": 33}, by=anna)
    answer = as_(anna).post(address(opportunity), posted(anna, opportunity, stage=make.stage("Proposal").pk, **typed))
    assert answer.status_code == 302
    assert fresh(opportunity).probability == probability


def test_reopening_in_the_form_clears_day_and_reason(opportunity, anna, as_, posted):
    opportunity.revise({"stage": make.stage("Lost")}, by=anna)
    as_(anna).post(address(opportunity), posted(anna, opportunity, stage=make.stage("Negotiation").pk))
    opened = fresh(opportunity)
    assert (opened.closed_on, opened.probability) == (None, 90)


def test_periods_that_were_emptied_are_asked_for(anna, as_, posted):
    row = make.opportunity(responsible=anna, amount=10, amount_type="month", periods=12)
    answer = as_(anna).post(address(row), posted(anna, row, periods=""))
    assert answer.status_code == 422
    assert "periods" in answer.context["form"].errors
    assert fresh(row).periods == 12
