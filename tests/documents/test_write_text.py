"""Editing a text file: its encoding, its byte-order mark and its line ends stay."""

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.editors import CannotEdit, Refused
from documents.editors.text import LARGEST, apply, read


def edited(data, text):
    target = BytesIO()
    apply(BytesIO(data), {"text": text}, target)
    return target.getvalue()


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"a\nb", ("UTF-8", "Unix (LF)")),
        (b"a\r\nb", ("UTF-8", "Windows (CRLF)")),
        (b"a\rb", ("UTF-8", "Mac (CR)")),
        (b"ein", ("UTF-8", "Unix (LF)")),
        ("\ufeffä\n".encode(), ("UTF-8 (BOM)", "Unix (LF)")),
        ("ä€\r\n".encode("cp1252"), ("Windows-1252", "Windows (CRLF)")),
        ("\ufeffä\r\n".encode("utf-16-le"), ("UTF-16", "Windows (CRLF)")),
        ("\ufeffä\r\n".encode("utf-16-be"), ("UTF-16", "Windows (CRLF)")),
    ],
)
def test_how_it_is_written_is_found_out_and_kept(data, told):
    model = read(BytesIO(data))
    assert (model["encoding"], model["line_end"]) == told
    assert edited(data, model["text"]) == data
    again = read(BytesIO(edited(data, "n€u\nzwei")))
    assert (again["encoding"], again["text"]) == (told[0], "n€u\nzwei")


def test_what_was_edited_gets_the_files_line_ends():
    assert edited(b"a\r\nb\r\n", "a\nneu\nb\n") == b"a\r\nneu\r\nb\r\n"


def test_lines_that_were_not_edited_keep_their_ends_where_the_file_mixes_them():
    assert read(BytesIO(b"a\nb\r\nc\nd"))["mixed"] is True
    assert edited(b"a\nb\r\nc\nd", "a\nb\nneu\nc\nd") == b"a\nb\r\nneu\nc\nd"
    assert edited(b"a\nb\r\nc\rd", "a\nd") == b"a\nd"
    assert edited(b"a\r\nb\nc\nd", "a\nb\n") == b"a\r\nb\n"
    assert read(BytesIO(edited(b"\n\r", "\n\n\n")))["text"] == "\n\n\n"
    assert edited(b"a\r\nb\nc\nd", "neu\na\nb\nc\nd") == b"neu\na\r\nb\nc\nd"


@given(st.text("ab\r\n", min_size=1, max_size=12), st.text("ab\n", min_size=1, max_size=12))
def test_the_text_is_always_the_one_that_was_typed(before, typed):
    data = before.encode()
    assert read(BytesIO(edited(data, typed)))["text"] == typed
    assert edited(data, read(BytesIO(data))["text"]) == data


def test_a_character_that_the_encoding_does_not_know_is_named():
    with pytest.raises(Refused, match="does not know “漢”"):
        edited("ä".encode("cp1252"), "漢字")


@pytest.mark.parametrize("text", ["", "\ud800", "a\0b", "x" * (LARGEST + 1), None, 5])
def test_what_no_text_file_can_hold_is_refused(text):
    with pytest.raises(Refused):
        edited(b"a", text)


@pytest.mark.parametrize("data", [b"a\0b", b"\x81\x8d", b"\xff\xfea", "\ufeff".encode("utf-16-le") + b"\0\xd8"])
def test_what_is_no_text_is_refused_with_a_sentence(data):
    with pytest.raises(CannotEdit, match="not a text"):
        read(BytesIO(data))


def test_a_large_text_is_refused_with_a_sentence():
    with pytest.raises(CannotEdit, match="over 1 MB"):
        read(BytesIO(b"x" * (LARGEST + 1)))
