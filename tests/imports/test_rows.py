"""Rows with their lines; what cannot be read is refused with line and reason."""

import json
from itertools import islice

import pytest

from imports.reading.columns import name_columns, read_columns
from imports.reading.dialect import Dialect
from imports.reading.errors import Unreadable
from imports.reading.rows import KEPT_OF_LINE, LONGEST_CELL, LONGEST_LINE, MOST_COLUMNS, Rows
from tests.imports.conftest import stream

SEMICOLONS = Dialect("utf-8", ";")


def read(text, dialect=SEMICOLONS):
    return [(row.line, row.cells, row.refusal) for row in Rows(stream(text), dialect)]


def test_each_row_knows_the_line_it_begins_in():
    assert read('a;b\n1;"zwei\nZeilen"\n\n3;4\n') == [(2, ["1", "zwei\nZeilen"], ""), (5, ["3", "4"], "")]


def test_blank_rows_are_left_out():
    assert read("\n;\na;b\n;\n1;2\n  ; \n") == [(5, ["1", "2"], "")]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_is_read(end):
    assert read(end.join(["a;b", "1;2", "3;4"])) == [(2, ["1", "2"], ""), (3, ["3", "4"], "")]


def test_mixed_line_ends_are_read():
    assert [cells for _line, cells, _refusal in read("a;b\r\n1;2\n3;4\r5;6")] == [["1", "2"], ["3", "4"], ["5", "6"]]


def test_a_row_of_another_width_is_refused_and_not_shifted():
    short, long, whole = read("a;b;c\n1;2\n1;2;3;4\n1;2;3\n")
    assert short[2] == "The row has 2 cells, the heading 3."
    assert long[1:] == (["1", "2", "3", "4"], "The row has 4 cells, the heading 3.")
    assert whole == (4, ["1", "2", "3"], "")


def test_a_row_of_one_cell_is_told_as_one():
    assert read("a;b\n1\n")[0][2] == "The row has 1 cell, the heading 2."


def test_delimiters_at_the_end_of_lines_do_no_harm():
    assert read("a;b;\n1;2;\n3;4\n5;6;;\n") == [
        (2, ["1", "2", ""], ""),
        (3, ["3", "4", ""], ""),
        (4, ["5", "6", ""], ""),
    ]


def test_a_quote_that_is_never_closed_ends_the_reading_with_its_line():
    rows = Rows(stream('a;b\n1;2\n"3;4\n5;6\n'), SEMICOLONS)
    next(rows)
    with pytest.raises(Unreadable, match="line 3"):
        next(rows)


def test_a_quote_that_is_never_closed_in_a_large_file_ends_it_in_bounded_memory():
    rows = Rows(stream('a;b\n"1;2\n' + "3;4\n" * 100_000), SEMICOLONS)
    with pytest.raises(Unreadable, match="line 2"):
        next(rows)


def test_text_behind_a_closing_quote_refuses_the_row_only():
    refused, whole = read('a;b\n"1"x;2\n3;4\n')
    assert refused[:2] == (2, ["1x", "2"]), "What one can start from in repairing it."
    assert refused[2]
    assert whole == (3, ["3", "4"], "")


def test_a_giant_cell_refuses_the_row_only():
    refused, whole = read(f"a;b\n{'x' * (LONGEST_CELL + 1)};2\n3;4\n")
    assert "131072" in refused[2]
    assert refused[1][0] == "x" * KEPT_OF_LINE
    assert whole == (3, ["3", "4"], "")


def test_a_giant_line_refuses_the_row_only():
    refused, whole = read(f"a;b\n{'x;' * LONGEST_LINE}\n3;4\n")
    assert "longer than" in refused[2]
    assert whole[1] == ["3", "4"]


def test_a_giant_line_comes_back_with_its_first_columns_and_says_that_it_is_cut():
    refused, whole = read(f'a;b;c\n4711;"Muster; AG";{"x" * LONGEST_LINE}\n3;4;5\n')
    assert refused[1][:2] == ["4711", "Muster; AG"]
    assert len(refused[1][2]) == KEPT_OF_LINE - len('4711;"Muster; AG";')
    assert refused[1][3].startswith("cut off"), "One cell too many: it is refused again until it is repaired."
    assert f"up to {KEPT_OF_LINE} characters" in refused[2]
    assert whole[1] == ["3", "4", "5"]


@pytest.mark.parametrize("below", [f'{"x" * LONGEST_LINE}";2', 'unten"x;2'], ids=["giant", "quote"])
def test_a_row_that_breaks_in_a_line_further_down_comes_back_line_by_line(below):
    first, second, whole = read(f'a;b;c\n4711;"oben\n{below}\n3;4;5\n')
    assert (first[0], first[1][:3], first[1][3].partition(":")[0]) == (2, ["4711", "oben", ""], "read with other lines")
    assert "up to line 3" in first[2]
    assert (second[0], len(second[1])) == (3, 4), "One cell too many: it is refused again until it is repaired."
    assert "begins in line 2" in second[2]
    assert whole == (4, ["3", "4", "5"], "")


def test_rows_that_one_quote_too_many_takes_in_are_refused_one_by_one_wherever_reading_is_left():
    raw = 'a;b\n1;"x\n2;y\n\n3;z\n4;"w"\n5;v\n'
    whole = read(raw)
    assert [(line, cells[:2], bool(refusal)) for line, cells, refusal in whole] == [
        (2, ["1", "x"], True),
        (3, ["2", "y"], True),
        (5, ["3", "z"], True),
        (6, ["4", "w"], True),
        (7, ["5", "v"], False),
    ]
    pieces, place = [], None
    for _row in whole:
        rows = Rows(stream(raw), SEMICOLONS, place=place)
        pieces += [(row.line, row.cells, row.refusal) for row in islice(rows, 1)]
        place = json.loads(json.dumps(rows.place))
    assert pieces == whole


def test_a_nul_byte_refuses_the_row_only():
    refused, whole = read("a;b\n1\0;2\n3;4\n")
    assert "NUL" in refused[2]
    assert whole == (3, ["3", "4"], "")


def test_bytes_of_another_encoding_end_the_reading_with_a_sentence():
    with pytest.raises(Unreadable, match="encoding"):
        list(Rows(stream("a;b\nMüller;2\n".encode("cp1252")), SEMICOLONS))


def test_too_many_columns_are_refused():
    with pytest.raises(Unreadable, match="3000 columns"):
        Rows(stream(";".join(["x"] * 3000) + "\n"), SEMICOLONS)
    assert Rows(stream(";".join(["x"] * MOST_COLUMNS) + "\n"), SEMICOLONS).width == MOST_COLUMNS


def test_a_sep_line_and_a_mark_are_passed_over():
    assert read("\ufeffsep=;\r\na;b\r\n1;2\r\n") == [(3, ["1", "2"], "")]


def test_without_heading_the_first_row_is_a_row():
    rows = Rows(stream("1;2;\n3;4;\n"), Dialect("utf-8", ";", header=False))
    assert [(row.line, row.cells) for row in rows] == [(1, ["1", "2", ""]), (2, ["3", "4", ""])]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_reading_goes_on_where_it_was_left(encoding, end):
    lines = ["nämé;b", *(f'ä{number};"x{end}ü"' for number in range(500)), 'x;"y"z', "schmal"]
    raw, dialect = end.join(lines).encode(encoding), Dialect(encoding, ";")
    whole = [(row.line, row.cells, row.refusal) for row in Rows(stream(raw), dialect)]
    place, pieces = None, []
    while True:
        rows = Rows(stream(raw), dialect, place=place)
        piece = [(row.line, row.cells, row.refusal) for row in islice(rows, 77)]
        if not piece:
            break
        pieces += piece
        place = rows.place
    assert pieces == whole[: len(pieces)]
    assert len(whole) == 502


def test_equal_and_blank_headings_are_told_apart():
    assert name_columns(["Name", "", "name", "{x}"], 5) == ["Name", "Column B", "name (2)", "(x)", "Column E"]


def test_columns_come_with_samples_of_the_first_rows():
    columns = read_columns(Rows(stream("a;b\n1;2\nschmal\n3;\n5;6\n7;8\n"), SEMICOLONS))
    assert [column.samples for column in columns] == [("1", "3", "5"), ("2", "", "6")]
