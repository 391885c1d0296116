"""New files are valid: the libraries that read them open them again, in the right language, on the right paper."""

from io import BytesIO

import docx
import openpyxl
import pptx
import pytest
from defusedxml import ElementTree
from django.utils.translation import override
from docx.oxml.ns import qn
from docx.shared import Mm

from documents import blanks


def test_a_document_opens_and_is_in_german():
    made = docx.Document(BytesIO(blanks.text_document("Angebot", "Anna Test", "de-DE")))
    assert [paragraph.text for paragraph in made.paragraphs] == []
    assert made.core_properties.title == "Angebot"
    assert made.core_properties.author == "Anna Test"
    assert made.core_properties.comments == ""
    assert abs(made.sections[0].page_width - Mm(210)) < Mm(1)
    (language,) = made.styles.element.iter(qn("w:lang"))
    assert language.get(qn("w:val")) == "de-DE"


def test_a_spreadsheet_opens_with_one_empty_sheet():
    made = openpyxl.load_workbook(BytesIO(blanks.spreadsheet("Preise", "Anna Test", "de-DE")))
    assert len(made.sheetnames) == 1
    assert made.active.max_row == 1
    assert made.active["A1"].value is None
    assert made.properties.creator == "Anna Test"
    assert made.properties.title == "Preise"


def test_a_presentation_opens_wide_with_a_title_slide():
    made = pptx.Presentation(BytesIO(blanks.presentation("Vorstellung", "Anna Test", "en-GB")))
    assert round(made.slide_width / made.slide_height, 2) == 1.78
    (slide,) = made.slides
    assert slide.shapes.title is not None
    for shape in slide.shapes:
        assert shape.left >= 0
        assert shape.left + shape.width <= made.slide_width
        assert abs((shape.left + shape.width / 2) - made.slide_width / 2) < made.slide_width / 50
    assert made.core_properties.author == "Anna Test"


def test_the_layouts_of_a_presentation_bear_the_names_of_its_makers_language():
    with override("de"):
        made = pptx.Presentation(BytesIO(blanks.presentation("Vorstellung", "Anna Test", "de-DE")))
    names = [layout.name for layout in made.slide_layouts]
    assert names[:2] == ["Titelfolie", "Titel und Inhalt"]
    assert not {name for name in names if "Title" in name or "Content" in name}


def test_a_drawing_is_well_formed_whatever_it_is_called():
    made = ElementTree.fromstring(blanks.drawing('<Skizze> & "Co"', "Anna", "de-DE"))
    assert made.tag == "{http://www.w3.org/2000/svg}svg"
    assert made.find("{http://www.w3.org/2000/svg}title").text == '<Skizze> & "Co"'


@pytest.mark.parametrize("form", blanks.FORMS.values(), ids=lambda form: form.key)
def test_nothing_in_them_names_a_library(form):
    content = form.make("x", "Anna Test", "de-DE")
    assert b"python" not in content


@pytest.mark.parametrize("form", blanks.FORMS.values(), ids=lambda form: form.key)
def test_none_brings_a_picture_of_an_empty_page(form):
    assert b"thumbnail" not in form.make("x", "Anna Test", "de-DE")
