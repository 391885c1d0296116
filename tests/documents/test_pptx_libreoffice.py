"""Edited presentations in a real office program: it opens them, and shows the edit and what was kept."""

import shutil
import subprocess
from io import BytesIO

import pytest

from documents.blanks import presentation
from documents.editors.pptx import apply
from tests.documents.rich_pptx import rich_pptx
from tests.documents.test_write_pptx import find, row, typed

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """Return a function that gives the text of each slide, as LibreOffice draws it."""
    office, reader = shutil.which("soffice"), shutil.which("pdftotext")
    if office is None or reader is None:
        pytest.fail("LibreOffice or pdftotext is missing: install libreoffice-impress-nogui and poppler-utils.")
    folder = tmp_path_factory.mktemp("office")

    def text_of(data: bytes) -> list[str]:
        (folder / "Angebot.pptx").write_bytes(data)
        profile = f"-env:UserInstallation=file://{folder}/profile"
        convert = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", folder, folder / "Angebot.pptx"]
        subprocess.run(convert, check=True, timeout=180, capture_output=True)
        read_out = subprocess.run([reader, "-layout", folder / "Angebot.pdf", "-"], check=True, capture_output=True)
        return read_out.stdout.decode().removesuffix("\f").split("\f")

    return text_of


def edited(data, **edits):
    target = BytesIO()
    apply(BytesIO(data), edits, target)
    return target.getvalue()


def test_a_rich_presentation_shows_the_edit_and_what_was_kept(pages):
    rich = rich_pptx()
    text, cell = find(rich, "für die"), find(rich, "B2")
    (paragraph,) = text["paragraphs"]
    first, *others = paragraph["spans"]
    new = {"layout": "l1", "texts": {"0": typed("Ganz neu"), "1": typed("eins", "zwei")}}
    shown = pages(
        edited(
            rich,
            texts={
                text["text"]: [{"id": paragraph["id"], "spans": [{**first, "text": "für die liebe "}, *others]}],
                cell["text"]: [{"id": cell["paragraphs"][0]["id"], "spans": [{"text": "neuer Preis"}]}],
            },
            notes={"s1": typed("Notiz")},
            slides=[*row("s1", "s0"), new, *row("s2", "s3")],
        )
    )
    assert len(shown) == 5
    for page, words in enumerate(("Leistungen", "für die liebe Muster GmbH", "Ganz neu", "Zahlen", "neuer Preis")):
        assert words in " ".join(shown[page].split()), words
    assert "Wartung" in shown[0]
    assert "2026" in shown[3]  # the chart
    assert "In der Gruppe" in shown[4]


def test_a_new_presentation_with_its_first_notes_opens(pages):
    new = {"layout": "l5", "texts": {"0": typed("Zweite")}, "notes": typed("Sagen")}
    blank = presentation("Neu", "Anna", "de-DE")
    shown = pages(edited(blank, notes={"s0": typed("Begrüßen")}, slides=[*row("s0"), new]))
    assert len(shown) == 2
    assert "Zweite" in shown[1]
