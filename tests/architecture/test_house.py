"""Sizes, fragments, migrations: what a reader of the house may rely on."""

import re
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from tests.architecture.test_floor_plan import ROOT, sources

TEMPLATES = ROOT / "templates"
# Fragments whose root has no id, and why.
WITHOUT_ID = {
    "core/_avatar.html": "a mark that stands many times on a page",
    "core/_empty.html": "a sentence in the place of rows; the part that it stands in has the id",
    "core/_filter_bar.html": "the frame of other fragments",
    "core/_form_actions.html": "the last line of any form",
    "core/_head.html": "not in the body",
    "core/_person.html": "a mark that stands many times on a page",
    "core/_row_menu.html": "the frame of other fragments; the row has the id",
    "core/_user_menu_entries.html": "a part of core/_user_menu.html, which has the id",
    "core/_stage_badge.html": "a mark that stands many times on a page",
    "documents/_section.html": "hands on to documents/_shelf.html",
    "opportunities/_bulk_actions.html": "a part of opportunities/_bulk_bar.html, which has the id",
    "opportunities/_card_menu.html": "the menu of a card, which has the id",
    "opportunities/_list_menu.html": "the menu of a row, which has the id",
    "opportunities/_row_tick.html": "a cell of a row, which has the id",
    "opportunities/_row_tools.html": "a cell of a row, which has the id",
    "opportunities/_left_out.html": "a part of any sum, which may stand many times on a page",
    "tasks/_due.html": "a mark that stands many times on a page",
}
OWN_FOLDERS = (
    "core",
    "contacts",
    "opportunities",
    "tasks",
    "documents",
    "history",
    "imports",
    "exports",
    "fields",
    "jobs",
    "reports",
    "agenda",
    "notifications",
    "lists",
)
# A module that is longer than 300 lines, and why it is.
LONG_MODULES = {"opportunities/verbs.py": "a list of words, read from top to bottom"}


def test_no_module_is_too_long_to_read():
    """What is longer than 300 lines is divided, or says in LONG_MODULES why not."""
    long = {str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines()) for path in sources()}
    assert len(long) > 200
    assert {name: lines for name, lines in long.items() if lines > 300 and name not in LONG_MODULES} == {}


def fragments():
    for folder in OWN_FOLDERS:
        yield from sorted((TEMPLATES / folder).glob("_*.html"))


def test_a_fragment_says_what_it_expects():
    firsts = {path: path.read_text(encoding="utf-8").lstrip().splitlines()[0] for path in fragments()}
    assert len(firsts) > 50
    assert {path: first for path, first in firsts.items() if not first.startswith(("{#", "{% comment %}"))} == {}


def test_the_root_of_a_fragment_has_an_id():
    """So that htmx can swap it, and a reader finds it; what extends another fragment has that one's root."""
    found = set()
    for path in fragments():
        text = re.sub(r"{#.*?#}", "", path.read_text(encoding="utf-8"))
        root = re.search(r"<[a-z][^>]*", text)
        if "{% extends" not in text and not (root and re.search(r'\sid="', root[0])):
            found.add(str(path.relative_to(TEMPLATES)))
    assert found == set(WITHOUT_ID)


def test_no_template_carries_style_script_or_unescaped_text():
    """The content-security policy forbids them in the browser; this finds them before."""
    forbidden = re.compile(r"\sstyle=|<style|<script(?![^>]*\ssrc=)|\son[a-z]+=[\"']|javascript:|\|safe\b")
    pages = {
        path.relative_to(TEMPLATES): forbidden.findall(path.read_text(encoding="utf-8"))
        for path in TEMPLATES.rglob("*.html")
        if not ("email" in path.parts or path.name == "500.html" or path.parent.name == "mail")
    }
    assert len(pages) > 100
    assert {page: found for page, found in pages.items() if found} == {}


@pytest.mark.django_db
def test_no_migration_is_missing():
    out = StringIO()
    call_command("makemigrations", check=True, dry_run=True, stdout=out)
    assert "No changes" in out.getvalue()


def test_migrations_are_named_for_the_deed():
    named = re.compile(r"00\d\d_(?!auto_)[a-z0-9_]+\.py")
    for path in ROOT.glob("*/migrations/0*.py"):
        assert named.fullmatch(path.name), path


def test_the_project_stands_alone():
    """Nothing names a place of the machine that it was written or is tested on."""
    places = {f"{ROOT}/", f"{Path.home()}/"} - {"//"}
    kept = [*sources(), *TEMPLATES.rglob("*.html"), *Path(settings.BASE_DIR).glob("*.md")]
    assert not [path for path in kept if any(place in path.read_text(encoding="utf-8") for place in places)]
