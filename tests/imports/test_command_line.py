"""`manage.py import_file` and `undo_import`: the engine of the pages, told by a profile what one would say there."""

import json
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from core.sharing import grants_of
from imports.models import ImportRun
from imports.reading.xlsx import package
from opportunities.models import Opportunity
from tests import make
from tests.imports.test_bring_workbook import ROWS, workbook
from tests.imports.workbooks import workbook_of

pytestmark = [pytest.mark.django_db, pytest.mark.long]

COUNTS = {"rows", "created", "updated", "unchanged", "skipped", "refused", "doubtful"}
FILE = "Nr;Titel;Kontakt;Phase;Summe\n1;Halle;Muster AG;Heiß;12.500,50\n2;Dach;Muster AG;Angebot;viel\n"
PROFILE = {
    "mapping": {"external_id": "Nr", "title": "Titel", "contact": "Kontakt", "stage": "Phase", "amount": "Summe"},
    "options": {"match": "external_id", "currency": "USD", "tags": ["Messe", "Altbestand"]},
    "answers": {"stage": {"all": "refuse", "names": {"Heiß": "Angebot"}}, "contact": {"all": "create"}},
}


@pytest.fixture
def import_file(anna, tmp_path, capsys):
    """Return a function that imports a file in Anna's name, and returns what was printed."""
    type(anna).objects.filter(pk=anna.pk).update(language="en")

    def called(content=FILE, *, name="verkauf.csv", profile=None, user="anna", **more):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        said = json.dumps(profile) if isinstance(profile, dict) else profile
        call_command("import_file", path, target="opportunities", user=user, profile=said, json=True, **more)
        return json.loads(capsys.readouterr().out)

    return called


def test_it_prints_what_came_of_it_and_takes_it_back(anna, import_file, capsys):
    said = import_file(profile=PROFILE)
    assert set(said) == COUNTS | {"id", "problems", "doubts"}
    assert {name: said[name] for name in COUNTS if said[name]} == {"rows": 2, "created": 1, "refused": 1}
    (problem,) = said["problems"]
    assert set(problem) == {"row", "column", "value", "reason"}
    assert (problem["row"], problem["column"], problem["value"]) == (3, "Summe", "viel")
    row = Opportunity.objects.get()
    assert (str(row.amount), row.currency, row.stage.name_en, row.contact.name) == (
        "12500.500",
        "USD",
        "Proposal",
        "Muster AG",
    )
    assert sorted(tag.name for tag in row.tags.all()) == ["Altbestand", "Messe"]
    again = import_file(FILE.replace("viel", "7").replace("Halle", "Große Halle"), profile=PROFILE)
    assert (again["created"], again["updated"], again["unchanged"], again["refused"]) == (1, 1, 0, 0)
    same = import_file(FILE.replace("viel", "7").replace("Halle", "Große Halle"), profile=PROFILE)
    assert (same["created"], same["updated"], same["unchanged"]) == (0, 0, 2)
    for run, counts in ((again, (1, 1)), (said, (2, 0))):  # the company goes with its opportunity
        call_command("undo_import", run["id"], json=True)
        back = json.loads(capsys.readouterr().out)
        assert (back["deleted"], back["restored"], back["left"]) == (*counts, 0)
    assert not Opportunity.objects.exists()


def test_a_check_writes_nothing_and_keeps_nothing(import_file, tmp_path):
    path = tmp_path / "profil.json"
    path.write_text(json.dumps(PROFILE), encoding="utf-8")
    said = import_file(profile=str(path), check=True)
    assert (said["rows"], said["created"], said["refused"]) == (2, 1, 1)
    assert not Opportunity.objects.exists()
    assert not ImportRun.objects.exists()


def test_what_is_chosen_for_all_rows_goes_by_its_name(anna, ben, carla, import_file):
    make.team("Süd", members=[carla])
    options = {"responsible": "ben", "stage": "Angebot", "restricted": True, "can_view": [carla.name], "rest": True}
    said = import_file("Titel;Farbe\nHalle;rot\n", profile={"options": options | {"can_edit": ["süd", "anna"]}})
    assert said["created"] == 1
    row = Opportunity.objects.get()
    assert (row.responsible, row.stage.name_en, row.restricted, row.description) == (
        ben,
        "Proposal",
        True,
        "Farbe: rot",
    )
    assert {(str(grant.grantee), grant.level) for grant in grants_of(row)} >= {("Süd", "change")}
    assert Opportunity.objects.visible_to(carla).exists()


def test_a_sheet_of_a_workbook_can_be_named(import_file):
    book = workbook(Deckblatt=[["Bericht"], ["2026"]], Chancen=ROWS).read()
    assert import_file(book, name="v.xlsx", profile={"dialect": {"sheet": "Chancen"}})["created"] == 2


NONSENSE = (
    {"answers": {"stage": "refuse"}},
    {"answers": {"stage": {"all": 5}}},
    {"answers": {"stage": {"names": ["Heiß"]}}},
    {"answers": {"stage": {"al": "create"}}},
    {"answers": {"stages": {}}},
    {"answers": {"stage": {"all": "Nirgends"}}},
    {"mapping": {"title": 5}},
    {"mapping": {"title": ["Betreff"]}},
    {"mapping": {"title": []}},
    {"mapping": {"title": "{Betreff}"}},
    {"mapping": {"headline": "Titel"}},
    {"options": {"responsible": "niemand"}},
    {"options": {"can_view": "ben"}},
    {"options": {"can_view": ["niemand"]}},
    {"options": {"tags": [1]}},
    {"options": {"tags": "Messe, " + "x" * 51}},
    {"options": {"restricted": "no"}},
    {"options": {"closing": None}},
    {"options": {"match": "id"}},
    {"options": {"colour": "red"}},
    {"formats": {"amount": 7}},
    {"formats": {"amount": ["comma"]}},
    {"formats": {"sum": "comma"}},
    {"dialect": {"encoding": "klingon"}},
    {"dialect": {"encoding": "utf-16-le"}},
    {"dialect": {"delimiter": "ab"}},
    {"dialect": {"quote": 5}},
    {"dialect": {"delimitr": ";"}},
    {"dialect": {"sheet": "Chancen"}},
    {"mappings": {}},
    {"mapping": []},
    "[]",
    "{",
    "nirgends.json",
)


def test_what_a_profile_says_in_vain_is_told_and_nothing_is_kept(import_file, django_capture_on_commit_callbacks):
    for profile in NONSENSE:
        with django_capture_on_commit_callbacks(execute=True), pytest.raises(CommandError) as told:
            import_file(profile=profile)
        assert str(told.value).endswith((".", ")", "'")), (profile, told.value)
        assert not ImportRun.objects.exists(), profile
    assert not [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def test_two_formats_that_fit_must_be_told_apart(import_file):
    content = "Titel;Geschätzte Fälligkeit\nHalle;01/02/2026\n"
    with pytest.raises(CommandError, match="Two ways of writing fit"):
        import_file(content)
    assert import_file(content, profile={"formats": {"expected_close_on": "mdy"}})["created"] == 1
    assert str(Opportunity.objects.get().expected_close_on) == "2026-01-02"


def test_files_and_people_that_cannot_be_are_told(rita, import_file, monkeypatch):
    for user in ("rita", "nobody"):
        with pytest.raises(CommandError, match="who may import"):
            import_file(user=user)
    with pytest.raises(CommandError, match="PNG"):
        import_file(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40)
    monkeypatch.setattr(package, "RATIO_FROM", 1 << 20)
    monkeypatch.setattr("imports.unpacking.AT_ONCE", 1)
    bomb = workbook_of('<row r="1"><c r="A1"><v>1</v></c></row>' + " " * (20 << 20)).getvalue()
    with pytest.raises(CommandError, match="unpacks to far more"):
        import_file(bomb, name="bombe.xlsx")
    assert not ImportRun.objects.exists()


def test_what_cannot_be_taken_back_is_told(import_file):
    with pytest.raises(CommandError, match="There is no import"):
        call_command("undo_import", "0" * 12)
    unchanged = import_file("Titel;Summe\nDach;viel\n")
    with pytest.raises(CommandError, match="nothing to take back"):
        call_command("undo_import", unchanged["id"])
