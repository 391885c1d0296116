"""Taking a role or a team from somebody may take open work out of their sight: whoever does it is told before."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from accounts.models import AccountChange, User
from tests import make
from tests.accounts.test_people import form

pytestmark = pytest.mark.django_db

TOLD = "Otto Test would no longer see 1 open task of theirs."


@pytest.fixture
def north(anna, otto):
    """A team whose one member, otto, has an open task on an opportunity that only the team was granted."""
    team = make.team("Nord", members=[otto])
    hidden = make.opportunity(responsible=anna, viewers=[team])
    make.task(by=anna, opportunity=hidden, assignee=User.objects.get(pk=otto.pk))
    return team


def members(team):
    return [person.username for person in team.user_set.all()]


def leave(client, person, **more):
    address = reverse("accounts:person", args=[person.public_id])
    return client.post(address, form(User.objects.get(pk=person.pk), teams=[]) | more)


def test_whoever_takes_a_team_away_is_told_what_is_lost_and_nothing_is_saved(north, otto, dora, as_):
    answer = leave(as_(dora), otto)
    assert answer.status_code == 422
    assert TOLD in answer.content.decode()
    assert members(north) == ["otto"]


def test_saving_again_does_it(north, otto, dora, as_):
    answer = leave(as_(dora), otto)
    knowing = answer.context["form"]["knowing"].value()
    assert leave(as_(dora), otto, knowing=knowing).status_code == 302
    assert members(north) == []


def test_taking_the_role_away_is_told_too(opportunity, anna, otto, dora, as_):
    make.task(by=anna, opportunity=opportunity, assignee=otto)
    address = reverse("accounts:person", args=[otto.public_id])
    answer = as_(dora).post(address, form(otto, role=""))
    assert TOLD in answer.content.decode()
    assert User.objects.get(pk=otto.pk).role


def test_who_loses_nothing_leaves_without_a_question(otto, dora, as_):
    team = make.team("Nord", members=[otto])
    assert leave(as_(dora), otto).status_code == 302
    assert members(team) == []


@pytest.mark.parametrize(("knowing", "staying"), [({}, ["otto"]), ({"knowing": "on"}, [])])
def test_the_administration_of_teams_asks_too(north, dora, as_, knowing, staying):
    address = reverse("admin:accounts_team_change", args=[north.pk])
    answer = as_(dora).post(address, {"name": "Nord", "members": []} | knowing)
    assert (TOLD in answer.content.decode()) is bool(staying)
    assert members(north) == staying


def test_a_team_that_has_access_to_something_is_not_deleted(north, dora, as_):
    answer = as_(dora).post(reverse("admin:accounts_team_delete", args=[north.pk]), {"post": "yes"})
    assert "“Nord” has access to 1 restricted row." in answer.content.decode()
    assert Group.objects.filter(pk=north.pk).exists()


def test_a_team_without_access_is_deleted(dora, as_):
    team = make.team("Süd")
    as_(dora).post(reverse("admin:accounts_team_delete", args=[team.pk]), {"post": "yes"})
    assert not Group.objects.filter(pk=team.pk).exists()


def test_an_account_made_by_hand_is_logged(dora, as_):
    typed = {"username": "neu", "usable_password": "true", "password1": "gut-gewaehlt-7", "password2": "gut-gewaehlt-7"}
    assert as_(dora).post(reverse("admin:accounts_user_add"), typed).status_code == 302
    logged = AccountChange.objects.get(person__username="neu")
    assert (logged.deed, logged.actor) == (AccountChange.Deed.CREATED, dora)


def test_the_filter_of_administrators_shows_superusers(dora, as_):
    User.objects.create_superuser("root", password=make.PASSWORD)
    shown = as_(dora).get(reverse("accounts:people"), {"role": "administration"}).context["people"]
    assert {person.username for person in shown} == {"dora", "root"}
