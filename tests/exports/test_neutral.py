"""Texts that a spreadsheet would run."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imports.reading.neutral import marked, neutralised, restored

SIGNS = "=+-@\t\r\n＝＋－＠"
RISKY = st.text(st.sampled_from([*SIGNS, *"' a1"]), max_size=8) | st.text(max_size=20)


@pytest.mark.parametrize("sign", list(SIGNS))
def test_no_spreadsheet_runs_it(sign):
    assert neutralised(f"{sign}1+1") == f"'{sign}1+1"
    assert neutralised(f"  {sign}1+1").startswith("'")


@pytest.mark.parametrize("text", ["Halle", "'s Gravenhage", "''", "1-2", "a@b", "", "’=1"])
def test_what_is_harmless_stays_as_it_is(text):
    assert neutralised(text) == marked(text) == restored(text) == text


@given(RISKY)
def test_every_text_is_given_back(text):
    assert restored(neutralised(text)) == restored(marked(text)) == text


@given(RISKY)
def test_nothing_begins_with_a_sign(text):
    assert neutralised(text).lstrip(" ")[:1] not in set(SIGNS) or not neutralised(text)


def test_a_genuine_apostrophe_before_a_sign_is_told_from_ours():
    assert {neutralised("=1"), neutralised("'=1"), neutralised("''=1")} == {"'=1", "''=1", "'''=1"}
    assert marked("=1") == "=1"
