"""Formats are decided by the whole column; where two fit, people are asked."""

import pytest

from imports.conversion import FRACTION, WHOLE
from imports.fields import Field, Kind, Mapping, Source
from imports.reading.days import DMY, MDY, YMD
from imports.reading.numbers import COMMA, POINT
from imports.reading.rows import Row
from imports.survey import MOST_NAMES, Survey


def surveyed(kind, cells, vocabulary=""):
    field = Field("x", "X", kind, vocabulary=vocabulary)
    survey = Survey([field], Mapping({"x": Source((0,))}), ["X"])
    for line, cell in enumerate(cells, start=2):
        survey.add([Row(line, [cell])])
    return Survey([field], survey.mapping, ["X"]).load(survey.as_json())


def decided(kind, cells, key="x"):
    return surveyed(kind, cells).decisions()[key]


@pytest.mark.parametrize(
    ("cells", "decision"),
    [
        (["1.234,56", "12", "1.234"], (COMMA, ())),
        (["1,234.56", "12", "1,234"], (POINT, ())),
        (["1.234", "5.678"], ("", (COMMA, POINT))),
        (["1.234,56", "1,234.56"], ("", (COMMA, POINT))),
        (["1.234,56", "1.234", "unlesbar"], (COMMA, ())),
    ],
)
def test_the_decimal_sign(cells, decision):
    assert decided(Kind.NUMBER, cells) == decision


@pytest.mark.parametrize("cells", [["12", "5000"], [], ["", "unlesbar"]])
def test_where_nothing_differs_nothing_is_asked(cells):
    assert decided(Kind.NUMBER, cells)[0]
    assert decided(Kind.DAY, cells)[0]


@pytest.mark.parametrize(
    ("cells", "decision"),
    [
        (["2026-12-31", "2026-01-02"], (YMD, ())),
        (["20261231"], (YMD, ())),
        (["01.02.2026", "31.12.2026"], (DMY, ())),
        (["1/2/26", "12/31/26"], (MDY, ())),
        (["1/2/26", "3/4/26"], ("", (DMY, MDY))),
        (["13/1/2026", "1/13/2026"], ("", (DMY, MDY))),
        (["1.1.2026", "2.2.2026"], (DMY, ())),
        (["2026-12-31", "31.12.2026"], (DMY, ())),
    ],
)
def test_the_order_of_a_date(cells, decision):
    assert decided(Kind.DAY, cells) == decision


@pytest.mark.parametrize(
    ("cells", "decision"),
    [
        (["75", "100", "1"], (WHOLE, ())),
        (["75 %", "1 %"], (WHOLE, ())),
        (["0,75", "1", "0"], (FRACTION, ())),
        (["75 %", "0,75", "1"], (FRACTION, ())),
        (["0,5 %", "75"], (WHOLE, ())),
        (["75 %", "1"], ("", (WHOLE, FRACTION))),
        (["0", "1"], ("", (WHOLE, FRACTION))),
        (["0", ""], (WHOLE, ())),
    ],
)
def test_the_scale_of_percentages(cells, decision):
    assert decided(Kind.PERCENT, cells, "x.scale") == decision


def test_it_says_what_cannot_be_read_and_what_reads_twice():
    tally = surveyed(Kind.DAY, ["1/2/26", "bald", "", "nie"]).tallies["x"]
    assert (tally.filled, tally.fitting(DMY)) == (3, 1)
    assert (tally.unreadable, tally.unreadable_line) == ("bald", 3)
    assert (tally.differing, tally.example) == (1, "1/2/26")


def test_names_are_counted_once_whatever_their_case():
    names = surveyed(Kind.NAME, ["Müller", "muller", "MÜLLER ", "Weiß", "Weiss", ""], "stage").names["x"]
    assert names.by_count() == [("Müller", 3), ("Weiß", 2)]


def test_lists_of_names_are_taken_apart():
    names = surveyed(Kind.NAMES, ["a; b", "b,c", "c|c"], "stage").names["x"]
    assert names.by_count() == [("c", 3), ("b", 2), ("a", 1)]


def test_very_many_names_are_not_all_kept():
    names = surveyed(Kind.NAME, [f"Firma {number}" for number in range(MOST_NAMES + 1)], "stage").names["x"]
    assert len(names.counts) == MOST_NAMES
    assert names.complete is False
