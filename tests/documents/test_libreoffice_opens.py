"""Every new file opens in a real office program: empty ones, edited ones, texts, those filled in from a template."""

import shutil
import subprocess
from io import BytesIO

import openpyxl
import pytest

from crm.demo.templates import make_templates
from documents import blanks
from documents.actions import create_from_template
from documents.editors import editor_for
from tests import make

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    """Return a function that gives what LibreOffice shows of several files: by name, how many pages and their text."""
    office, reader = shutil.which("soffice"), shutil.which("pdftotext")
    if office is None or reader is None:
        pytest.fail(
            "LibreOffice or pdftotext is missing: install libreoffice-writer-nogui, libreoffice-calc-nogui, "
            "libreoffice-impress-nogui, libreoffice-draw-nogui and poppler-utils."
        )
    folder = tmp_path_factory.mktemp("office")

    def texts_of(files: dict[str, bytes]) -> dict[str, str]:
        paths = [folder / name for name in files]
        for path in paths:
            path.write_bytes(files[path.name])
        profile = f"-env:UserInstallation=file://{folder}/profile"
        convert = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", folder / "pdf", *paths]
        subprocess.run(convert, check=True, timeout=240, capture_output=True)
        found = {}
        for name in files:
            pdf = (folder / "pdf" / name).with_suffix(".pdf")
            read_out = subprocess.run([reader, "-layout", pdf, "-"], check=True, capture_output=True)
            found[name] = read_out.stdout.decode()
        return found

    return texts_of


def edited(name: str, content: bytes, edits: dict) -> bytes:
    target = BytesIO()
    editor_for(name).apply(BytesIO(content), edits, target)
    return target.getvalue()


def titled(name: str, content: bytes) -> dict:
    """The edit that writes a title on the first slide of a new presentation."""
    first = editor_for(name).read(BytesIO(content))["slides"][0]
    text = first["shapes"][0]
    typed = {"spans": [{"text": "Jahresplanung"}]}
    return {"texts": {text["text"]: [{"id": text["paragraphs"][0]["id"], **typed}]}}


def test_new_files_open_empty_and_show_the_first_edit(shown):
    empty = {form.ending: form.make("Neu", "Anna Test", "de-DE") for form in blanks.FORMS.values()}
    words = {"spans": [{"text": "Erste Zeile"}]}
    drawn = empty["svg"].decode().replace("</svg>", '<text x="400" y="900" font-size="200">Halle Nord</text></svg>')
    sheet = openpyxl.load_workbook(BytesIO(empty["xlsx"])).sheetnames[0]
    edits = {
        "docx": {"added": [{"after": "", "paragraphs": [words]}]},
        "xlsx": {"sheets": {sheet: {"cells": {"B2": "Schraube", "C2": "=6*7"}}}},
        "pptx": titled("x.pptx", empty["pptx"]),
        "svg": {"svg": drawn},
    }
    files = {f"leer-{end}.{end}": content for end, content in empty.items()}
    files |= {f"neu-{end}.{end}": edited(f"x.{end}", content, edits[end]) for end, content in empty.items()}
    texts_typed = {"notiz.txt": b"alt\r\n", "lies-mich.md": b"# alt\n", "liste.csv": "Stück;Größe\n".encode("cp1252")}
    files |= {name: edited(name, before, {"text": "Überschrift;neu"}) for name, before in texts_typed.items()}
    texts = shown(files)
    for name in texts_typed:
        assert "Überschrift" in texts[name], name
    assert "Erste Zeile" in texts["neu-docx.docx"]
    assert {"Schraube", "42"} <= set(texts["neu-xlsx.xlsx"].split())
    assert "Jahresplanung" in texts["neu-pptx.pptx"]
    assert "Halle Nord" in texts["neu-svg.svg"]
    for end in empty:
        assert not texts[f"leer-{end}.{end}"].strip(), end


@pytest.mark.django_db
def test_templates_open_filled_in_in_both_languages(shown, opportunity, anna, dora):
    opportunity.contact = make.company("Weiß & Söhne <GmbH>", by=anna, street="Weg 1", postcode="50667", city="Köln")
    opportunity.save()
    files = {}
    for number, template in enumerate(make_templates(dora)):
        for language in ("de", "en"):
            made = create_from_template(template, opportunity, by=anna, name="Brief", language=language)
            with made.current.file.open("rb") as file:
                files[f"brief-{number}-{language}.docx"] = file.read()
    for name, text in shown(files).items():
        assert "Weiß & Söhne <GmbH>" in text, name
        assert ("Mit freundlichen Grüßen" in text) == ("-de" in name), name
        assert ("Kind regards" in text) == ("-en" in name), name
        assert "{" not in text, name
