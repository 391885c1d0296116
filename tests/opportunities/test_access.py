"""Who has access to an opportunity: the page that changes it, and the rule itself."""

import pytest
from django.contrib.auth.models import Group

from accounts.models import User
from accounts.roles import Role
from core.sharing import CHANGE, VIEW, Grant, grants_of
from opportunities import verbs
from opportunities.models import Opportunity
from tests import make


def address(opportunity):
    return f"/opportunities/{opportunity.public_id}/access/"


def rows(*grants, version, restricted=True):
    form = {"grants-TOTAL_FORMS": len(grants), "grants-INITIAL_FORMS": 0, "version": version}
    for number, (person, level) in enumerate(grants):
        form |= {f"grants-{number}-grantee": f"user:{person.public_id}", f"grants-{number}-level": level}
    return form | ({"restricted": "on"} if restricted else {})


def levels(opportunity):
    return {str(grant.grantee): grant.level for grant in grants_of(opportunity)}


def test_it_restricts_and_grants(opportunity, anna, ben, otto, as_):
    as_(anna).post(address(opportunity), rows((ben, VIEW), version=1))
    assert levels(opportunity) == {"Ben Test": VIEW}
    assert not Opportunity.objects.visible_to(otto).exists()
    event = opportunity.events.newest_first()[0]
    assert event.verb == verbs.ACCESS_CHANGED
    assert event.sentence == "restricted the access and granted it to Ben Test (can view)"


def test_what_changed_is_told_in_words(restricted, anna, ben, carla, otto, as_):
    as_(anna).post(address(restricted), rows((ben, VIEW), (otto, VIEW), version=1))
    assert (
        restricted.events.newest_first()[0].sentence
        == "gave access to Otto Test (can view) and took it from Carla Test"
    )
    as_(anna).post(address(restricted), rows((ben, CHANGE), (otto, VIEW), version=2))
    assert (
        restricted.events.newest_first()[0].sentence == "changed the right of Ben Test (can edit instead of can view)"
    )


def test_opening_it_to_everybody_takes_the_grants_away(restricted, anna, otto, as_):
    as_(anna).post(address(restricted), rows(version=1, restricted=False))
    assert levels(restricted) == {}
    assert Opportunity.objects.visible_to(otto).exists()


def test_the_same_again_does_nothing(restricted, anna, ben, carla, as_):
    as_(anna).post(address(restricted), rows((carla, CHANGE), (ben, VIEW), version=1))
    assert Opportunity.objects.get().version == 1


def test_owner_and_creator_cannot_lock_themselves_out(anna, dora, as_):
    owned = make.opportunity(responsible=anna, by=make.user("maker"))
    as_(anna).post(address(owned), rows(version=1))
    assert Opportunity.objects.visible_to(anna).exists()
    assert Opportunity.objects.visible_to(User.objects.get(username="maker")).exists()


def test_a_grant_for_the_owner_or_the_creator_is_not_needed_and_not_kept(anna, dora, ben, as_):
    owned = make.opportunity(responsible=anna, by=dora)
    as_(anna).post(address(owned), rows((anna, VIEW), (dora, CHANGE), (ben, VIEW), version=1))
    assert levels(owned) == {"Ben Test": VIEW}


@pytest.mark.parametrize("who", ["ben", "carla"])
def test_those_who_do_not_govern_it_may_not(restricted, who, otto, as_):
    person = User.objects.get(username=who)
    assert as_(person).get(address(restricted)).status_code == 403
    assert as_(person).post(address(restricted), rows((otto, VIEW), version=1)).status_code == 403
    assert "Otto Test" not in levels(restricted)


def test_an_outsider_cannot_see_it(restricted, otto, as_):
    assert as_(otto).get(address(restricted)).status_code == 404
    assert as_(otto).post(address(restricted), rows((otto, CHANGE), version=1)).status_code == 404
    assert "Otto Test" not in levels(restricted)


def test_an_administrator_may(restricted, dora, otto, as_):
    as_(dora).post(address(restricted), rows((otto, VIEW), version=1))
    assert levels(restricted) == {"Otto Test": VIEW}


def test_a_second_saver_is_told(restricted, anna, dora, ben, otto, as_):
    as_(dora).post(address(restricted), rows((otto, VIEW), version=1))
    answer = as_(anna).post(address(restricted), rows((ben, CHANGE), version=1))
    assert answer.status_code == 409
    (line,) = answer.context["differences"]
    assert ("Otto" in line["theirs"], "Ben Test (can edit)" in line["mine"]) == (True, True)
    assert levels(restricted) == {"Otto Test": VIEW}


def test_who_would_lose_sight_of_tasks_is_said_before(opportunity, anna, ben, as_):
    make.task(opportunity=opportunity, by=anna, assignee=ben)
    answer = as_(anna).post(address(opportunity), rows(version=1))
    assert answer.status_code == 422
    assert "Ben Test" in answer.context["warnings"][0]
    assert not Opportunity.objects.get().restricted
    as_(anna).post(address(opportunity), rows(version=1) | {"knowing": "1"})
    assert Opportunity.objects.get().restricted


def test_its_page_says_who_has_access(restricted, anna, as_):
    team = Group.objects.create(name="Team Nord")
    restricted.group_grants.create(
        group=team, permission=restricted.user_grants.first().permission, granted_by=anna, content_object=restricted
    )
    page = as_(anna, **{"accept-language": "de"}).get(restricted.get_absolute_url()).content.decode()
    for words in ("Zugriff haben", "Ben Test", "darf ansehen", "Carla Test", "darf bearbeiten", "Team Nord"):
        assert words in page, words


def test_a_deactivated_grantee_stays_in_the_form_and_sees_nothing(restricted, anna, ben, as_):
    ben.is_active = False
    ben.save()
    assert "Ben Test (deactivated)" in as_(anna).get(address(restricted)).content.decode()
    assert not Opportunity.objects.visible_to(User.objects.get(pk=ben.pk)).exists()


def test_a_grant_to_change_is_capped_by_the_role(restricted, anna, rita, as_):
    as_(anna).post(address(restricted), rows((rita, CHANGE), version=1))
    assert as_(rita).get(restricted.get_absolute_url()).status_code == 200
    assert as_(rita).get(f"{restricted.get_absolute_url()}edit/").status_code == 403


def test_a_person_without_a_role_sees_nothing_whatever_was_granted(restricted, anna, as_):
    nobody = make.user("nobody", role=None)
    restricted.revise({"grants": [], "restricted": True}, by=anna)
    restricted.user_grants.create(
        user=nobody,
        permission_id=_any_permission(),
        granted_by=anna,
        content_object=restricted,
    )
    assert not Opportunity.objects.visible_to(nobody).exists()
    assert nobody not in User.objects.who_may_see(restricted)
    assert nobody.role != Role.SALES


def _any_permission():
    return (
        Group.permissions.through._meta.get_field("permission")
        .related_model.objects.get(codename="view_opportunity")
        .pk
    )


def test_who_becomes_responsible_and_is_so_no_longer_keeps_no_access(anna, ben, dora, otto):
    row = make.opportunity(responsible=anna, by=anna, editors=[ben])
    row.revise({"responsible": ben}, by=dora)
    assert levels(row) == {}
    row.revise({"responsible": otto}, by=dora)
    assert not Opportunity.objects.visible_to(ben).exists()


def test_a_grant_from_before_does_not_outlive_being_responsible(anna, ben, carla, dora, otto):
    row = make.opportunity(responsible=ben, by=anna, viewers=[carla])
    row.user_grants.create(
        user=ben, permission=row.user_grants.get().permission, granted_by=anna, content_object=row
    )  # as rows from before this rule
    row.revise({"responsible": otto}, by=dora)
    assert levels(row) == {"Carla Test": VIEW}
    assert row.events.newest_first()[0].sentence == "took the access from Ben Test"


def test_what_is_not_needed_any_more_is_no_news(anna, ben, carla, dora):
    row = make.opportunity(responsible=anna, by=dora, editors=[ben, carla])
    row.revise({"responsible": ben}, by=dora)
    assert levels(row) == {"Carla Test": CHANGE}
    assert row.events.newest_first()[0].verb == verbs.RESPONSIBLE_CHANGED


def test_the_former_one_who_is_kept_is_granted_access_told_and_recorded(anna, ben, dora, otto):
    row = make.opportunity(responsible=ben, by=anna, restricted=True)
    row.revise({"responsible": otto, "keep_former_responsible": True}, by=dora)
    assert levels(row) == {"Ben Test": CHANGE}
    event = row.events.newest_first()[0]
    assert event.sentence == "gave access to Ben Test (can edit)"
    assert event.particulars["granted"] == [{"user": ben.pk, "name": "Ben Test", "level": CHANGE}]
    row.revise({"responsible": otto, "keep_former_responsible": True}, by=dora)
    assert row.events.newest_first()[0] == event


def test_the_former_one_may_be_granted_access_by_name(anna, ben, dora, otto):
    row = make.opportunity(responsible=ben, by=anna, restricted=True)
    row.revise({"responsible": otto, "restricted": True, "grants": [Grant(ben, VIEW)]}, by=dora)
    assert levels(row) == {"Ben Test": VIEW}


def test_the_administration_shows_who_has_access_and_changes_nothing(anna, ben, dora, as_):
    row = make.opportunity(responsible=anna, restricted=True, viewers=[ben])
    page = as_(dora).get(f"/admin/opportunities/opportunity/{row.pk}/change/").content.decode()
    assert "Ben Test" in page
    assert "user_grants-0-DELETE" not in page
    assert "can view" in page or "darf ansehen" in page
