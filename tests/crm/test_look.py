"""The frame of every page: who is offered what, in which words, and colours that exist."""

import re
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from core.palette import Colour
from core.templatetags.look import breakable, file_name, hue, initials
from tests import make

GERMAN = {"accept-language": "de"}
STYLES = Path(settings.BASE_DIR) / "static/crm/css"


def labels(html: str) -> list[str]:
    """Return the texts of the links and buttons of a page's bar, and the names of those that are only an icon."""
    bar = html.split('class="bar">')[1].split("</header>")[0]
    named = re.findall(r'<(?:a|summary)[^>]*aria-label="([^"]+)"', bar)
    return named + [re.sub(r"<[^>]+>", "", text).strip() for text in re.findall(r">([^<>]*\S[^<>]*)<", bar)]


def test_the_bar_offers_what_the_guide_names(as_, anna):
    html = as_(anna, **GERMAN).get(reverse("contacts:index")).content.decode()
    assert '<html lang="de">' in html
    for word in (
        "CRM",
        "Erstellen…",
        "Verkaufschance",
        "Aufgabe",
        "Unternehmen",
        "Person",
        "Importieren",
        "Verkaufschancen importieren",
        "Kontakte importieren",
        "Verkaufschancen",
        "Kontakte",
        "Meine Aufgaben",
        "Mein Konto",
        "Abmelden",
    ):
        assert word in labels(html), word


def test_the_bar_in_english(as_, anna):
    found = labels(as_(anna).get(reverse("contacts:index")).content.decode())
    assert {"Create…", "Opportunity", "Task", "Company", "Person", "Import opportunities", "My tasks"} <= set(found)


def test_a_reader_is_offered_neither_creating_nor_importing(as_, rita):
    found = labels(as_(rita, **GERMAN).get(reverse("contacts:index")).content.decode())
    assert "Meine Aufgaben" in found
    assert not {"Erstellen…", "Verkaufschancen importieren", "Benutzer", "Verwaltung"} & set(found)


def test_only_administrators_are_led_to_people_and_administration(as_, anna, dora):
    page = reverse("contacts:index")
    assert {"Benutzer", "Verwaltung"} <= set(labels(as_(dora, **GERMAN).get(page).content.decode()))
    assert not {"Benutzer", "Verwaltung"} & set(labels(as_(anna, **GERMAN).get(page).content.decode()))


def test_a_line_between_the_entries_of_a_menu_holds_no_entry(as_, dora, opportunity):
    for page in (reverse("opportunities:index"), opportunity.get_absolute_url()):
        html = as_(dora).get(page).content.decode()
        rules = re.findall(r'<li class="menu-rule[^"]*"([^>]*)>(.*?)</li>', html, re.DOTALL)
        assert rules
        for attributes, inside in rules:
            assert inside == ""
            assert 'aria-hidden="true"' in attributes, "A list holds entries only: a separator among them is none."
            assert "role" not in attributes


def test_headings_stick_only_where_nothing_scrolls_sideways():
    parts = (STYLES / "parts.css").read_text(encoding="utf-8")
    assert ".list-wide .list thead th { position: static; }" in parts


@pytest.mark.parametrize("tab", ["opportunities:detail", "opportunities:participants", "tasks:of_opportunity"])
def test_create_a_task_on_an_opportunitys_page_is_about_it(as_, anna, opportunity, tab):
    html = as_(anna).get(reverse(tab, args=[opportunity.public_id])).content.decode()
    assert f'{reverse("tasks:create")}?opportunity={opportunity.public_id}"' in html.split("</header>")[0]


def test_elsewhere_a_task_is_about_nothing_yet(as_, anna):
    html = as_(anna).get(reverse("contacts:index")).content.decode()
    assert f'href="{reverse("tasks:create")}"' in html.split("</header>")[0]


def test_what_is_missing_says_so_in_the_readers_language(as_, anna):
    answer = as_(anna, **GERMAN).get("/opportunities/000000000000/")
    assert answer.status_code == 404
    assert "Hier gibt es nichts" in answer.content.decode()


def test_what_is_not_allowed_says_so(as_, rita):
    answer = as_(rita, **GERMAN).get(reverse("opportunities:create"))
    assert answer.status_code == 403
    assert "Das dürfen Sie nicht" in answer.content.decode()


def test_a_form_without_its_token_says_that_nothing_was_saved(db):
    answer = Client(enforce_csrf_checks=True, headers=GERMAN).post(reverse("account_login"))
    assert answer.status_code == 403
    assert "Es wurde nichts gespeichert" in answer.content.decode()


def test_the_sign_in_page_speaks_german_and_keeps_the_name_after_a_wrong_password(db):
    make.user("anna")
    answer = Client(headers=GERMAN).post(reverse("account_login"), {"login": "anna", "password": "falsch"})
    html = answer.content.decode()
    assert "Benutzername oder E-Mail-Adresse" in html
    assert 'value="anna"' in html
    assert "falsch" not in html.replace("falsch.", "")


def test_the_page_of_a_broken_server_needs_nothing_that_may_be_broken():
    page = (Path(settings.BASE_DIR) / "templates/500.html").read_text(encoding="utf-8")
    assert "{%" not in page
    assert "{{" not in page
    assert (STYLES / "standalone.css").exists()


@pytest.mark.parametrize("colour", Colour.values)
def test_each_colour_of_the_palette_has_a_class_for_light_and_dark(colour):
    rule = re.search(rf"\.stage-{colour} {{(.*?)}}", (STYLES / "stages.css").read_text(encoding="utf-8"))
    assert rule
    assert rule[1].count("light-dark(") == 3


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Anna Berger", "AB"), ("Anna von der Aue", "AA"), ("anna", "A"), ("", "?"), (None, "?"), ("… (x)", "?")],
)
def test_initials_are_the_first_letters_of_the_first_and_the_last_word(name, letters):
    assert initials(name) == letters


def test_a_persons_colour_stays_the_same():
    assert hue("0123456789ab") == hue("0123456789ab")
    assert hue("0123456789ab").removeprefix("stage-") in Colour.values


def test_a_long_heading_may_break_and_stays_one_word(as_, anna, opportunity):
    html = as_(anna, **GERMAN).get(reverse("opportunities:index")).content.decode()
    heading = re.search(r'<th scope="col" class="col-probability number">(.*?)</th>', html, re.DOTALL)[1]
    assert '<span class="may-break"></span>' in heading
    assert re.sub(r"<[^>]+>", "", heading).strip() == "Erfolgswahrscheinlichkeit"
    assert breakable("Budget") == "Budget"
    assert breakable("<b>") == "<b>"
    assert not hasattr(breakable("<b>"), "__html__")


def test_the_name_of_a_file_breaks_before_its_ending_and_holds_no_markup():
    assert file_name("Auftrag.v2.docx") == "Auftrag.v2<wbr>.docx"
    assert file_name("<b>.docx") == "&lt;b&gt;<wbr>.docx"
    assert [file_name(name) for name in ("README", ".env")] == ["README", ".env"]


def test_what_is_late_says_so_in_a_word(as_, anna):
    make.opportunity(responsible=anna, title="Alte Anlage", expected_close_on=date(2020, 1, 2))
    html = as_(anna, **GERMAN).get(reverse("opportunities:index")).content.decode()
    assert re.search(r'<span class="late">02\.01\.2020 <span class="late-word">Überfällig</span></span>', html)


def test_every_style_is_used_somewhere():
    """What is styled stands in a template, a script or the sources; or it is a part of what we take from others."""
    root = Path(settings.BASE_DIR)
    apps = [folder for folder in root.iterdir() if (folder / "apps.py").exists()]
    ours = [path for folder in (root / "templates", root / "static/crm/js") for path in folder.rglob("*.[hj]*")]
    sources = [*ours, *(path for folder in apps for path in folder.rglob("*.py"))]
    packages = ("bootstrap/dist/css/bootstrap.css", "tom-select/dist/js/tom-select.complete.min.js")
    texts = [*sources, *(root / "node_modules" / name for name in packages)]
    words = {word for path in texts for word in re.findall(r"[\w-]+", path.read_text(encoding="utf-8"))}
    # Put together from a word of the row, or made by crispy-forms.
    made = {"asteriskField", "alert-block", "avatar-large", "avatar-huge", "message-info"}
    made |= {"task-group-closed", "task-group-overdue", *(f"stage-{colour}" for colour in Colour.values)}
    made |= {"agenda-month", "agenda-week", "agenda-closes"}
    made |= {f"{word}-{look}" for word in ("is", "not") for look in "biu"}
    # Put together by a script from what a cell, a text or a shape says of itself: `docx-${look}`.
    composed = tuple(
        {start for path in ours for start in re.findall(r"([\w-]+-)\$\{", path.read_text(encoding="utf-8"))}
    )
    unused = set()
    for sheet in STYLES.glob("*.css"):
        text = re.sub(r'/\*.*?\*/|url\([^)]*\)|"[^"]*"', "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)
        unused |= {
            f"{sheet.name}: {name}"
            for name in re.findall(r"\.([A-Za-z][\w-]*)", text)
            if name not in words | made and not name.startswith(composed)
        }
    assert not unused
