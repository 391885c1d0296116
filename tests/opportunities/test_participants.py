"""Who takes part: the tab, adding, naming a role, removing."""

import pytest

from opportunities import verbs
from tests import make

GERMAN = {"accept-language": "de"}


def tab(opportunity, verb=""):
    return f"/opportunities/{opportunity.public_id}/participants/{verb}"


@pytest.fixture
def company(anna):
    return make.company("Muster AG", by=anna)


@pytest.fixture
def taking_part(opportunity, company, anna):
    opportunity.add_participant(company, by=anna, role="Beratung")
    return opportunity


def members(opportunity):
    return [contact.name for contact in opportunity.members()]


def test_choosing_a_contact_adds_it(opportunity, company, anna, as_):
    answer = as_(anna).post(tab(opportunity, "add/"), {"contact": company.public_id}, follow=True)
    assert members(opportunity) == ["Muster AG"]
    assert "Muster AG" in answer.content.decode()
    assert opportunity.events.newest_first()[0].verb == verbs.PARTICIPANT_ADDED


def test_adding_it_again_does_nothing(taking_part, company, anna, as_):
    answer = as_(anna).post(tab(taking_part, "add/"), {"contact": company.public_id}, follow=True)
    assert "takes part already" in answer.content.decode()
    assert taking_part.events.count() == 2


def test_without_script_a_contact_is_searched_for(opportunity, company, anna, as_):
    answer = as_(anna).post(tab(opportunity, "add/"), {"contact_words": "must", "find": "contact"})
    assert answer.status_code == 200
    assert f'<option value="{company.public_id}">Muster AG</option>' in answer.content.decode()
    assert members(opportunity) == []


@pytest.mark.parametrize("value", ["", "000000000000", "\0", "1"])
def test_what_is_no_contact_is_told(opportunity, anna, as_, value):
    answer = as_(anna).post(tab(opportunity, "add/"), {"contact": value})
    assert answer.status_code == 422
    assert "contact" in answer.context["form"].errors
    assert members(opportunity) == []


def test_the_own_contact_stands_first_as_main_contact_without_a_bin(company, anna, as_):
    own = make.person("Zuletzt", by=anna)
    opportunity = make.opportunity(responsible=anna, contact=own)
    opportunity.add_participant(company, by=anna)
    page = as_(anna, **GERMAN).get(tab(opportunity)).content.decode()
    assert members(opportunity) == ["Erika Zuletzt", "Muster AG"]
    assert page.index("Erika Zuletzt") < page.index("Hauptkontakt") < page.index("Muster AG")
    assert page.count('title="Löschen"') == 1
    assert f"{own.public_id}/remove/" not in page


def test_the_own_contact_is_not_stored_as_participant(company, anna, as_):
    opportunity = make.opportunity(responsible=anna, contact=company)
    as_(anna).post(tab(opportunity, "add/"), {"contact": company.public_id})
    assert opportunity.participants.count() == 0
    assert opportunity.member_count() == 1


def test_the_tab_counts_everybody_once(taking_part, company, anna, as_):
    taking_part.revise({"contact": company}, by=anna)
    counts = {tab.key: tab.count for tab in as_(anna).get(tab(taking_part)).context["frame"]["tabs"]}
    assert counts["participants"] == 1


def test_the_bin_removes_a_participant(taking_part, company, anna, as_):
    address = tab(taking_part, f"{company.public_id}/remove/")
    as_(anna).post(address)
    assert members(taking_part) == []
    assert taking_part.events.newest_first()[0].verb == verbs.PARTICIPANT_REMOVED
    as_(anna).post(address)
    assert taking_part.events.count() == 3


def test_the_role_is_named_afterwards(taking_part, company, anna, as_):
    address = tab(taking_part, f"{company.public_id}/role/")
    as_(anna).post(address, {"role": "Einkauf"})
    assert taking_part.participants.get().role == "Einkauf"
    assert taking_part.events.newest_first()[0].verb == verbs.PARTICIPANT_ROLE
    as_(anna).post(address, {"role": "Einkauf"})
    assert taking_part.events.count() == 3


def test_a_second_saver_of_a_role_is_told_and_sees_both(taking_part, company, anna, dora, as_):
    taking_part.name_role(company, "Einkauf", by=dora)
    address = tab(taking_part, f"{company.public_id}/role/")
    answer = as_(anna).post(address, {"role": "Technik", "version": "1"})
    assert answer.status_code == 409
    [difference] = answer.context["differences"]
    assert (difference["theirs"], difference["mine"]) == ("Einkauf", "Technik")
    page = answer.content.decode()
    assert "Somebody else has changed this in the meantime" in page
    assert '<details class="quiet-edit" open>' in page
    assert taking_part.participants.get().role == "Einkauf"
    shown = answer.context["role_form"]["version"].value()
    as_(anna).post(address, {"role": "Technik", "version": shown})
    participant = taking_part.participants.get()
    assert (participant.role, participant.version) == ("Technik", 3)


def test_a_second_saver_of_the_very_same_role_need_not_decide(taking_part, company, anna, dora, as_):
    taking_part.name_role(company, "Einkauf", by=dora)
    answer = as_(anna).post(tab(taking_part, f"{company.public_id}/role/"), {"role": "Einkauf", "version": "1"})
    assert answer.status_code == 302
    assert taking_part.participants.get().version == 2


def test_a_role_moves_the_activity_of_the_opportunity_but_not_its_version(taking_part, company, anna):
    taking_part.refresh_from_db()
    before = taking_part.version
    taking_part.name_role(company, "Einkauf", by=anna)
    taking_part.refresh_from_db()
    assert taking_part.version == before


@pytest.mark.parametrize("version", ["0", "x", "9" * 30])
def test_a_version_that_is_none_changes_nothing(taking_part, company, anna, as_, version):
    answer = as_(anna).post(tab(taking_part, f"{company.public_id}/role/"), {"role": "Technik", "version": version})
    assert answer.status_code in (409, 422)
    assert taking_part.participants.get().role == "Beratung"


def test_a_role_that_cannot_be_stays_in_its_field(taking_part, company, anna, as_):
    other = make.company("Zweite AG", by=anna)
    taking_part.add_participant(other, by=anna)
    answer = as_(anna).post(tab(taking_part, f"{company.public_id}/role/"), {"role": "lang " * 2000})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert page.count("at most 100 characters") == 1
    assert page.count(("lang " * 2000).strip()) == 1
    assert page.count('<details class="quiet-edit" open>') == 1
    assert taking_part.participants.get(contact=company).role == "Beratung"


def test_a_reader_sees_them_and_may_not_change_them(restricted, company, anna, ben, as_):
    restricted.add_participant(company, by=anna)
    page = as_(ben).get(tab(restricted))
    assert "Muster AG" in page.content.decode()
    assert "remove/" not in page.content.decode()
    assert as_(ben).post(tab(restricted, "add/"), {"contact": company.public_id}).status_code == 403
    for verb in ("remove", "role"):
        assert as_(ben).post(tab(restricted, f"{company.public_id}/{verb}/")).status_code == 403
    assert members(restricted) == ["Muster AG"]


def test_an_outsider_cannot_see_it(restricted, company, anna, otto, as_):
    restricted.add_participant(company, by=anna)
    assert as_(otto).get(tab(restricted)).status_code == 404
    assert as_(otto).post(tab(restricted, "add/"), {"contact": company.public_id}).status_code == 404
    for verb in ("remove", "role"):
        assert as_(otto).post(tab(restricted, f"{company.public_id}/{verb}/")).status_code == 404
    assert members(restricted) == ["Muster AG"]


def test_a_contact_that_is_none_is_not_there(opportunity, anna, as_):
    for key in ("000000000000", "%00", "x"):
        assert as_(anna).post(tab(opportunity, f"{key}/remove/")).status_code == 404


def test_an_empty_list_says_what_to_do(opportunity, anna, as_):
    assert "Nobody takes part yet." in as_(anna).get(tab(opportunity)).content.decode()
