"""What stands in the cells of a workbook, and where, is what the CSV file says."""

import csv
import io
import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from imports.reading import workbook
from imports.reading.dialect import Dialect
from imports.reading.numbers import POINT, read_number
from imports.reading.rows import Rows
from imports.reading.workbook import Sheet, Written, sheets, write_csv
from imports.reading.xlsx import texts
from tests.imports.workbooks import (
    MAIN,
    STRICT_MAIN,
    STRICT_OFFICE,
    convert,
    packed,
    parts,
    saved,
    text_of,
    workbook_of,
)


def value(cell: str, **more: object) -> str:
    """What a lone cell is written as."""
    return text_of(workbook_of(f'<row r="1">{cell}</row>', **more)).removesuffix("\n")


def formatted(number: str, code: str, **more: object) -> str:
    return value(f'<c r="A1" s="164"><v>{number}</v></c>', formats={164: code}, **more)


# A table, as a whole

TEXTS = st.text(alphabet=st.characters(exclude_categories=("Cs",), exclude_characters="\r"), max_size=20).filter(
    lambda text: not ILLEGAL_CHARACTERS_RE.search(text) and not text.startswith("=") and "_x" not in text
)
CELLS = st.one_of(
    st.none(),
    TEXTS,
    st.integers(-(10**15), 10**15),
    # openpyxl writes sixteen digits.
    st.floats(-1e300, 1e300).map(lambda number: float(f"{number:.16g}")),
    st.booleans(),
    st.dates(date(1900, 3, 1)),
    st.datetimes(datetime(1900, 3, 1)).map(lambda moment: moment.replace(microsecond=0)),
    st.times().map(lambda moment: moment.replace(microsecond=0)),
)


def clock(moment: time | datetime) -> str:
    return moment.strftime("%H:%M:%S" if moment.second else "%H:%M")


def expected(content: object) -> str:
    if content is None:
        return ""
    if isinstance(content, bool):
        return str(content).upper()
    if isinstance(content, float):
        plain = format(Decimal(repr(content)), "f").removesuffix(".0")
        # 0.125 could be read as a grouped 125 as well; 0.1250 could not.
        plain = f"{plain}0" if re.fullmatch(r"-?[0-9]{1,3}\.[0-9]{3}", plain) else plain
        return "0" if plain == "-0" else plain
    if isinstance(content, datetime):
        return f"{content.date().isoformat()} {clock(content)}"
    if isinstance(content, date):
        return content.isoformat()
    return clock(content) if isinstance(content, time) else str(content)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(CELLS, min_size=1, max_size=6), min_size=1, max_size=8), st.booleans())
@example([[None], ["a", 1e300], [], [None, "b\n\nc", '"', ",;"]], False)
@example([[0.125, -12.5, 1234.125, -999.999]], False)
def test_every_table_comes_back_cell_by_cell(table, from_1904):
    book = openpyxl.Workbook()
    if from_1904:
        book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    sheet = book.active
    for number, row in enumerate(table, start=1):
        for column, content in enumerate(row, start=1):
            if content is not None and not (from_1904 and isinstance(content, date) and content.year < 1904):
                cell = sheet.cell(number, column)
                cell.value = content
                if isinstance(content, str):
                    # openpyxl takes "#N/A" and the like for errors.
                    cell.data_type = "s"
    rows = [[expected(cell.value) for cell in row] for row in sheet.iter_rows()]
    width = max((place for row in rows for place, cell in enumerate(row, start=1) if cell), default=0)
    if not width:
        return
    text, written = convert(saved(book), "Sheet")
    read = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    last = max(number for number, row in enumerate(rows, start=1) if any(row))
    assert [row or [""] * width for row in read] == [row[:width] for row in rows[:last]]
    assert (written.columns, written.last_row) == (width, last)
    assert written.rows == sum(1 for row in rows if any(row))


# Texts


def test_shared_inline_and_worked_out_texts_are_read():
    cells = (
        '<c r="A1" t="s"><v>1</v></c><c r="B1" t="inlineStr"><is><t xml:space="preserve"> b </t></is></c>'
        '<c r="C1" t="str"><f>"a"&amp;"b"</f><v>ab</v></c>'
    )
    assert value(cells, texts="<si><t>x</t></si><si><t>Müller &amp; Söhne</t></si>") == "Müller & Söhne, b ,ab"


def test_the_runs_of_a_rich_text_are_joined_and_how_to_pronounce_it_is_left_out():
    runs = "<r><rPr><b/></rPr><t>東</t></r><r><t>京</t></r><rPh sb='0' eb='2'><t>トウキョウ</t></rPh><phoneticPr/>"
    assert value('<c r="A1" t="s"><v>0</v></c>', texts=f"<si>{runs}</si>") == "東京"
    assert value(f'<c r="A1" t="inlineStr"><is>{runs}</is></c>') == "東京"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("a_x0009_b", "a\tb"),
        ("_x005F_x0041_", "_x0041_"),
        ("_xD83D__xDE00_", "😀"),
        ("_xD83D_", "\ufffd"),
        ("_x00e4_", "ä"),
        ("_xyz_", "_xyz_"),
    ],
)
def test_letters_that_are_written_as_numbers_are_read(written, read):
    assert value(f'<c r="A1" t="inlineStr"><is><t>{written}</t></is></c>') == read


def test_line_breaks_in_cells_are_kept_and_all_alike():
    text = text_of(workbook_of('<row r="1"><c r="A1" t="inlineStr"><is><t>a_x000D_\nb_x000D_c\nd</t></is></c></row>'))
    assert text == '"a\nb\nc\nd"\n'


def test_texts_beyond_what_is_kept_in_memory_come_out_of_a_file(monkeypatch):
    monkeypatch.setattr(texts, "MEMORY", 500)
    monkeypatch.setattr(texts, "AT_HAND", 7)
    words = [f"Zeile {number} " + "ü" * (number % 150) for number in range(300)]
    cells = [299, 0, 1, 298, *range(300), 5, 5]
    rows = "".join(f'<row r="{row}"><c r="A{row}" t="s"><v>{at}</v></c></row>' for row, at in enumerate(cells, 1))
    text = text_of(workbook_of(rows, texts="".join(f"<si><t>{word}</t></si>" for word in words)))
    assert text.splitlines() == [words[at] for at in cells]


# Numbers


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("1.1000000000000001", "1.1"),
        ("0.30000000000000004", "0.30000000000000004"),
        ("0.1", "0.1"),
        ("1E+15", "1000000000000000"),
        ("1.5E-7", "0.00000015"),
        ("-1234.50", "-1234.5"),
        ("12345678901234567890", "12345678901234567890"),
        ("3.0", "3"),
        ("-0.0", "0"),
        ("-0", "0"),
        (" 5 ", "5"),
        ("1E+400", "1E+400"),
        ("1_000", "1_000"),
        ("nan", "nan"),
        ("٣", "٣"),
    ],
)
def test_numbers_are_exact_and_without_noise(written, read):
    assert value(f'<c r="A1"><v>{written}</v></c>') == read


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_number_is_the_same_one_afterwards(number):
    written = value(f'<c r="A1"><v>{number!r}</v></c>')
    assert float(written) == number
    assert "e" not in written.casefold()


@pytest.mark.parametrize(
    ("number", "code", "read"),
    [
        ("0.75", "0%", "75%"),
        ("7.0000000000000007E-2", "0.00%", "7%"),
        ("-0.125", "0 %;[Red]-0 %", "-12.5%"),
        ("0", "0%", "0%"),
        ("75", "0\\%", "75%"),
        ("75", "0&quot; %&quot;", "75%"),
        ("1234.5", "#,##0.00\\ &quot;€&quot;", "1234.5"),
        ("1234.5", "[$€-407]\\ #,##0.00;[Red]-[$€-407]\\ #,##0.00", "1234.5"),
        ("1234.5", "#,##0.00 [$USD]", "1234.5"),
        ("1234.5", '_-* #,##0.00 "days"_-'.replace('"', "&quot;"), "1234.5"),
        ("1067", "00000", "01067"),
        ("-5", "000", "-5"),
        ("12", "General", "12"),
        ("12", "@", "12"),
    ],
)
def test_the_format_decides_what_a_number_is(number, code, read):
    assert formatted(number, code) == read


def test_the_percentages_of_a_workbook_are_read_as_such():
    number = read_number(formatted("0.375", "0%"), POINT)
    assert (number.value, number.percent) == (Decimal("37.5"), True)


@pytest.mark.parametrize(
    ("style", "number", "read"),
    [
        (9, "0.5", "50%"),
        (10, "0.5", "50%"),
        (14, "46387", "2026-12-31"),
        (20, "0.5", "12:00"),
        (22, "46387.5", "2026-12-31 12:00"),
        (30, "46387", "2026-12-31"),
        (32, "0.5", "12:00"),
        (45, "0.5", "12:00"),
        (46, "1.5", "36:00"),
        (57, "46387", "2026-12-31"),
        (4, "1234.5", "1234.5"),
        (44, "1234.5", "1234.5"),
        (199, "1234.5", "1234.5"),
        (5000, "1234.5", "1234.5"),
    ],
)
def test_formats_that_have_only_a_number_are_known(style, number, read):
    assert value(f'<c r="A1" s="{style}"><v>{number}</v></c>') == read


# Days and times


@pytest.mark.parametrize(
    ("number", "code", "read"),
    [
        ("46387", "dd.mm.yyyy", "2026-12-31"),
        ("46387", "[$-407]d. mmmm yyyy;@", "2026-12-31"),
        ("46387", "mmm", "2026-12-31"),
        ("46387.604166666664", "yyyy-mm-dd", "2026-12-31 14:30"),
        ("46387.604166666664", "d/m/yy h:mm", "2026-12-31 14:30"),
        ("46387", "d/m/yy h:mm", "2026-12-31 00:00"),
        ("46387.60422453704", "d/m/yy h:mm:ss AM/PM", "2026-12-31 14:30:05"),
        ("46386.999999999", "yyyy-mm-dd", "2026-12-31"),
        ("0.6041666666666666", "h:mm", "14:30"),
        ("0.6041666666666666", "h:mm AM/PM", "14:30"),
        ("46387.6041666666666", "hh:mm", "14:30"),
        ("0.6041666666666666", "mm:ss.0", "14:30"),
        ("1.1041666666666667", "[h]:mm", "26:30"),
        ("1", "d.m.yyyy", "1900-01-01"),
        ("59", "d.m.yyyy", "1900-02-28"),
        ("60", "d.m.yyyy", "1900-02-29"),
        ("61", "d.m.yyyy", "1900-03-01"),
        ("0", "d.m.yyyy", "1900-01-00"),
        ("2958465", "d.m.yyyy", "9999-12-31"),
        ("2958466", "d.m.yyyy", "2958466"),
        ("-1", "d.m.yyyy", "-1"),
        ("1E+300", "d.m.yyyy", "1" + "0" * 300),
        ("x", "d.m.yyyy", "x"),
        ("46387", "&quot;Tag &quot;0", "46387"),
        ("46387", "[Red]0", "46387"),
    ],
)
def test_days_and_times_follow_their_format(number, code, read):
    assert formatted(number, code) == read


@pytest.mark.parametrize(("number", "read"), [("0", "1904-01-01"), ("60", "1904-03-01"), ("44925", "2026-12-31")])
def test_days_may_be_counted_from_1904(number, read):
    assert formatted(number, "d.m.yyyy", workbook='<workbookPr date1904="1"/>') == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2026-12-31", "2026-12-31"),
        ("2026-12-31T14:30:00", "2026-12-31 14:30"),
        ("2026-12-31T14:30:05.123Z", "2026-12-31 14:30:05"),
        ("14:30:00", "14:30"),
        ("yesterday", "yesterday"),
    ],
)
def test_days_that_are_written_out_are_read(written, read):
    assert value(f'<c r="A1" t="d"><v>{written}</v></c>') == read


# Truth, errors, formulas


def test_truth_and_errors_come_as_words():
    cells = (
        '<c r="A1" t="b"><v>1</v></c><c r="B1" t="b"><v>0</v></c><c r="C1" t="b"><v>true</v></c>'
        '<c r="D1" t="e"><f>1/0</f><v>#DIV/0!</v></c>'
    )
    assert value(cells) == "TRUE,FALSE,TRUE,#DIV/0!"


def test_a_formula_is_its_value_and_one_without_is_named():
    rows = (
        '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1"><f>A1</f></c><c r="C1" t="str"><f>""</f><v></v></c></row>'
        '<row r="2"><c r="A2"><f>A1</f><v/></c><c r="B2"><v>3</v></c></row>'
    )
    text, written = convert(workbook_of(rows))
    assert text == "2,\n,3\n"
    assert (written.formulas_without_value, written.examples) == (2, ("B1", "A2"))
    assert written.warnings == ["2 formulas have no value in the file and are left empty: B1, A2."]


def test_of_many_formulas_without_value_the_first_are_named():
    rows = "".join(f'<row r="{row}"><c r="A{row}"><f>1</f></c><c r="B{row}"><v>1</v></c></row>' for row in range(1, 90))
    _text, written = convert(workbook_of(rows))
    assert (written.formulas_without_value, len(written.examples)) == (89, 20)
    assert written.warnings[0].endswith("A20 ….")


# Where cells stand


def test_cells_and_rows_may_be_missing_or_without_a_reference():
    rows = (
        '<row r="3"><c r="B3"><v>1</v></c><c><v>2</v></c><c r="E3"><v>3</v></c></row>'
        "<row><c><v>4</v></c></row><row/><row><c/><c><v>5</v></c></row>"
    )
    text, written = convert(workbook_of(rows))
    assert text == "\n\n,1,2,,3\n4,,,,\n\n,5,,,\n"
    assert (written.rows, written.last_row, written.columns) == (3, 6, 5)


def test_cells_with_only_a_format_make_no_columns_and_no_rows():
    rows = (
        '<row r="1"><c r="A1"><v>1</v></c><c r="B1" s="9"/><c r="XFD1" s="9"/></row>'
        '<row r="2"><c r="A2" s="9"/></row><row r="1048576"><c r="A1048576" t="s"/></row>'
    )
    text, written = convert(workbook_of(rows))
    assert text == "1\n"
    assert (written.rows, written.columns) == (1, 1)


def test_rows_before_a_wider_one_get_the_cells_that_they_lack():
    rows = (
        '<row r="2"><c r="A2"><v>1</v></c></row><row r="4"><c r="A4" t="inlineStr"><is><t>a\nb</t></is></c></row>'
        '<row r="5"><c r="C5"><v>3</v></c></row>'
    )
    out = io.BytesIO(b"before|")
    out.seek(7)
    write_csv(workbook_of(rows), "Data", out)
    assert out.getvalue().decode() == 'before|\n1,,\n\n"a\nb",,\n,,3\n'


def test_of_merged_cells_the_first_has_the_value():
    book = openpyxl.Workbook()
    book.active["A1"], book.active["D1"] = "a", "d"
    book.active.merge_cells("A1:C2")
    assert text_of(saved(book), "Sheet") == "a,,,d\n"


def test_hidden_rows_and_columns_are_read_and_counted():
    rows = (
        '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row>'
        '<row r="2" hidden="1"><c r="A2"><v>3</v></c></row><row r="3" hidden="true"/>'
    )
    columns = '<cols><col min="1" max="1" width="9"/><col min="2" max="16384" hidden="1"/></cols>'
    text, written = convert(workbook_of(rows, before=columns))
    assert text == "1,2\n3,\n"
    assert (written.hidden_rows, written.hidden_columns) == (1, 1)
    assert [sentence.split(" is ")[0] for sentence in written.warnings] == ["1 row", "1 column"]


def test_the_rows_of_the_csv_file_are_those_of_the_sheet_also_behind_line_breaks():
    rows = (
        '<row r="2"><c r="A2" t="inlineStr"><is><t>Titel</t></is></c><c r="B2"><v>1</v></c></row>'
        '<row r="3"><c r="A3" t="inlineStr"><is><t>a\nb</t></is></c></row><row r="9"><c r="B9"><v>9</v></c></row>'
    )
    text = text_of(workbook_of(rows))
    read = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    assert {number: row for number, row in enumerate(read, start=1) if row} == {
        2: ["Titel", "1"],
        3: ["a\nb", ""],
        9: ["", "9"],
    }


def test_rows_read_what_was_written():
    rows = (
        '<row r="2"><c r="A2" t="inlineStr"><is><t>Titel, "neu"</t></is></c><c r="B2"><v>1</v></c></row>'
        '<row r="4"><c r="B4"><v>2.5</v></c></row>'
    )
    with Rows(io.BytesIO(text_of(workbook_of(rows)).encode()), Dialect()) as read:
        assert read.heading == ['Titel, "neu"', "1"]
        assert [(row.line, row.cells, row.refusal) for row in read] == [(4, ["", "2.5"], "")]


# Sheets and forms of the file


def test_sheets_are_listed_in_order_and_hidden_ones_are_told():
    book = openpyxl.Workbook()
    book.active.title = "Übersicht"
    book.create_sheet("Zahlen")["A1"] = 5
    book.create_sheet("Geheim").sheet_state = "veryHidden"
    book.create_chartsheet("Bild")
    stream = saved(book)
    assert [(sheet.name, sheet.hidden) for sheet in sheets(stream)] == [
        ("Übersicht", False),
        ("Zahlen", False),
        ("Geheim", True),
    ]
    assert text_of(stream, "Zahlen") == "5\n"


def test_the_strict_form_is_read_like_the_usual_one():
    rows = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="14"><v>46387</v></c></row>'
    stream = workbook_of(rows, texts="<si><t>x</t></si>", main=STRICT_MAIN, office=STRICT_OFFICE)
    assert sheets(stream) == [Sheet("Data", False, "xl/worksheets/sheet1.xml")]
    assert text_of(stream) == "x,2026-12-31\n"


def test_elements_may_have_a_prefix():
    contents = parts()
    contents["xl/worksheets/sheet1.xml"] = (
        f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData>\n <x:row r="1">\n  <x:c r="A1" t="s">\n'
        '   <x:v>0</x:v>\n  </x:c>\n  <x:c r="B1" t="inlineStr"> <x:is> <x:t>b</x:t> </x:is> </x:c>\n'
        " </x:row>\n</x:sheetData></x:worksheet>"
    )
    contents["xl/sharedStrings.xml"] = f'<x:sst xmlns:x="{MAIN}"><x:si> <x:t>a</x:t> </x:si></x:sst>'
    assert text_of(packed(contents)) == "a,b\n"


def test_parts_may_be_in_utf_16_and_named_in_other_ways():
    contents: dict[str, str | bytes] = {**parts('<row r="1"><c r="A1" t="s"><v>0</v></c></row>')}
    contents["XL\\SharedStrings.xml"] = f'<sst xmlns="{MAIN}"><si><t>ä</t></si></sst>'.encode("utf-16")
    del contents["xl/sharedStrings.xml"]
    relations = str(contents["xl/_rels/workbook.xml.rels"])
    contents["xl/_rels/workbook.xml.rels"] = relations.replace('"worksheets/', '"/xl/worksheets/')
    assert text_of(packed(contents)) == "ä\n"


def test_progress_is_told_and_may_stop_the_writing():
    book = openpyxl.Workbook()
    for number in range(5_000):
        book.active.append([number, number])
    told: list[int] = []
    write_csv(saved(book), "Sheet", io.BytesIO(), on_progress=told.append)
    assert len(told) > 1
    assert told == sorted(told)
    assert told[-1] == 5_000

    class Stopped(Exception):
        pass

    def stop(_rows: int) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        write_csv(saved(book), "Sheet", io.BytesIO(), on_progress=stop)


def test_what_was_written_can_be_kept():
    written = Written(3, 9, 2, 1, 0, 2, ("A1", "B2"))
    assert Written.from_json(written.as_json()) == written


def test_durations_written_by_a_program_are_hours_and_minutes():
    book = openpyxl.Workbook()
    book.active["A1"] = timedelta(hours=26, minutes=30)
    assert text_of(saved(book), "Sheet") == "26:30\n"


def test_a_workbook_is_known_by_its_first_bytes():
    assert workbook_of("").getvalue().startswith(workbook.SIGNATURE)
