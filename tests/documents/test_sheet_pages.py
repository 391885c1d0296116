"""The addresses of the sheet editor: its page, its sheets, its questions, saving, two people."""

import json
from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse

from documents.models import Document
from tests import make
from tests.documents import workbooks

pytestmark = [pytest.mark.django_db, pytest.mark.long]


@pytest.fixture
def document(restricted, anna, disk):
    return make.document(opportunity=restricted, by=anna, file=make.upload("Angebot.xlsx", workbooks.rich().getvalue()))


def address(document, name):
    return reverse(f"documents:{name}", args=[document.public_id])


def asked(client, document, **questions):
    return client.post(address(document, "ask"), json.dumps(questions), content_type="application/json")


def saved(client, document, edits, **more):
    posted = {"base": 1, "known": 1, "edits": edits} | more
    return client.post(address(document, "content"), json.dumps(posted), content_type="application/json")


def typed(**cells):
    return {"sheets": {"Angebot": {"cells": cells}}}


def test_the_page_says_what_stays_and_what_it_needs(document, anna, as_):
    page = as_(anna, **{"accept-language": "de"}).get(address(document, "write")).content.decode()
    for words in ("Was erhalten bleibt", "wird JavaScript gebraucht", "crm/js/editors/sheet-model"):
        assert words in page


def test_a_sheet_comes_with_the_workbook_and_the_others_by_name(document, anna, as_):
    client = as_(anna)
    model = client.get(address(document, "content")).json()["model"]
    assert (model["first"], model["sheet"]["name"]) == ("Angebot", "Angebot")
    other = client.get(address(document, "content"), {"part": "Notizen & mehr", "number": 1}).json()
    assert other["model"]["cells"][0][3] == "Summe"


@pytest.mark.parametrize("number", ["2", "0", "x", "", "9" * 30])
def test_a_sheet_of_a_version_that_is_not_there_is_not_found(document, anna, as_, number):
    answer = as_(anna).get(address(document, "content"), {"part": "Angebot", "number": number})
    assert answer.status_code == 404


def test_a_sheet_that_is_not_there_is_told(document, anna, as_):
    answer = as_(anna).get(address(document, "content"), {"part": "Keins", "number": 1})
    assert (answer.status_code, answer.json()["sentence"]) == (422, "There is no sheet “Keins” in this workbook.")


def test_the_page_asks_how_a_text_is_understood_and_a_value_shown(document, anna, as_):
    cells = [["General", "1.234,50"], ["General", "=SUMME(A1;2)"], ["General", "=1+"], ["General", ""], ["0%", "19"]]
    client = as_(anna, **{"accept-language": "de"})
    answer = asked(client, document, typed=cells, values=[["0.00", 2.5], ["General", {"error": "#N/A"}]]).json()
    assert answer["typed"] == [
        {"value": 1234.5, "shown": "1.234,50", "format": "#,##0.00"},
        {"formula": "SUM(A1,2)", "value": None, "format": "General"},
        {"refused": "Die Formel endet zu früh."},
        {"value": None, "shown": ""},
        {"value": 0.19, "shown": "19%", "format": "0%"},
    ]
    assert answer["values"] == ["2,50", "#NV"]


@pytest.mark.parametrize(
    "questions",
    [
        {"typed": 5},
        {"typed": [["General", 5]]},
        {"values": [[5, 5]]},
        {"values": [["0", []]]},
        {"sheets": [5]},
        {"typed": [["0", "1"]] * 5001},
    ],
)
def test_forged_questions_are_refused(document, anna, as_, questions):
    assert asked(as_(anna), document, **questions).status_code == 422


@pytest.mark.parametrize("body", ["", "[", "[]", "[" * 100_000])
def test_questions_that_are_no_json_are_refused(document, anna, as_, body):
    answer = as_(anna).post(address(document, "ask"), body, content_type="application/json")
    assert answer.status_code == 422


def test_text_files_have_no_questions_and_no_parts(restricted, anna, as_, disk):
    text = make.document(opportunity=restricted, by=anna, file=make.upload("Notiz.txt", b"eins"))
    assert asked(as_(anna), text).status_code == 404
    assert as_(anna).get(address(text, "content"), {"part": "x", "number": 1}).status_code == 404


def test_edits_become_the_next_version(document, anna, as_):
    answer = saved(as_(anna), document, typed(B2="5", A20="neu"))
    assert (answer.status_code, answer.json()["number"]) == (200, 2)
    with Document.objects.get(pk=document.pk).current.file.open("rb") as file:
        sheet = openpyxl.load_workbook(BytesIO(file.read()))["Angebot"]
    assert (sheet["B2"].value, sheet["A20"].value) == (5, "neu")


def test_what_is_refused_is_told_with_its_cell_and_nothing_is_saved(document, anna, as_):
    answer = saved(as_(anna), document, typed(B2="=Blatt9!A1"))
    assert (answer.status_code, answer.json()["sentence"]) == (
        422,
        "Angebot, cell B2: There is no sheet “Blatt9” in this workbook.",
    )
    assert document.versions.count() == 1


def test_the_second_of_two_sees_both_rows(document, anna, carla, as_):
    saved(as_(carla), document, typed(B2="5"))
    answer = saved(as_(anna), document, typed(B2="6"))
    assert answer.status_code == 409
    rows = [(one["sign"], one["text"].partition(" | C2")[0]) for one in answer.json()["differences"]]
    assert ("-", "Angebot · A2 Lampe | B2 5") in rows
    assert ("+", "Angebot · A2 Lampe | B2 6") in rows


def test_a_reader_may_not_and_an_outsider_finds_nothing(document, ben, otto, as_):
    for person, status in ((ben, 403), (otto, 404)):
        client = as_(person)
        assert asked(client, document, typed=[["General", "1"]]).status_code == status
        assert client.get(address(document, "content"), {"part": "Angebot", "number": 1}).status_code == status
        assert saved(client, document, typed(B2="5")).status_code == status
    assert document.versions.count() == 1


def test_a_workbook_made_here_is_edited(opportunity, anna, as_, disk):
    client = as_(anna)
    client.post(
        reverse("documents:create", args=["opportunity", opportunity.public_id, "spreadsheet"]), {"name": "Preise"}
    )
    made = Document.objects.get()
    model = client.get(address(made, "content")).json()["model"]
    assert saved(client, made, {"sheets": {model["first"]: {"cells": {"A1": "Lampe", "B1": "1,5"}}}}).status_code == 200
    with Document.objects.get().current.file.open("rb") as file:
        assert openpyxl.load_workbook(BytesIO(file.read())).active["A1"].value == "Lampe"
