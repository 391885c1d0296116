"""Whoever left before their work was brought here: accounts that an import makes, and takes back."""

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command

from accounts.former import add_former, former_person
from accounts.models import AccountChange, User
from accounts.roles import Role
from imports import verbs
from opportunities.models import Opportunity
from tests import make
from tests.imports.conftest import check, errors_in, post, start, text_of, work

FILE = "Titel;Zuständige Person\nHalle;Max Müller\nTor;max müller\nDach;Erna Alt\nWand;Anna Muster\n"
AS_CREATED = {"all-responsible": "create"}


@pytest.fixture
def brought(dora, as_, bring):
    """An administrator's import of a file with two colleagues who are not here any more."""
    make.user("anna2", first_name="Anna", last_name="Muster")
    browser = as_(dora)
    run = bring(browser, FILE)
    post(browser, run, "columns")
    return browser, run


@pytest.fixture
def done(brought):
    browser, run = brought
    post(browser, run, "values", **AS_CREATED)
    return start(browser, run)


def undo(browser, run):
    browser.post(f"/import/{run.public_id}/undo/")
    return work(run)


def test_the_check_tells_who_comes_into_being_and_the_run_makes_them_once(brought, client):
    browser, run = brought
    page = text_of(browser.get(f"/import/{run.public_id}/values/"))
    assert "an account without role, team and password stands at their opportunities" in page
    before = User.objects.count()
    answer = post(browser, run, "values", **AS_CREATED)
    assert answer.status_code == 302, errors_in(answer)
    assert run.checked["created"] == 4
    assert run.checked["new"]["responsible"] == [2, ["Max Müller", "Erna Alt"]]
    assert User.objects.count() == before, "A check makes nobody."
    assert "Max Müller" in text_of(browser.get(f"/import/{run.public_id}/check/"))
    start(browser, run)
    assert (run.created, run.refused) == (4, 0)
    held = {row.title: row.responsible for row in Opportunity.objects.select_related("responsible")}
    assert held["Halle"] == held["Tor"]
    max_ = held["Halle"]
    assert (max_.first_name, max_.last_name, max_.username) == ("Max", "Müller", "max.muller")
    assert (max_.is_active, max_.has_usable_password(), max_.role, list(max_.groups.all())) == (False, False, None, [])
    assert "Max Müller (deactivated)" in text_of(browser.get(Opportunity.objects.get(title="Halle").get_absolute_url()))
    assert max_ not in User.objects.who_may_change()
    assert not client.login(username=max_.username, password="")
    assert AccountChange.objects.get(person=max_, deed="created").actor == run.owner


def test_the_next_file_finds_them_and_asks(done, dora, as_, bring):
    browser = as_(dora)
    again = bring(browser, "Titel;Zuständige Person\nKeller;Erna Alt\n")
    post(browser, again, "columns")
    (found,) = browser.get(f"/import/{again.public_id}/values/").context["form"].unclear
    (unclear, own, _typed) = found.listed[0]
    erna = User.objects.get(last_name="Alt")
    assert (f"={erna.public_id}", "Erna Alt (deactivated)") in own.field.choices
    post(browser, again, "values", **{own.html_name: f"={erna.public_id}"})
    assert start(browser, again).created == 1
    assert Opportunity.objects.get(title="Keller").responsible == erna
    assert User.objects.filter(last_name="Alt").count() == 1


def test_whoever_does_not_administer_neither_makes_nor_chooses_them(done, anna, as_, bring, tmp_path):
    erna = User.objects.get(last_name="Alt")
    browser = as_(anna)
    run = bring(browser, "Titel;Zuständige Person\nKeller;Erna Alt\nGiebel;Uwe Weg\n")
    post(browser, run, "columns")
    for forged in ("create", f"={erna.public_id}"):
        assert post(browser, run, "values", **{"all-responsible": forged}).status_code == 422
    post(browser, run, "values", **{"all-responsible": "refuse"})
    run.answers = {"responsible": {"all": "create", "names": {"erna alt": f"={erna.public_id}"}}}
    run.save()
    start(browser, run)
    assert (run.created, run.refused) == (0, 2)
    profile, file = tmp_path / "profile.json", tmp_path / "file.csv"
    file.write_text("Titel;Zuständige Person\nKeller;Uwe Weg\n", encoding="utf-8")
    profile.write_text('{"answers": {"responsible": {"all": "create"}}}', encoding="utf-8")
    with pytest.raises(CommandError):
        call_command("import_file", str(file), target="opportunities", user="anna", profile=str(profile))
    with pytest.raises(PermissionDenied):
        add_former(["Uwe Weg"], by=anna)
    assert not User.objects.filter(last_name="Weg").exists()


def test_a_right_that_ended_after_the_check_makes_nobody(brought, dora):
    browser, run = brought
    post(browser, run, "values", **AS_CREATED)
    make.user("admin2", role=Role.ADMINISTRATION)
    User.objects.get(pk=dora.pk).give_role(Role.SALES, by=None)
    start(browser, run)
    assert (run.created, run.refused) == (1, 3)
    assert not User.objects.filter(last_name__in=["Müller", "Alt"]).exists()


def test_taking_back_takes_the_accounts_that_nobody_used(done, dora, as_):
    erna = User.objects.get(last_name="Alt")
    erna.reactivate(by=dora)
    run = undo(as_(dora), done)
    assert run.state == "undone"
    assert run.events.filter(verb=verbs.UNDONE).exists()
    assert not User.objects.filter(last_name="Müller").exists()
    assert User.objects.filter(pk=erna.pk).exists(), "Somebody has changed her account since."
    assert "Erna Alt" in text_of(as_(dora).get(f"/import/{run.public_id}/result/"))
    log = AccountChange.objects.filter(person=None).values_list("deed", "particulars__to")
    assert set(log) == {("created", "Max Müller"), ("removed", "Max Müller")}


def test_an_account_at_which_something_stands_stays(done, dora, as_):
    Opportunity.objects.get(title="Halle").revise({"title": "Große Halle"}, by=dora)
    undo(as_(dora), done)
    assert [row.responsible.name for row in Opportunity.objects.all()] == ["Max Müller"]


def test_one_person_in_two_spellings_is_one_and_created_again_is_the_same(done, dora, as_, bring):
    browser = as_(dora)
    lines = ["Keller;Weg, Uwe", "Giebel;Uwe Weg", "Ofen;Erna Alt", "Herd;Müller, Max"]
    run = bring(browser, "Titel;Zuständige Person\n" + "\n".join(lines) + "\n")
    before = User.objects.count()
    check(browser, run, **AS_CREATED)
    assert run.checked["new"]["responsible"] == [1, ["Weg, Uwe"]]
    start(browser, run)
    assert (run.created, User.objects.count()) == (4, before + 1)
    held = dict(Opportunity.objects.values_list("title", "responsible__last_name"))
    assert (held["Keller"], held["Giebel"], held["Ofen"], held["Herd"]) == ("Weg", "Weg", "Alt", "Müller")


def test_what_is_no_name_is_refused_with_a_reason(dora, as_, bring):
    browser = as_(dora)
    lines = [f"Halle;{'x' * 151}", "Tor;kein@@ort", "Dach;Uwe.Weg@Example.com", "Wand;Weg, Uwe"]
    run = bring(browser, "Titel;Zuständige Person\n" + "\n".join(lines) + "\n")
    check(browser, run, **AS_CREATED)
    start(browser, run)
    assert (run.created, run.refused) == (2, 2)
    made = {row.title: row.responsible for row in Opportunity.objects.select_related("responsible")}
    assert (made["Dach"].email, made["Dach"].username) == ("uwe.weg@example.com", "uwe.weg")
    assert (made["Wand"].name, made["Wand"].username) == ("Uwe Weg", "uwe.weg.2")
    reasons = " ".join(problem.reason for problem in run.problems.all())
    assert "“kein@@ort” is no e-mail address." in reasons
    assert "A name has at most 150 characters." in reasons


def test_a_name_that_somebody_bears_by_now_means_them(dora):
    first = add_former(["Uwe Weg"], by=dora)["Uwe Weg"]
    assert add_former(["Weg, Uwe", "uwe weg"], by=dora) == {"Weg, Uwe": first, "uwe weg": first}
    assert former_person("Ümit").username == "umit"
