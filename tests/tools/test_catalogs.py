"""Catalogs are held against the sources, and compiled without gettext's tools."""

import shutil
from gettext import GNUTranslations

import pytest

from tools import catalogs

HEAD = (
    'msgid ""\nmsgstr ""\n'
    '"Content-Type: text/plain; charset=UTF-8\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
)


@pytest.fixture
def project(tmp_path, monkeypatch):
    monkeypatch.setattr(catalogs, "ROOT", tmp_path)
    monkeypatch.setattr(catalogs, "LOCALE", tmp_path / "locale")
    (tmp_path / "room").mkdir()
    (tmp_path / "room" / "views.py").write_text('_("Close")\n_("%(n)s tasks")\n', encoding="utf-8")
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_room.py").write_text('_("Only in a test")\n', encoding="utf-8")
    (tmp_path / "locale/de/LC_MESSAGES").mkdir(parents=True)
    return tmp_path


def write(project, entries):
    (project / "locale/de/LC_MESSAGES/django.po").write_text(HEAD + entries, encoding="utf-8")


ALL = 'msgid "Close"\nmsgstr "Schließen"\n\n#, python-format\nmsgid "%(n)s tasks"\nmsgstr "%(n)s Aufgaben"\n'

needs_gettext = pytest.mark.skipif(not shutil.which("xgettext"), reason="gettext is not installed")


@needs_gettext
def test_a_complete_catalog_has_no_problems_and_stays_as_it_is(project):
    write(project, ALL)
    before = (project / "locale/de/LC_MESSAGES/django.po").read_bytes()
    assert list(catalogs.problems()) == []
    assert (project / "locale/de/LC_MESSAGES/django.po").read_bytes() == before


@needs_gettext
@pytest.mark.parametrize(
    ("entries", "says"),
    [
        (ALL.replace("Schließen", ""), "untranslated (room/views.py): 'Close'"),
        (ALL.split("#")[0], "missing (room/views.py): '%(n)s tasks'"),
        ("#, fuzzy\n" + ALL, "marked fuzzy (room/views.py): 'Close'"),
        (ALL + '\nmsgid "Gone"\nmsgstr "Weg"\n', "no source says it any more: 'Gone'"),
        (ALL.replace("%(n)s Aufgaben", "%(m)s Aufgaben"), "'%(n)s tasks'"),
    ],
    ids=["untranslated", "missing", "fuzzy", "left over", "another placeholder"],
)
def test_what_is_wrong_is_named(project, entries, says):
    write(project, entries)
    [problem] = catalogs.problems()
    assert says in problem


def test_a_language_without_a_catalog_is_named(project):
    assert list(catalogs.problems()) == ["de: there is no catalog."]


def test_compiled_catalogs_are_what_gettext_reads(project):
    write(project, ALL)
    catalogs.compile_all()
    with (project / "locale/de/LC_MESSAGES/django.mo").open("rb") as file:
        assert GNUTranslations(file).gettext("Close") == "Schließen"
    assert not list(project.rglob("*.unfinished"))


@needs_gettext
def test_an_update_keeps_what_is_translated_adds_what_is_new_and_drops_what_is_gone(project):
    write(project, 'msgid "Close"\nmsgstr "Schließen"\n\nmsgid "Gone"\nmsgstr "Weg"\n')
    catalogs.update_all()
    written = (project / "locale/de/LC_MESSAGES/django.po").read_text(encoding="utf-8")
    assert 'msgid "Close"\nmsgstr "Schließen"' in written
    assert 'msgid "%(n)s tasks"\nmsgstr ""' in written
    assert "Gone" not in written
    assert list(catalogs.problems()) == ["de: untranslated (room/views.py): '%(n)s tasks'"]


@needs_gettext
def test_an_update_of_an_updated_catalog_changes_nothing(project):
    write(project, ALL)
    catalogs.update_all()
    before = (project / "locale/de/LC_MESSAGES/django.po").read_bytes()
    catalogs.update_all()
    assert (project / "locale/de/LC_MESSAGES/django.po").read_bytes() == before
    assert list(catalogs.problems()) == []


@needs_gettext
def test_a_reworded_text_is_new_and_never_guessed(project):
    write(project, ALL.replace('"Close"', '"Close it"'))
    catalogs.update_all()
    assert list(catalogs.problems()) == ["de: untranslated (room/views.py): 'Close'"]
