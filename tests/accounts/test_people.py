"""The page of administrators: who is there, role and teams, and what was changed."""

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts.models import AccountChange, Invitation, User
from accounts.roles import Role, role_group, role_groups, seed_role_groups
from tests import make

PEOPLE = "/people/"


def form(person: User, **fields):
    kept = {"first_name": person.first_name, "last_name": person.last_name, "email": person.email}
    return kept | {"role": person.held_role or "", "teams": [t.pk for t in person.teams]} | fields


def save(client, person: User, **fields):
    return client.post(reverse("accounts:person", args=[person.public_id]), form(person, **fields))


def names(answer) -> list[str]:
    return [person.username for person in answer.context["people"]]


def test_the_list_shows_everybody_and_narrows(dora, anna, rita, as_):
    team = Group.objects.create(name="Nord")
    anna.join_only([team], by=dora)
    rita.deactivate(by=dora)
    client = as_(dora)
    assert names(client.get(PEOPLE)) == ["anna", "dora", "rita"]
    assert names(client.get(PEOPLE, {"q": "ANN test"})) == ["anna"]
    assert names(client.get(PEOPLE, {"q": "dora@example"})) == ["dora"]
    assert names(client.get(PEOPLE, {"role": "sales"})) == ["anna"]
    assert names(client.get(PEOPLE, {"team": team.pk})) == ["anna"]
    assert names(client.get(PEOPLE, {"state": "deactivated"})) == ["rita"]
    assert names(client.get(PEOPLE, {"state": "active"})) == ["anna", "dora"]


def test_umlauts_are_found_however_they_are_typed(dora, as_):
    make.user("jm", last_name="Müller")
    for typed in ("müller", "MULLER", "Mueller"):
        assert names(as_(dora).get(PEOPLE, {"q": typed})) == ["jm"]


@pytest.mark.parametrize(
    "query", ["role=emperor", "team=abc", "team=99999999999999999999", "state=x", "q=%00", "page=-7", "q=" + "x" * 5000]
)
def test_a_forged_filter_is_no_error(dora, as_, query):
    assert as_(dora).get(f"{PEOPLE}?{query}").status_code == 200


def test_a_script_gets_the_list_alone(dora, as_):
    answer = as_(dora).get(PEOPLE, headers={"hx-request": "true"})
    assert answer.content.decode().lstrip().startswith('<section id="people"')


def test_the_list_costs_the_same_for_any_number(dora, as_, django_assert_max_num_queries):
    for _n in range(30):
        make.user()
    for n in range(3):
        Invitation.objects.invite(email=f"x{n}@example.com", role=Role.SALES, by=dora)
    client = as_(dora)
    with django_assert_max_num_queries(12):
        client.get(PEOPLE)


@pytest.mark.parametrize("who", ["anna", "rita"])
def test_only_administrators_see_it(who, request, as_):
    assert as_(request.getfixturevalue(who)).get(PEOPLE).status_code == 403


def test_role_and_teams_are_changed_and_recorded(dora, anna, as_):
    team = Group.objects.create(name="Nord")
    assert save(as_(dora), anna, role="read_only", teams=[team.pk], last_name="Neu").status_code == 302
    anna = User.objects.get(pk=anna.pk)
    assert (anna.role, anna.teams, anna.name) == (Role.READ_ONLY, [team], "Anna Neu")
    changes = AccountChange.objects.filter(person=anna).order_by("pk")
    assert [change.deed for change in changes] == ["renamed", "role", "teams"]
    assert changes[2].details == "Nord"
    assert "Nord" in as_(dora).get(reverse("accounts:person", args=[anna.public_id])).content.decode()


def test_saving_the_same_changes_and_records_nothing(dora, anna, as_):
    save(as_(dora), anna)
    anna.refresh_from_db()
    assert anna.version == 1
    assert not AccountChange.objects.exists()


def test_administrators_enter_the_administration_pages_and_others_do_not(dora, anna, as_):
    anna.give_role(Role.ADMINISTRATION, by=dora)
    assert as_(anna).get("/admin/").status_code == 200
    anna.give_role(Role.SALES, by=dora)
    assert as_(User.objects.get(pk=anna.pk)).get("/admin/").status_code != 200


def test_the_last_administrator_keeps_the_role(dora, as_):
    answer = save(as_(dora), dora, role="sales", last_name="Anders")
    assert answer.status_code == 422
    assert "last active administrator" in answer.content.decode()
    dora = User.objects.get(pk=dora.pk)
    assert (dora.role, dora.last_name) == (Role.ADMINISTRATION, "Test")


def test_a_taken_address_is_refused_at_its_field(dora, anna, ben, as_):
    answer = save(as_(dora), anna, email="BEN@example.com", first_name="Changed")
    assert answer.status_code == 422
    assert "email" in answer.context["form"].errors
    anna.refresh_from_db()
    assert (anna.email, anna.first_name) == ("anna@example.com", "Anna")


def test_a_second_saver_is_told_and_sees_both(dora, anna, as_):
    client = as_(dora)
    save(client, anna, last_name="First", version=1)
    answer = save(client, anna, last_name="Second", version=1)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "First" in page
    assert "Second" in page
    anna.refresh_from_db()
    assert anna.last_name == "First"
    assert save(client, anna, last_name="Second", version=2).status_code == 302


@pytest.mark.parametrize(
    "fields",
    [{"role": "emperor"}, {"teams": ["x"]}, {"email": "no"}, {"first_name": "\0"}, {"last_name": "x" * 10_000}],
)
def test_a_forged_form_changes_nothing(dora, anna, as_, fields):
    assert save(as_(dora), anna, **fields).status_code == 422
    anna.refresh_from_db()
    assert anna.version == 1


def test_a_role_is_never_given_as_a_team(dora, anna, as_):
    save(as_(dora), anna, teams=[role_group(Role.ADMINISTRATION).pk])
    anna.join_only(role_groups(), by=dora)
    assert User.objects.get(pk=anna.pk).role == Role.SALES


# Roles themselves


def test_the_strongest_role_counts(anna):
    anna.groups.add(role_group(Role.READ_ONLY), role_group(Role.ADMINISTRATION))
    assert User.objects.get(pk=anna.pk).role == Role.ADMINISTRATION


@pytest.mark.parametrize(
    ("role", "may"),
    [
        (None, ""),
        (Role.READ_ONLY, ""),
        (Role.SALES, "create import"),
        (Role.ADMINISTRATION, "create import administer"),
    ],
)
def test_what_a_role_includes(db, role, may):
    person = make.user(role=role)
    assert [word for word in ("create", "import", "administer") if person.may(word)] == may.split()
    assert (person in User.objects.with_role()) == (role is not None)
    assert (person in User.objects.who_may_change()) == ("create" in may)


def test_a_superuser_is_an_administrator_without_a_group(db):
    root = User.objects.create_superuser("root")
    assert root.is_administrator
    assert root in User.objects.administrators()


def test_the_role_groups_are_there_once(db):
    seed_role_groups()
    assert sorted(role_groups().values_list("name", flat=True)) == ["CRM administration", "Read-only", "Sales"]


def test_nobody_is_deleted_in_the_administration_pages(dora, anna, as_):
    client = as_(dora)
    assert client.get(f"/admin/accounts/user/{anna.pk}/change/").status_code == 200
    assert client.post(f"/admin/accounts/user/{anna.pk}/delete/", {"post": "yes"}).status_code == 403
    client.post("/admin/accounts/user/", {"action": "delete_selected", "_selected_action": [anna.pk], "post": "yes"})
    assert User.objects.filter(pk=anna.pk).exists()


@pytest.mark.parametrize("model", ["user", "invitation", "accountchange"])
def test_the_administration_pages_answer(dora, as_, model):
    Invitation.objects.invite(email="x@example.com", role=Role.SALES, by=dora)
    assert as_(dora).get(f"/admin/accounts/{model}/", {"q": "x"}).status_code == 200


def test_the_administration_page_of_a_person_changes_names_alone(dora, anna, as_):
    fields = {"username": "annika", "first_name": "Annika", "last_name": "Test", "is_superuser": "on", "is_active": ""}
    assert as_(dora).post(f"/admin/accounts/user/{anna.pk}/change/", fields).status_code == 302
    anna.refresh_from_db()
    assert (anna.username, anna.name, anna.is_superuser, anna.is_active) == ("annika", "Annika Test", False, True)


def test_an_administrator_does_not_change_a_superusers_account(dora, as_):
    root = User.objects.create_superuser("root")
    assert as_(dora).post(f"/admin/accounts/user/{root.pk}/password/", {}).status_code == 403


def test_team_members_are_set_in_the_administration_pages_and_recorded(dora, anna, ben, as_):
    team = Group.objects.create(name="Nord")
    ben.join_only([team], by=dora)
    address = f"/admin/accounts/team/{team.pk}/change/"
    assert as_(dora).get(address).status_code == 200
    assert as_(dora).post(address, {"name": "Norden", "members": [anna.pk]}).status_code == 302
    assert [person.username for person in team.user_set.all()] == ["anna"]
    assert AccountChange.objects.filter(deed="teams", actor=dora).count() == 3


def test_a_role_is_neither_renamed_nor_deleted(dora, as_):
    group = role_group(Role.SALES)
    client = as_(dora)
    assert client.get(f"/admin/accounts/team/{group.pk}/change/").status_code == 200
    assert client.post(f"/admin/accounts/team/{group.pk}/change/", {"name": "x"}).status_code == 403
    assert client.post(f"/admin/accounts/team/{group.pk}/delete/", {"post": "yes"}).status_code == 403
    client.post("/admin/accounts/team/", {"action": "delete_selected", "_selected_action": [group.pk], "post": "yes"})
    assert Group.objects.filter(name="Sales").exists()


def test_staff_who_are_no_administrators_see_no_accounts(anna, as_):
    User.objects.filter(pk=anna.pk).update(is_staff=True)
    for page in ("accounts/user", "accounts/team", "accounts/invitation", "accounts/accountchange"):
        assert as_(anna).get(f"/admin/{page}/").status_code == 403


def test_nobody_but_a_superuser_takes_over_a_superusers_account(dora, as_):
    root = User.objects.create_superuser("root", "root@example.com")
    before = User.objects.filter(pk=root.pk).values().get()
    client = as_(dora)
    assert client.get(reverse("accounts:person", args=[root.public_id])).status_code == 403
    assert save(client, root, email="dora+root@example.com").status_code == 403
    for page in ("deactivate", "reactivate"):
        assert client.post(reverse(f"accounts:{page}", args=[root.public_id])).status_code == 403
    assert User.objects.filter(pk=root.pk).values().get() == before
    listed = client.get(PEOPLE).content.decode()
    assert "root@example.com" in listed
    assert reverse("accounts:person", args=[root.public_id]) not in listed


def test_the_verbs_of_a_superusers_account_ask_who_acts(dora):
    root = User.objects.create_superuser("root", "root@example.com")
    for change in (
        lambda: root.revise({"email": "x@example.com"}, by=dora),
        lambda: root.change_email("x@example.com", by=dora),
        lambda: root.give_role(None, by=dora),
        lambda: root.deactivate(by=dora),
        lambda: root.reactivate(by=dora),
    ):
        with pytest.raises(PermissionDenied):
            change()
    assert root.revise({"email": "own@example.com"}, by=root)
    other = User.objects.create_superuser("other")
    assert root.deactivate(by=other)
