"""Comparing two versions: lines, paragraphs and cells, the words that changed, and what cannot be compared."""

import io
import time

import docx
import pytest
from django.urls import reverse
from django.utils import translation

from documents.comparing import Incomparable, compared, comparison
from documents.comparing.rows import rows_of_lines
from documents.comparing.sheets import rows_of_sheets
from documents.models import Document
from documents.storage import private_files
from tests import make
from tests.documents import pictures, workbooks

pytestmark = [pytest.mark.django_db, pytest.mark.long]

SIGNS = {"gone": "-", "new": "+", "same": " ", "changed": "~", "gap": "…"}
MARKS = {"gone": "[-%s-]", "new": "{+%s+}", "same": "%s"}


def told(rows):
    """Rows as one reads them: "~ 2 bis [-Montag-]{+Freitag+}"."""
    marked = ("".join(MARKS[piece.sign] % piece.text for piece in row.pieces) or str(row.count) for row in rows)
    return [f"{SIGNS[row.sign]} {row.where} {text}".replace("  ", " ") for row, text in zip(rows, marked, strict=True)]


def lines(before, after):
    return told(list(rows_of_lines(before.split("\n"), after.split("\n"))))


def sheets(before, after):
    return told(list(rows_of_sheets(before, after)))


# Lines


def test_a_word_that_changed_is_marked_in_its_line():
    assert lines("Hallo\nGilt bis Montag, 12 Uhr", "Hallo\nGilt bis Freitag, 12 Uhr") == [
        " 1 Hallo",
        "~ 2 Gilt bis [-Montag-]{+Freitag+}, 12 Uhr",
    ]


def test_a_sentence_that_is_another_one_does_not_fall_into_crumbs():
    assert lines("Lieferung in drei Wochen frei Haus", "Lieferung nach vier Tagen frei Haus") == [
        "~ 1 Lieferung [-in drei Wochen-]{+nach vier Tagen+} frei Haus"
    ]


def test_lines_that_have_nothing_in_common_are_one_gone_and_one_new():
    assert lines("Preis", "Rabatt") == ["- 1 [-Preis-]", "+ 1 {+Rabatt+}"]


def test_a_new_line_bears_its_number_and_moves_nothing():
    assert lines("a\nb", "a\nneu\nb") == [" 1 a", "+ 2 {+neu+}", " 3 b"]


def test_of_two_new_lines_the_one_that_is_alike_is_the_changed_one():
    assert lines("Preis 10 Euro netto", "Rabatt\nPreis 12 Euro netto") == [
        "+ 1 {+Rabatt+}",
        "~ 2 Preis [-10-]{+12+} Euro netto",
    ]


def test_what_is_the_same_far_from_a_change_is_left_out():
    same = "\n".join(f"Zeile {number}" for number in range(1, 10))
    assert lines(f"{same}\nalt", f"{same}\nneu")[:3] == ["… 7", " 8 Zeile 8", " 9 Zeile 9"]


def test_the_very_same_has_no_rows():
    assert lines("a\nb", "a\nb") == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (["a", "b"] * 10_000, ["b", "a", "c"] * 6_000),
        ([f"{n} " * 100 for n in range(5000)], [f"{n} " * 100 for n in range(5000, 10_000)]),
        (["wort " * 2000] * 500, ["ort wort " * 1000] * 499),
        (["x" * 1_000_000], ["x " * 400_000]),
    ],
)
def test_files_that_are_made_to_trouble_it_take_seconds(before, after):
    began = time.monotonic()
    for number, _row in enumerate(rows_of_lines(before, after)):
        if number > comparison.MOST_SHOWN:
            break
    assert time.monotonic() - began < 20


# Cells


def test_a_cell_is_told_by_its_name():
    assert sheets({"Tabelle1": {2: {1: "5"}}}, {"Tabelle1": {2: {1: "7"}}}) == ["~ Tabelle1!B3 [-5-] → {+7+}"]


def test_a_row_in_between_does_not_change_those_below():
    before = {0: {0: "Lampe", 1: "2"}, 1: {0: "Tisch", 1: "1"}}
    after = {0: {0: "Lampe", 1: "2"}, 1: {0: "Stuhl", 1: "4"}, 2: {0: "Tisch", 1: "1"}}
    assert sheets({"A": before}, {"A": after}) == ["+ A, row 2 {+Stuhl | 4+}"]


def test_a_cell_that_was_filled_and_one_that_was_emptied():
    before, after = {0: {0: "Lampe", 1: "2"}}, {0: {0: "Lampe", 2: "rot"}}
    assert sheets({"A": before}, {"A": after}) == ["- A!B1 [-2-]", "+ A!C1 {+rot+}"]


def test_a_long_text_in_a_cell_is_marked_word_by_word():
    before, after = "Lieferung frei Haus bis Montag", "Lieferung frei Haus bis Freitag"
    assert sheets({"A": {0: {0: before}}}, {"A": {0: {0: after}}}) == [
        "~ A!A1 Lieferung frei Haus bis [-Montag-]{+Freitag+}"
    ]


def test_sheets_that_came_and_went():
    assert sheets({"Alt": {}}, {"Neu": {0: {0: "x"}}}) == [
        "+ Neu {+This sheet is new.+}",
        "+ Neu, row 1 {+x+}",
        "- Alt [-This sheet was removed.-]",
    ]


# Files


@pytest.fixture
def versions(restricted, anna, disk):
    """Return a function that makes a document of several contents, and returns it with its versions."""

    def made(name, *contents):
        document = make.document(opportunity=restricted, by=anna, file=make.upload(name, contents[0]))
        for content in contents[1:]:
            document.add_version(make.upload(name, content), by=anna)
        return list(document.versions.select_related("document").order_by("number"))

    return made


def as_docx(*paragraphs):
    made, stream = docx.Document(), io.BytesIO()
    for paragraph in paragraphs:
        made.add_paragraph(paragraph)
    made.save(stream)
    return stream.getvalue()


def test_a_document_is_compared_by_the_text_of_its_paragraphs(versions):
    one, two = versions("Angebot.docx", as_docx("Angebot", "Gilt bis Montag"), as_docx("Angebot", "Gilt bis Freitag"))
    found = compared(one, two)
    assert told(found.rows) == [" 1 Angebot", "~ 2 Gilt bis [-Montag-]{+Freitag+}"]
    assert found.counts == [("changed", 1)]
    assert "pictures" in found.about


def test_a_workbook_is_compared_cell_by_cell_in_the_language_of_its_reader(versions):
    before = workbooks.plain([["Lampe", 2.5], ["Summe", "=SUM(B1:B1)"]])
    after = workbooks.plain([["Lampe", 3.5], ["Summe", "=SUM(B1:B2)"]])
    one, two = versions("Preise.xlsx", before.getvalue(), after.getvalue())
    with translation.override("de"):
        assert told(compared(one, two).rows) == [
            "~ Tabelle1!B1 [-2,5-] → {+3,5+}",
            "~ Tabelle1!B2 [-=SUMME(B1:B1)-] → {+=SUMME(B1:B2)+}",
        ]


@pytest.mark.parametrize("name", ["Notiz.txt", "Liste.csv", "Daten.xml", "Daten.json"])
def test_texts_are_compared_line_by_line(versions, name):
    one, two = versions(name, b"<svg>\neins;2", b"<svg>\neins;3")
    assert told(compared(one, two).rows)[1] == "~ 2 eins;[-2-]{+3+}"


def test_what_cannot_be_compared_says_so(versions):
    one, two = versions("Foto.png", b"\x89PNG\r\n\x1a\n1", b"\x89PNG\r\n\x1a\n2")
    with pytest.raises(Incomparable, match="Files of this kind are not compared here"):
        compared(one, two)


def test_one_that_cannot_be_read_says_which_and_why(versions):
    one, two = versions("Angebot.docx", as_docx("a"), b"PK\x03\x04kein Dokument")
    with pytest.raises(Incomparable, match=r"Version 2 cannot be read here\. .+"):
        compared(one, two)


def test_texts_that_are_too_large_say_so(versions):
    one, two = versions("Notiz.txt", b"x", b"x" * (1024 * 1024 + 1))
    with pytest.raises(Incomparable, match="Texts over 1 MB"):
        compared(one, two)


def test_too_many_lines_say_so(versions, monkeypatch):
    monkeypatch.setattr(comparison, "MOST_LINES", 2)
    one, two = versions("Notiz.txt", b"a", b"a\nb\nc")
    with pytest.raises(Incomparable, match="more than 2 lines"):
        compared(one, two)


def test_more_differences_than_are_shown_are_cut_and_told(versions, monkeypatch):
    monkeypatch.setattr(comparison, "MOST_SHOWN", 2)
    one, two = versions("Notiz.txt", b"x", b"1\n2\n3")
    assert compared(one, two).cut
    assert len(compared(one, two).rows) == 2


# The page


def address(document, *numbers):
    query = "&".join(f"version={number}" for number in numbers)
    return reverse("documents:compare", args=[document.public_id]) + f"?{query}"


@pytest.fixture
def document(versions):
    return Document.objects.get(pk=versions("Notiz.txt", b"eins <b>\n", b"zwei <b>\n", b"drei <b>\n")[0].document_id)


def test_the_list_lets_one_choose_two(document, ben, as_):
    page = as_(ben).get(document.get_absolute_url()).content.decode()
    assert page.count('name="version"') == 3
    assert page.count(" checked") == 2
    assert 'aria-label="Compare version 1"' in page


def test_one_version_alone_is_not_compared(restricted, anna, as_, disk):
    alone = make.document(opportunity=restricted, by=anna)
    assert 'name="version"' not in as_(anna).get(alone.get_absolute_url()).content.decode()


def test_the_list_says_so_of_files_that_are_not_compared(versions, ben, as_):
    one, _two = versions("Foto.png", b"\x89PNG\r\n\x1a\n1", b"\x89PNG\r\n\x1a\n2")
    page = as_(ben).get(one.document.get_absolute_url()).content.decode()
    assert 'name="version"' not in page
    assert "Versions of files of this kind are not compared here." in page
    page = as_(ben).get(address(one.document, 1, 2)).content.decode()
    assert "Download both versions and compare them." in page


def test_files_of_libreoffice_are_compared_by_their_text(versions, ben, as_):
    files = (pictures.open_document(f"Gilt bis {day}.", rows=[["Schraube", "12"]]) for day in ("Montag", "Freitag"))
    one, _two = versions("Brief.odt", *files)
    page = as_(ben).get(address(one.document, 1, 2)).content.decode()
    assert "<del>Montag</del><ins>Freitag</ins>" in page
    assert "how it looks and pictures are not" in page


def test_a_reader_compares_in_either_order(document, ben, as_):
    for numbers in ((1, 3), (3, 1)):
        page = as_(ben).get(address(document, *numbers)).content.decode()
        assert "Version 1 and version 3" in page
        assert "<del>eins</del><ins>drei</ins> &lt;b&gt;" in page
        assert "Changed:" in page


@pytest.mark.parametrize("numbers", [(), (1,), (1, 1), (1, 2, 3), ("x", "1"), ("9" * 30, 1)])
def test_other_than_two_leads_back_to_the_list(document, ben, as_, numbers):
    page = as_(ben).get(address(document, *numbers), follow=True)
    assert page.redirect_chain == [(document.get_absolute_url(), 302)]
    assert [str(message) for message in page.context["messages"]] == ["Choose two versions, then compare them."]


def test_a_version_that_never_was_is_not_there(document, ben, as_):
    assert as_(ben).get(address(document, 1, 9)).status_code == 404


def test_the_same_text_says_so(restricted, anna, versions, as_):
    one, _two = versions("Notiz.txt", b"a\r\n", b"a\n")
    assert "No difference is to be read" in as_(anna).get(address(one.document, 1, 2)).content.decode()


def test_a_file_that_is_missing_on_the_disk_is_told(document, ben, as_):
    private_files().delete(str(document.versions.get(number=1).file))
    assert "missing on the server" in as_(ben).get(address(document, 1, 2)).content.decode()


def test_an_outsider_cannot_see_it(document, otto, as_):
    assert as_(otto).get(address(document, 1, 2)).status_code == 404
