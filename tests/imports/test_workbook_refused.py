"""What is no workbook, or a dangerous or damaged one, is refused with a sentence, in bounded memory and time."""

import io
import random
import re
import struct
import zipfile
import zlib

import openpyxl
import pytest

from imports.reading.errors import Unreadable
from imports.reading.rows import LONGEST_CELL, LONGEST_LINE, MOST_COLUMNS
from imports.reading.workbook import sheets
from imports.reading.xlsx import package, table, texts
from tests.imports.workbooks import MAIN, OFFICE, convert, packed, parts, relations, saved, sheet_part, workbook_of

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SHEET = "xl/worksheets/sheet1.xml"
ONE = '<row r="1"><c r="A1"><v>1</v></c></row>'


def refusal(stream: io.BytesIO, sheet: str = "Data") -> str:
    with pytest.raises(Unreadable) as refused:
        convert(stream, sheet)
    return str(refused.value)


def changed(**contents: str | bytes | None) -> io.BytesIO:
    """A workbook with one cell, in which parts (by the last word of their name) are other ones or missing."""
    whole: dict[str, str | bytes] = {**parts(ONE)}
    for word, content in contents.items():
        name = next(name for end in (".xml", ".rels") for name in whole if name.endswith(word + end))
        del whole[name]
        if content is not None:
            whole[name] = content
    return packed(whole)


# Other files


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"", "The file is empty."),
        (b"a;b\n1;2\n", "This is no Excel workbook"),
        (b"<html><table></table></html>", "This is no Excel workbook"),
        (b"\x89PNG\r\n", "This is no Excel workbook"),
        (OLE + b"\0" * 999 + "Workbook".encode("utf-16-le"), "of the kind .xls cannot be read"),
        (OLE + b"\0" * (package.CHUNK - 15) + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
        (b"PK\x05\x06" + b"\0" * 18, "This is no Excel workbook"),
    ],
)
def test_what_is_no_workbook_is_named(raw, told):
    assert told in refusal(io.BytesIO(raw))
    with pytest.raises(Unreadable, match=re.escape(told)):
        sheets(io.BytesIO(raw))


@pytest.mark.parametrize(
    ("contents", "told"),
    [
        ({"xl/workbook.bin": b"x"}, "of the kind .xlsb cannot be read"),
        ({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<a/>"}, "kind .ods cannot"),
        (
            {"_rels/.rels": relations(("officeDocument", "word/document.xml")), "word/document.xml": "<w:document/>"},
            "This is no Excel workbook",
        ),
        ({"readme.txt": "x"}, "This is no Excel workbook"),
    ],
)
def test_other_zip_files_are_named(contents, told):
    assert told in refusal(packed(contents))


def test_a_zip_file_with_a_password_is_named():
    raw = bytearray(workbook_of(ONE).getvalue())
    at = raw.index(b"PK\x01\x02")
    while at >= 0:
        raw[at + 8] |= 1
        at = raw.find(b"PK\x01\x02", at + 4)
    assert "protected by a password" in refusal(io.BytesIO(raw))


# Damage


@pytest.mark.parametrize("share", [0.01, 0.5, 0.9, 0.999])
def test_a_cut_file_is_told_as_not_complete(share):
    raw = workbook_of(ONE * 1).getvalue()
    assert "damaged or not complete" in refusal(io.BytesIO(raw[: max(4, int(len(raw) * share))]))


def test_a_part_whose_bytes_were_changed_is_named():
    stream = packed(parts(ONE), zipfile.ZIP_STORED)
    raw = stream.getvalue().replace(b"<v>1</v>", b"<v>2</v>")
    assert f"its part {SHEET} cannot be read" in refusal(io.BytesIO(raw))


@pytest.mark.parametrize(
    "sheet",
    [
        sheet_part(ONE)[:-5],
        sheet_part(ONE)[:90],
        "",
        "no markup",
        sheet_part('<row r="1"><c r="A1"><v>\x01</v></c></row>'),
        sheet_part('<row r="1"><c r="A1"><v>&what;</v></c></row>'),
        '<?xml version="1.0" encoding="koi8-r"?>' + sheet_part(ONE),
        f'<chartsheet xmlns="{MAIN}"/>',
        sheet_part('<row r="x"/>'),
        sheet_part('<row r="1"><row r="2"/></row>'),
        sheet_part('<row r="1"><c r="A1"><c r="B1"/></c></row>'),
        sheet_part('<row r="1"><c r="A1"><v>1<v>2</v></v></c></row>'),
        sheet_part('<c r="A1"><v>1</v></c>'),
        sheet_part('<row r="1"><v>1</v></row>'),
    ],
)
def test_a_sheet_that_is_no_proper_xml_is_refused(sheet):
    assert f"its part {SHEET} cannot be read" in refusal(changed(sheet1=sheet))


def test_missing_parts_are_named():
    assert f"its part {SHEET} cannot be read" in refusal(changed(sheet1=None))
    assert "sharedStrings.xml cannot be read" in refusal(changed(sharedStrings=None))
    assert "no Excel workbook" in refusal(changed(workbook=None))


def test_two_parts_of_one_name_are_refused():
    contents = {**parts(ONE), "XL/worksheets/SHEET1.xml": sheet_part(ONE)}
    assert "SHEET1.xml cannot be read" in refusal(packed(contents))


def test_damage_anywhere_in_the_file_never_ends_in_anything_but_a_sentence():
    book = openpyxl.Workbook()
    for row in range(30):
        book.active.append([row, f"Text {row}", row / 7])
    dice = random.Random(5)
    raws = [saved(book).getvalue(), packed(parts(ONE), zipfile.ZIP_STORED).getvalue()]
    refused = read = 0
    for _time in range(1_500):
        raw = bytearray(dice.choice(raws))
        for _byte in range(dice.choice([1, 1, 3, 20])):
            raw[dice.randrange(len(raw))] = dice.randrange(256)
        try:
            convert(io.BytesIO(raw), sheets(io.BytesIO(raw))[0].name)
        except Unreadable as error:
            refused += len(str(error)) > 20
        else:
            read += 1
    assert refused + read == 1_500
    assert refused > 100


# Sheets


def test_a_workbook_without_a_sheet_with_cells_is_refused():
    workbook = f'<workbook xmlns="{MAIN}"><sheets/></workbook>'
    assert refusal(changed(workbook=workbook)) == "The workbook has no sheet with cells."
    charts = relations(("chartsheet", "chartsheets/sheet1.xml"))
    assert refusal(changed(**{"workbook.xml": charts})) == "The workbook has no sheet with cells."


def test_a_sheet_of_another_name_is_refused():
    assert refusal(workbook_of(ONE), "Other") == "The workbook has no sheet “Other”."


@pytest.mark.parametrize("rows", ["", '<row r="1"/><row r="5"><c r="A5" s="9"/></row>'])
def test_a_sheet_without_rows_is_refused(rows):
    assert refusal(workbook_of(rows)) == "The sheet “Data” holds no rows."


# Cells


@pytest.mark.parametrize(
    ("rows", "place"),
    [
        ('<row r="2"/><row r="1"/>', "1"),
        ('<row r="2"/><row r="2"/>', "2"),
        ('<row r="0"/>', "0"),
        ('<row r="1"><c r="B1"/><c r="A1"/></row>', "A1"),
        ('<row r="1"><c r="A1"/><c r="A1"/></row>', "A1"),
        ('<row r="1"><c r="A2"/></row>', "A2"),
        ('<row r="11"><c r="A1"/></row>', "A1"),
        ('<row r="1"><c r="a1"/></row>', "a1"),
        ('<row r="1"><c r="Ä1"/></row>', "Ä1"),
        ('<row r="1"><c r=""/></row>', ""),
        ('<row r="1"><c r="A1"><v>1</v><v>2</v></c></row>', "A1"),
        ('<row r="1"><c r="A1" t="inlineStr"><v>1</v><is><t>2</t></is></c></row>', "A1"),
    ],
)
def test_rows_and_cells_out_of_order_or_repeated_are_refused(rows, place):
    assert refusal(workbook_of(rows)).startswith(f"Row or cell {place} stands twice in the sheet or in the wrong place")


@pytest.mark.parametrize("number", ["1", "-1", "x", "99999999999999999999"])
def test_a_text_that_is_not_there_is_named_by_its_cell(number):
    rows = f'<row r="7"><c r="C7" t="s"><v>{number}</v></c></row>'
    assert refusal(workbook_of(rows, texts="<si><t>a</t></si>")).startswith("Cell C7 refers to a text")


def test_cells_beyond_the_most_columns_are_refused():
    assert convert(workbook_of('<row r="1"><c r="SF1"><v>1</v></c></row>'))[1].columns == MOST_COLUMNS
    told = "Cell SG1 lies beyond the 500 columns that can be imported."
    assert refusal(workbook_of('<row r="1"><c r="SG1"><v>1</v></c></row>')) == told
    assert refusal(workbook_of(f'<row r="1">{"<c><v>1</v></c>" * 501}</row>')) == told


def test_a_row_of_ever_more_empty_cells_is_refused():
    assert convert(workbook_of(f'<row r="1"><c><v>1</v></c>{"<c/>" * 16_383}</row>'))[0] == "1\n"
    for cells in ("<c/>" * 16_385, '<c r="XFE1"/>'):
        assert f"its part {SHEET} cannot be read" in refusal(workbook_of(f'<row r="1">{cells}</row>'))


def test_rows_beyond_the_last_of_a_spreadsheet_are_refused():
    assert convert(workbook_of('<row r="1048576"><c><v>1</v></c></row>'))[1].last_row == 1_048_576
    assert refusal(workbook_of('<row r="1048577"/>')) == "The sheet has more than 1048576 rows."


LONG = "x" * (LONGEST_CELL + 1)


@pytest.mark.parametrize(
    "cell",
    [
        f'<c t="inlineStr"><is><t>{LONG}</t></is></c>',
        '<c t="inlineStr"><is>' + f"<r><t>{LONG[:50_000]}</t></r>" * 40 + "</is></c>",
        f'<c t="str"><v>{LONG}</v></c>',
        f"<c><v>{LONG * 20}</v></c>",
        '<c t="s"><v>0</v></c>',
    ],
)
def test_a_giant_cell_is_named(cell):
    stream = workbook_of(f'<row r="3"><c r="A3"/>{cell}</row>', texts=f"<si><t>{LONG * 3}</t></si>")
    assert refusal(stream) == f"Cell B3 is longer than {LONGEST_CELL} characters."


def test_a_giant_row_is_named():
    longest, cell = f"<si><t>{'x' * LONGEST_CELL}</t></si>", '<c t="s"><v>0</v></c>'
    assert convert(workbook_of(f'<row r="3">{cell * 7}</row>', texts=longest))[1].columns == 7
    told = f"Row 3 is longer than {LONGEST_LINE} characters."
    assert refusal(workbook_of(f'<row r="3">{cell * 8}</row>', texts=longest)) == told


def test_a_text_that_many_cells_point_to_fills_no_memory(monkeypatch):
    waiting: list[int] = []
    flush = table.Table.flush
    monkeypatch.setattr(table.Table, "flush", lambda out: (waiting.append(out._text.tell()), flush(out)))
    rows = "".join(f'<row r="{row}"><c t="s"><v>0</v></c></row>' for row in range(1, 100))
    convert(workbook_of(rows, texts=f"<si><t>{'x' * 100_000}</t></si>"))
    assert max(waiting) < 1_300_000


def test_a_giant_text_that_no_cell_shows_does_no_harm():
    assert convert(workbook_of(ONE, texts=f"<si><t>{LONG}</t></si>"))[0] == "1\n"


# Attacks


def test_a_document_type_is_refused_in_every_part():
    laughs = '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    for word in ("sheet1", "sharedStrings", "styles", "workbook", "_rels/"):
        name = next(name for name in parts(ONE) if word in name)
        contents = parts(ONE)
        contents[name] = laughs + contents[name]
        assert "declares a document type" in refusal(packed(contents))


def test_a_zip_bomb_is_refused_by_the_bytes_that_come_out_of_it(monkeypatch):
    monkeypatch.setattr(package, "RATIO_FROM", 1 << 20)
    bomb = workbook_of(ONE + " " * (30 << 20))
    assert "unpacks to far more" in refusal(bomb)
    # The list of contents claims that the part is small. It then ends early, and is refused for that.
    raw = bytearray(bomb.getvalue())
    entry = raw.index(SHEET.encode(), raw.index(b"PK\x01\x02")) - 46
    struct.pack_into("<I", raw, entry + 24, 500)
    assert refusal(io.BytesIO(raw))


def test_a_bomb_of_texts_is_refused(monkeypatch):
    monkeypatch.setattr(package, "RATIO_FROM", 1 << 20)
    assert "unpacks to far more" in refusal(workbook_of(ONE, texts="<si><t>aaaaaaaa</t></si>" * 500_000))


def test_a_workbook_that_unpacks_beyond_every_measure_is_refused(monkeypatch):
    monkeypatch.setattr(package, "MOST_BYTES", 100_000)
    letters = "".join(random.Random(1).choices("abcdefgh", k=120_000))
    assert refusal(workbook_of(ONE, texts=f"<si><t>{letters}</t></si>")).startswith("Unpacked, the workbook is larger")


def test_a_text_that_many_cells_point_to_cannot_fill_the_disk(monkeypatch):
    monkeypatch.setattr(table, "MOST_BYTES", 5 << 20)
    rows = "".join(f'<row r="{row}"><c t="s"><v>0</v></c></row>' for row in range(1, 100))
    assert refusal(workbook_of(rows, texts=f"<si><t>{'x' * 100_000}</t></si>")).startswith("As CSV the sheet")


def test_too_many_shared_texts_are_refused(monkeypatch):
    monkeypatch.setattr(texts, "MOST_TEXTS", 10)
    assert "sharedStrings.xml cannot be read" in refusal(workbook_of(ONE, texts="<si/>" * 11))


def test_too_many_entries_are_refused():
    many = {f"part{number}": "" for number in range(package.MOST_ENTRIES)}
    assert "unpacks to far more" in refusal(packed({**parts(ONE), **many}))
    more = {f"part{number:050}": "" for number in range(10_000)}
    assert "unpacks to far more" in refusal(packed({**parts(ONE), **more}))


def test_ways_of_packing_without_a_limit_are_refused():
    assert "cannot be read" in refusal(packed(parts(ONE), zipfile.ZIP_BZIP2))


@pytest.mark.parametrize(
    "contents",
    [
        {"../../etc/passwd": "x"},
        {"..\\..\\evil.dll": "x"},
        {"xl/_rels/workbook.xml.rels": relations(("worksheet", "../../etc/passwd"))},
        {"_rels/.rels": relations(("officeDocument", "../xl/workbook.xml"))},
    ],
)
def test_parts_outside_of_the_workbook_are_refused(contents):
    assert "refers to something outside of it" in refusal(packed({**parts(ONE), **contents}))


def test_what_lies_on_another_machine_is_not_asked_for():
    found = relations(("worksheet", "https://example.com/sheet1.xml")).replace("/>", ' TargetMode="External"/>')
    assert refusal(changed(**{"workbook.xml": found})) == "The workbook has no sheet with cells."


@pytest.mark.parametrize("word", ["sheet1", "sharedStrings", "styles"])
@pytest.mark.parametrize("tag", ["a", "t", "si", "c", "rPh"])
def test_elements_within_elements_without_end_are_refused(word, tag):
    root = {"sheet1": "worksheet", "sharedStrings": "sst", "styles": "styleSheet"}[word]
    content = f'<{root} xmlns="{MAIN}">' + f"<{tag}>" * 50_000 + f"</{tag}>" * 50_000 + f"</{root}>"
    assert "cannot be read" in refusal(changed(**{word: content}))


def test_elements_within_elements_in_the_text_of_a_cell_are_refused():
    for tag in ("t", "is", "rPh", "f"):
        cell = f'<c r="A1" t="inlineStr"><is>{f"<{tag}>" * 5_000}{f"</{tag}>" * 5_000}</is></c>'
        assert "cannot be read" in refusal(workbook_of(f'<row r="1">{cell}</row>'))
    nested = "<t>" * 5_000 + "</t>" * 5_000
    for text in (nested, f"<rPh>{nested}</rPh>", "<si></si>"):
        assert "cannot be read" in refusal(workbook_of(ONE, texts=f"<si>{text}</si>"))


def test_ever_new_names_are_refused():
    names = "".join(f"<n{number}/>" for number in range(50_000))
    assert "cannot be read" in refusal(workbook_of(ONE, behind=names))


def test_a_tag_without_end_is_refused_in_time():
    assert "cannot be read" in refusal(workbook_of(f'<row r="1" spans="{"1:8 " * (2 << 20)}"/>'))


def test_the_sheet_behind_its_rows_is_still_checked():
    assert "cannot be read" in refusal(changed(sheet1=sheet_part(ONE, behind="<mergeCells>")))
    assert OFFICE not in refusal(changed(sheet1=sheet_part(ONE, behind="<x>" * 300)))


def test_the_bytes_of_a_part_are_checked_to_its_end():
    raw = bytearray(packed(parts(ONE, behind="<a/>" * 99), zipfile.ZIP_STORED).getvalue())
    at = raw.rindex(b"<a/></worksheet>")
    raw[at : at + 4] = b"<b/>"
    assert zlib.crc32(b"<a/>") != zlib.crc32(b"<b/>")
    assert "cannot be read" in refusal(io.BytesIO(raw))
