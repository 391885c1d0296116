"""The palette: commands, what was opened last, and what is found, each as far as a person may."""

import re

from django.urls import reverse

from crm.commands import commands_for
from tests import make

SEARCH = reverse("crm:search")
AS_PALETTE = {"hx-request": "true", "hx-target": "palette-found"}


def offered(browser, typed=""):
    """Return the titles of what the palette offers, by heading, in its order."""
    answer = browser.get(SEARCH, {"q": typed}, headers=AS_PALETTE)
    assert answer.status_code == 200
    return {group.heading: [option.title for option in group.options] for group in answer.context["groups"]}


def test_commands_are_found_by_their_names_in_ones_language(as_, anna):
    browser = as_(anna, **{"accept-language": "de"})
    assert offered(browser, "neue Aufgabe")["Befehle"] == ["Neue Aufgabe"]
    assert offered(browser, "import")["Befehle"][:2] == ["Importe", "Verkaufschancen importieren"]
    assert offered(browser, "tafel")["Befehle"] == ["Board"]
    assert "Befehle" not in offered(browser, "gabe"), "only where a word begins"


def test_a_command_leads_only_where_it_is_meant_and_few_are_offered(as_, anna):
    """A letter, or a word somewhere in the names of commands, is about rows first; on the page of the search, too."""
    row = make.opportunity(responsible=anna, title="Kran mit neuer Aufgabe")
    browser = as_(anna)
    make.task(by=anna, opportunity=row, title="a new task")
    for typed in ("a", "task", "new tas"):
        found = offered(browser, typed)
        assert ("Commands" in found, len(found.get("Commands", ())) <= 3) == (True, True)
        groups = [heading for heading in found if heading in ("Opportunities", "Tasks", "Commands")]
        page = browser.get(SEARCH, {"q": typed}).content.decode()
        leads = page.index('id="commands-found"') < page.index("a new task")
        assert (groups[0] == "Commands", leads) == (typed == "new tas", typed == "new tas")


def test_every_entry_of_the_menus_is_a_command(as_, anna, dora, rita):
    """Of each person's own menus: nothing is missing, nothing more is offered."""
    for person in (anna, dora, rita):
        page = as_(person).get(reverse("contacts:index")).content.decode()
        bar = page.split('class="bar">')[1].split("</header>")[0]
        menus = {url for url in re.findall(r'href="(/[^"]*)"', bar) if not url.startswith(("/search/", "/quick/"))}
        urls = {command.url for command in commands_for(person)}
        assert len(menus) > 5
        assert menus <= urls | {"/"}
        assert [each for each in urls if as_(person).get(each).status_code != 200] == []


def test_what_was_opened_last_comes_first_and_only_for_who_opened_it(as_, anna, otto):
    first, second = (make.opportunity(responsible=anna, title=title) for title in ("Kran Nord", "Kran Süd"))
    browser = as_(anna)
    for row in (first, second, first):
        browser.get(row.get_absolute_url())
    assert offered(browser)["Opened last"] == ["Kran Nord", "Kran Süd"]
    found = offered(browser, "kran sud")
    assert list(found)[0] == "Opened last"
    assert "Opportunities" not in found, "what stands above is not said twice"
    browser.force_login(otto)
    assert "Opened last" not in offered(browser)


def test_what_one_may_not_see_any_more_is_not_among_what_was_opened(as_, anna, otto, opportunity):
    browser = as_(otto)
    browser.get(opportunity.get_absolute_url())
    assert offered(browser)["Opened last"] == [opportunity.title]
    opportunity.revise({"restricted": True, "grants": []}, by=anna)
    assert "Opened last" not in offered(browser)
    assert opportunity.title not in browser.get(SEARCH).content.decode()


def test_nothing_found_leads_on_and_a_forged_cookie_breaks_nothing(as_, anna):
    browser = as_(anna)
    for value in (f"{anna.public_id}:o-xxxxxxxxxxxx.%00", f"{anna.public_id}:" + "o-0123456789ab." * 500, ":", "ü"):
        browser.cookies["recent"] = value
        assert offered(browser, "\0gibt es nicht") == {"Nothing was found.": ["Open the search page"]}


def test_the_palette_asks_few_questions(as_, anna, django_assert_max_num_queries):
    contact = make.company("Kranwerk", by=anna)
    opportunity = make.opportunity(responsible=anna, title="Kran", contact=contact)
    task = make.task(by=anna, opportunity=opportunity, title="Kran prüfen")
    browser = as_(anna)
    for row in (contact, opportunity, task, make.document(by=anna, opportunity=opportunity)):
        browser.get(row.get_absolute_url())
    with django_assert_max_num_queries(12):
        assert len(offered(browser, "kran")) >= 2
