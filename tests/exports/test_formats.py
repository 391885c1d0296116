"""The forms of a file: what a program finds in it."""

import csv
import io
import zipfile
from datetime import date, datetime
from decimal import Decimal
from xml.etree import ElementTree

import openpyxl
import pytest

from core.models import Tag
from exports.writing.cells import number_text
from tests import make
from tests.exports.conftest import body, export

pytestmark = [pytest.mark.django_db, pytest.mark.long]
WANTED = ["title", "amount", "probability", "expected_close_on", "periods", "tags"]


@pytest.fixture
def rows(anna):
    tags = Tag.objects.named(["Messe", "R&D, intern"])
    offer = {"stage": make.stage("Proposal"), "expected_close_on": date(2026, 2, 1), "tags": tags}
    return [
        make.opportunity(responsible=anna, title='=Halle; "groß"', amount=Decimal("12500.5"), **offer),
        make.opportunity(responsible=anna, title="Zweite", stage=make.stage()),
    ]


def lines(content, delimiter):
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\r\n") == content.count(b"\n")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=delimiter))


@pytest.mark.parametrize(("form", "delimiter"), [("csv-comma", ","), ("csv-semicolon", ";")])
def test_plain_csv_has_points_and_iso_dates(form, delimiter, rows, anna, as_):
    heading, first, second = lines(body(export(as_(anna), form=form, columns=WANTED)), delimiter)
    assert heading[:3] == ["Opportunity number", "Title", "Amount"]
    told = dict(zip(heading, first, strict=True))
    assert told["Opportunity number"] == rows[0].public_id
    assert told["Title"] == '\'=Halle; "groß"'
    assert (told["Amount"], told["Probability"], told["Expected close date"]) == ("12500.50", "75%", "2026-02-01")
    assert told["Tags"] == 'Messe; "R&D, intern"'
    assert dict(zip(heading, second, strict=True))["Amount"] == ""


def test_german_excel_gets_commas_dots_and_german_headings(rows, anna, as_):
    browser = as_(anna, **{"accept-language": "de"})
    content = body(export(browser, form="csv-excel-de", columns=WANTED))
    heading, first, _second = lines(content, ";")
    told = dict(zip(heading, first, strict=True))
    assert (told["Summe"], told["Erfolgswahrscheinlichkeit"]) == ("12500,50", "75%")
    assert told["Geschätzte Fälligkeit"] == "01.02.2026"
    assert b"sep=" not in content


def test_numbers_stand_without_quotes_and_texts_with(rows, anna, as_):
    first = body(export(as_(anna), columns=WANTED)).decode("utf-8-sig").splitlines()[1]
    assert ",12500.50,1,75%,2026-02-01," in first
    assert '"\'=Halle; ""groß"""' in first


def test_a_workbook_has_typed_cells(rows, anna, as_):
    content = body(export(as_(anna), form="xlsx", columns=WANTED))
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    heading, first, second = [[cell.value for cell in row] for row in sheet.iter_rows()]
    told = dict(zip(heading, first, strict=True))
    assert told["Title"] == '=Halle; "groß"'
    assert sheet["B2"].data_type == "s"  # a text, and no formula
    assert (told["Amount"], told["Probability"], told["Number of periods"]) == (12500.5, 0.75, 1)
    assert told["Expected close date"] == datetime(2026, 2, 1)
    assert dict(zip(heading, second, strict=True))["Amount"] is None
    assert sheet.freeze_panes == "A2"
    assert sheet.title == "Opportunities"


def test_a_workbook_holds_every_letter_and_leaves_out_what_fits_no_cell(anna, as_):
    make.opportunity(responsible=anna, title="\x01 <&> _x0041_ 🦊", description="ä" * 32_768)
    make.opportunity(responsible=anna, title="voll", description="ä" * 32_767)
    content = body(export(as_(anna), form="xlsx", query="kind=all&sort=title", columns=["title", "description"]))
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for part in package.namelist():
            ElementTree.fromstring(package.read(part))
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    told = {row[1].value: row[2].value if len(row) > 2 else None for row in sheet.iter_rows(min_row=2)}
    assert told["voll"] == "ä" * 32_767
    assert [value for title, value in told.items() if title != "voll"] == [None]


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("0", "0"),
        ("1500.000", "1500"),
        ("1.5", "1.50"),
        ("234.567", "234.5670"),
        ("999999999999.999", "999999999999.9990"),
    ],
)
def test_a_number_can_be_read_in_one_way_only(amount, text):
    assert number_text(Decimal(amount)) == text
