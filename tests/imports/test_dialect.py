"""Delimiter, quote sign, `sep=` line and heading."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imports.reading.dialect import DELIMITERS, Dialect, detect_dialect, read_sample
from imports.reading.rows import Rows
from tests.imports.conftest import stream


@pytest.mark.parametrize("delimiter", DELIMITERS)
def test_it_finds_the_delimiter(delimiter):
    text = "\n".join(delimiter.join(row) for row in (["Titel", "Summe", "Phase"], ["Halle", "12", "Angebot"]))
    assert detect_dialect(text, "utf-8").delimiter == delimiter


def test_decimal_commas_do_not_make_the_comma_a_delimiter():
    text = "Titel;Summe;Anteil\nHalle;12,50;0,5\nDach;1.000,00;0,25\n"
    assert detect_dialect(text, "utf-8").delimiter == ";"


def test_times_of_day_do_not_make_the_colon_a_delimiter():
    text = 'Title,Created\n"Hall",02/23/26 08:55\n"Roof",02/23/26 09:10\n'
    assert detect_dialect(text, "utf-8").delimiter == ","


def test_delimiters_within_quotes_do_not_count():
    text = 'Titel;Text\n"a, b, c, d";"e, f, g, h"\n"a, b, c, d";"e, f, g, h"\n'
    assert detect_dialect(text, "utf-8").delimiter == ";"


@pytest.mark.parametrize("lines", [40, 30_000])
def test_a_quoted_cell_of_many_lines_does_not_hide_the_delimiter(lines):
    cell = "\n".join("Erst dies, dann das, und zuletzt: ein Rest | von allem" for _line in range(lines))
    whole = f'Titel;Text\nHalle;"{cell}"\nDach;kurz\n'
    assert detect_dialect(read_sample(stream(whole), "utf-8"), "utf-8").delimiter == ";"


def test_a_sep_line_decides():
    assert detect_dialect("sep=|\nTitel|Summe, netto\nHalle|1,5\n", "utf-8").delimiter == "|"


def test_single_quotes_are_found_where_they_enclose_cells():
    assert detect_dialect("Titel,Text\n'Halle, neu','x'\n'Dach, alt','y'\n", "utf-8").quote == "'"
    assert detect_dialect("Titel,Text\nO'Brien,it's\nD'Arcy,isn't\n", "utf-8").quote == '"'


@pytest.mark.parametrize(
    ("first", "header"),
    [("Titel;Summe", True), ("Halle;12,50", False), ("Halle;31.12.2026", False), ("Halle;a@example.com", False)],
)
def test_a_first_row_with_values_is_no_heading(first, header):
    assert detect_dialect(f"{first}\nDach;3\nTor;4\n", "utf-8").header is header


def test_a_column_of_its_own_needs_no_delimiter():
    dialect = detect_dialect("Titel\nHalle\nDach\n", "utf-8")
    assert [row.cells for row in Rows(stream("Titel\nHalle\nDach\n"), dialect)] == [["Halle"], ["Dach"]]


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0\ufeff", exclude_categories=("Cs",)), max_size=12)


@given(
    rows=st.lists(st.lists(CELLS.filter(str.strip), min_size=3, max_size=3), min_size=2, max_size=8),
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
)
def test_what_a_writer_quoted_is_read_back(rows, delimiter):
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows([["Aa", "Bb", "Cc"], *rows])
    read = Rows(stream(written.getvalue()), Dialect("utf-8", delimiter, '"'))
    assert [row.cells for row in read] == rows
