"""Edited documents in a real office program: it opens them, and shows the edit and what was kept."""

import shutil
import subprocess
from io import BytesIO

import pytest

from documents.blanks import text_document
from documents.editors.docx import apply
from tests.documents.rich_docx import rich_docx
from tests.documents.test_write_docx import find, without_lists

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    """Return a function that gives the text of a document's pages, as LibreOffice lays them out."""
    office, reader = shutil.which("soffice"), shutil.which("pdftotext")
    if office is None or reader is None:
        pytest.fail("LibreOffice or pdftotext is missing: install libreoffice-writer-nogui and poppler-utils.")
    folder = tmp_path_factory.mktemp("office")

    def text_of(data: bytes) -> str:
        (folder / "Angebot.docx").write_bytes(data)
        profile = f"-env:UserInstallation=file://{folder}/profile"
        convert = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", folder, folder / "Angebot.docx"]
        subprocess.run(convert, check=True, timeout=180, capture_output=True)
        read_out = subprocess.run([reader, "-layout", folder / "Angebot.pdf", "-"], check=True, capture_output=True)
        return read_out.stdout.decode()

    return text_of


def edited(data, **edits):
    target = BytesIO()
    apply(BytesIO(data), edits, target)
    return target.getvalue()


def test_a_rich_document_shows_the_edit_and_what_was_kept(shown):
    rich = rich_docx()
    greeting, entry, heading = (find(rich, text) for text in ("Sehr", "Zweiter", "Angebot"))
    new = [
        {"like": entry["id"], "spans": [{"text": "Dritter Punkt"}], "form": entry["form"]},
        {"spans": [{"text": "Lieferbedingungen", "b": True}], "form": {"kind": "heading", "level": 3}},
        {"spans": [{"text": "Anzahlung"}], "form": {"kind": "number", "level": 0}},
        {"spans": [{"text": "Rest"}], "form": {"kind": "number", "level": 0}},
    ]
    cell = find(rich, "C1")
    text = shown(
        edited(
            rich,
            changed={
                greeting["id"]: {"spans": [{**greeting["spans"][0], "text": "Liebe "}, *greeting["spans"][1:]]},
                heading["id"]: {"spans": [{**heading["spans"][0], "text": "Angebot 4711"}]},
                cell["id"]: {"spans": [{"text": "Summe"}]},
            },
            added=[{"after": entry["id"], "paragraphs": new}],
        )
    )
    for words in ("Angebot 4711", "Liebe Frau Muster", "Dritter Punkt", "Lieferbedingungen", "Summe"):
        assert words in text, words
    for kept in ("Muster GmbH", "Vertraulich", "example.com", "Gesperrter Block", "Letzter Absatz"):
        assert kept in text, kept
    assert text.index("Zweiter Punkt") < text.index("Dritter Punkt") < text.index("Anzahlung")


def test_a_new_document_and_one_without_lists_show_theirs(shown):
    number = {"kind": "number", "level": 0}
    first = {"spans": [{"text": "Erste Zeile"}], "form": {"kind": "title", "level": 0}}
    written = edited(text_document("Neu", "Anna", "de-DE"), added=[{"after": "", "paragraphs": [first]}])
    assert "Erste Zeile" in shown(written)
    second = {"spans": [{"text": "zu zweit"}], "form": number}
    added = [{"after": "p0", "paragraphs": [second]}]
    text = shown(edited(without_lists(), changed={"p0": {"form": number}}, added=added))
    assert "1. allein" in text
    assert "2. zu zweit" in text
