"""New file: a name is asked for, and a valid file of our own stands on top."""

from io import BytesIO

import docx
import pytest
from django.urls import reverse

from documents import verbs
from documents.models import Document
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.long]


def address(page, form="document"):
    return reverse("documents:create", args=[page._meta.model_name, page.public_id, form])


@pytest.mark.parametrize(
    ("form", "ending"), [("document", "docx"), ("spreadsheet", "xlsx"), ("presentation", "pptx"), ("drawing", "svg")]
)
def test_it_is_made_and_stands_on_top(opportunity, anna, as_, disk, form, ending):
    make.document(opportunity=opportunity, by=anna)
    answer = as_(anna).post(address(opportunity, form), {"name": "Konzept"})
    assert answer.status_code == 302
    assert answer["Location"] == reverse("documents:of_opportunity", args=[opportunity.public_id])
    made = Document.objects.newest_first().first()
    assert made.name == f"Konzept.{ending}"
    assert made.current.size > 100


def test_it_is_recorded_as_made_here(opportunity, anna, as_, disk):
    as_(anna).post(address(opportunity), {"name": "Konzept"})
    assert opportunity.events.get(verb=verbs.ADDED).sentence == "created the document “Konzept.docx”"


def test_it_is_in_the_language_of_its_maker(opportunity, anna, as_, disk):
    as_(anna, **{"accept-language": "de"}).post(address(opportunity), {"name": "Konzept"})
    made = docx.Document(BytesIO(Document.objects.get().current.file.read()))
    assert made.core_properties.language == "de-DE"
    assert made.core_properties.author == anna.name
    assert made.core_properties.title == "Konzept"


def test_a_name_is_offered(opportunity, anna, as_):
    asked = as_(anna, **{"accept-language": "de"}).get(address(opportunity)).content.decode()
    assert 'value="Neues Dokument"' in asked
    assert ".docx" in asked


def test_with_htmx_the_question_alone_is_answered(opportunity, anna, as_):
    asked = as_(anna).get(address(opportunity), headers={"hx-request": "true"}).content.decode()
    assert asked.strip().startswith('<div id="new-file"')
    assert "<html" not in asked


@pytest.mark.parametrize("name", ["", "   ", "x" * 10_000])
def test_a_name_that_cannot_be_is_the_fields_error(opportunity, anna, as_, disk, name):
    answer = as_(anna).post(address(opportunity), {"name": name})
    assert answer.status_code == 422
    assert "invalid-feedback" in answer.content.decode()
    assert not Document.objects.exists()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("../../etc/passwd", "_.._.._etc_passwd.docx"),
        ("a\0b", "ab.docx"),
        ("Konzept.docx", "Konzept.docx"),
        ("CON", "_CON.docx"),
        ("\u202egpj", "gpj.docx"),
    ],
)
def test_what_no_file_may_be_called_is_put_right(opportunity, anna, as_, disk, typed, kept):
    assert as_(anna).post(address(opportunity), {"name": typed}).status_code == 302
    assert Document.objects.get().name == kept


def test_a_form_posted_twice_makes_one_file(opportunity, anna, as_, disk):
    client = as_(anna)
    for _again in range(2):
        client.post(address(opportunity), {"name": "Konzept", "form_key": "a" * 32})
    assert Document.objects.count() == 1
    assert len(disk()) == 1


def test_the_same_name_again_gets_a_number(opportunity, anna, as_, disk):
    client = as_(anna)
    for _again in range(2):
        client.post(address(opportunity), {"name": "Konzept"})
    assert sorted(Document.objects.values_list("name", flat=True)) == ["Konzept (2).docx", "Konzept.docx"]


def test_a_kind_that_we_do_not_make_is_not_there(opportunity, anna, as_):
    assert as_(anna).get(address(opportunity, "program")).status_code == 404


def test_it_is_made_for_a_contact(anna, as_, disk):
    contact = make.company(by=anna)
    answer = as_(anna).post(address(contact, "spreadsheet"), {"name": "Preise"})
    assert answer["Location"] == reverse("documents:of_contact", args=[contact.public_id])
    assert Document.objects.get().contact == contact
