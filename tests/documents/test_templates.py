"""Templates: administrators keep them, and whoever may change a page makes documents from them."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import docx
import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from crm.demo.templates import make_templates
from documents import verbs
from documents.actions import create_from_template
from documents.models import DiscardedFile, Document, Template
from documents.views.sending import HEADERS
from history.models import Event
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.long]


def address(page):
    return reverse("documents:from_template", args=[page._meta.model_name, page.public_id])


def wish(template, **fields):
    return {"template": template.public_id, "language": "de", "name": "Mein Angebot"} | fields


def text_of(document):
    return [part.text for part in docx.Document(BytesIO(document.current.file.read())).paragraphs]


@pytest.fixture
def offer(dora, disk):
    return make.template("{{ contact.greeting }}: {{ budget.total }} {{ verkaufschance.abschlussdatum }}", by=dora)


@pytest.fixture
def opportunity(anna):
    contact = make.person("Muster", by=anna, salutation="ms")
    money = {"amount": Decimal("1200"), "expected_close_on": date(2027, 3, 1)}
    return make.opportunity(responsible=anna, title="Dach", contact=contact, **money)


# Making a document


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Sehr geehrte Frau Muster: 1.200,00\xa0€ 1. März 2027"),
        ("en", "Dear Ms Muster: €1,200.00 1 March 2027"),
    ],
)
def test_it_is_made_in_the_chosen_language(offer, opportunity, anna, as_, language, text):
    answer = as_(anna).post(address(opportunity), wish(offer, language=language))
    made = Document.objects.get()
    assert text_of(made) == [text]
    assert made.name == "Mein Angebot.docx"
    assert answer["Location"] == reverse("documents:write", args=[made.public_id])


def test_it_is_recorded_with_its_template(offer, opportunity, anna, as_):
    as_(anna).post(address(opportunity), wish(offer))
    said = opportunity.events.get(verb=verbs.ADDED).sentence
    assert said == "created the document “Mein Angebot.docx” from the template “Offer”"


def test_a_form_posted_twice_makes_one_document(offer, opportunity, anna, as_):
    client = as_(anna)
    for _again in range(2):
        client.post(address(opportunity), wish(offer, form_key="a" * 32))
    assert Document.objects.count() == 1


def test_a_name_is_proposed_and_follows_the_choice(offer, opportunity, anna, as_):
    client = as_(anna)
    assert 'value="Offer Dach"' in client.get(address(opportunity)).content.decode()
    other = {"template": offer.public_id, "language": "de", "name": "Offer Dach"}
    assert 'value="Angebot Dach"' in client.get(address(opportunity), other).content.decode()
    own = other | {"name": "Mein Name"}
    assert 'value="Mein Name"' in client.get(address(opportunity), own).content.decode()
    client.post(address(opportunity), wish(offer, name="Offer Dach"))
    assert Document.objects.get().name == "Angebot Dach.docx"


def test_with_htmx_the_question_alone_is_answered(offer, opportunity, anna, as_):
    asked = as_(anna).get(address(opportunity), headers={"hx-request": "true"}).content.decode()
    assert asked.strip().startswith('<div id="new-file"')


def test_a_reader_may_not(offer, restricted, ben, as_):
    for call in (as_(ben).get, as_(ben).post):
        assert call(address(restricted), wish(offer)).status_code == 403
    assert not Document.objects.exists()


def test_an_outsider_cannot_see_it(offer, restricted, otto, as_):
    for call in (as_(otto).get, as_(otto).post):
        assert call(address(restricted), wish(offer)).status_code == 404
    assert not Document.objects.exists()


def test_a_template_that_is_not_offered_is_no_choice(offer, opportunity, dora, anna, as_):
    offer.revise({"active": False}, by=dora)
    assert as_(anna).post(address(opportunity), wish(offer)).status_code == 422
    assert "There is no template" in as_(anna).get(address(opportunity)).content.decode()
    assert not Document.objects.exists()


def test_for_a_contact_only_those_that_need_no_opportunity(offer, anna, dora, as_):
    contact = make.company("Musterbau", by=anna, street="Weg 1", postcode="50667", city="Köln", country="DE")
    letter = make.template("{{ contact.address }}|{{ responsible.name }}", by=dora, name_de="Brief", name_en="Letter")
    assert (offer.needs_opportunity, letter.needs_opportunity) == (True, False)
    asked = as_(anna).get(address(contact)).content.decode()
    assert letter.public_id in asked
    assert offer.public_id not in asked
    assert as_(anna).post(address(contact), wish(letter)).status_code == 302
    assert text_of(Document.objects.get()) == ["Musterbau\nWeg 1\n50667 Köln|Anna Test"]


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_templates_of_the_demo_are_filled_in(opportunity, anna, dora, disk, language):
    for template in make_templates(dora):
        made = create_from_template(template, opportunity, by=anna, name=template.name, language=language)
        said = "\n".join(text_of(made))
        assert ("Mit freundlichen Grüßen" in said) == (language == "de")
        assert ("Kind regards" in said) == (language == "en")
        assert "{" not in said


# Keeping them


def test_an_administrator_uploads_one(dora, as_, disk):
    answer = as_(dora).post(
        reverse("documents:new_template"),
        {"name_de": "Angebot", "active": "on", "file": make.docx_file("{{ kontakt.name }}", name="Angebot.docx")},
    )
    assert answer["Location"] == reverse("documents:templates")
    kept = Template.objects.get()
    assert (kept.file_name, kept.created_by, kept.needs_opportunity) == ("Angebot.docx", dora, False)
    assert len(disk()) == 1
    assert Event.objects.get(verb=verbs.TEMPLATE_ADDED).page is None


@pytest.mark.parametrize(
    "file", [make.docx_file("{{ kontakt.nam }}"), make.upload("Angebot.txt"), make.upload("a.docx")]
)
def test_one_that_cannot_be_filled_in_is_the_fields_error(dora, as_, disk, file):
    file.seek(0)
    answer = as_(dora).post(reverse("documents:new_template"), {"name_de": "Angebot", "file": file})
    assert answer.status_code == 422
    assert answer.context["form"].errors["file"]
    assert not Template.objects.exists()
    assert disk() == []


def test_the_pages_show_the_placeholders(offer, dora, as_):
    for name, row in (("templates", []), ("new_template", []), ("template", [offer.public_id])):
        shown = as_(dora).get(reverse(f"documents:{name}", args=row)).content.decode()
        assert "{{ kontakt.name }}" in shown


def test_another_file_takes_the_place_of_the_former_which_is_kept_and_can_come_back(offer, dora, as_, disk, work):
    there, first = reverse("documents:template", args=[offer.public_id]), offer.sha256
    wanted = {"name_de": "Brief", "active": "on", "version": 1, "file": make.docx_file("{{ heute }}", name="Neu.docx")}
    assert as_(dora).post(there, wanted).status_code == 302
    row = Template.objects.get()
    assert (row.name_de, row.needs_opportunity, row.version, row.updated_by) == ("Brief", False, 2, dora)
    former = row.former_files.get()
    assert (former.number, former.sha256, former.replaced_by) == (1, first, dora)
    assert former.url in as_(dora).get(there).content.decode()
    sent = as_(dora).get(former.url)
    assert "(v1).docx" in sent["Content-Disposition"]
    assert b"".join(sent.streaming_content)[:2] == b"PK"
    assert b"stays in the list" in as_(dora).get(former.restore_url).content
    assert as_(dora).post(former.restore_url).status_code == 302
    row.refresh_from_db()
    assert (row.sha256, row.needs_opportunity, row.version) == (first, True, 3)
    assert [one.file_name for one in row.former_files.all()] == ["Neu.docx", offer.file_name]
    assert not DiscardedFile.objects.exists()
    row.remove(by=dora)
    work()
    assert disk() == []


def test_restoring_what_is_there_already_does_nothing(offer, dora, as_):
    for text in ("{{ heute }}", "{{ today }}"):
        offer.revise({}, by=dora, upload=make.docx_file(text))
    former = offer.former_files.get(number=2)
    for _again in range(2):
        as_(dora).post(former.restore_url)
    assert Template.objects.get().version == 4
    assert offer.former_files.count() == 3


def test_nothing_is_done_twice(offer, dora):
    for _again in range(2):
        offer.revise({"position": 3}, by=dora)
    assert Template.objects.get().version == 2
    assert Event.objects.filter(verb=verbs.TEMPLATE_REVISED).count() == 1
    assert offer.remove(by=dora)
    assert not offer.remove(by=dora)


def test_a_second_saver_is_told_and_sees_both(offer, dora, as_):
    offer.revise({"position": 3}, by=dora)
    wanted = {"name_de": "Brief", "active": "on", "version": 1, "file": make.docx_file("Grüße, {{ heute }}")}
    told = as_(dora).post(reverse("documents:template", args=[offer.public_id]), wanted)
    assert told.status_code == 409
    page = told.content.decode()
    assert ("Somebody else has changed this" in page, "once more" in page) == (True, True)
    assert {row["label"]: (row["mine"], row["theirs"]) for row in told.context["differences"]}["Name in German"] == (
        "Brief",
        "Angebot",
    )
    assert "Grüße" in page
    assert "Your file beside the one that is there" in page
    assert Template.objects.get().name_de == "Angebot"
    wanted |= {"version": told.context["form"]["version"].value(), "file": make.docx_file("Grüße, {{ heute }}")}
    assert as_(dora).post(reverse("documents:template", args=[offer.public_id]), wanted).status_code == 302
    assert Template.objects.get().name_de == "Brief"


def test_it_needs_a_name(offer, dora):
    with pytest.raises(ValidationError, match="at least one language"):
        offer.revise({"name_de": "", "name_en": ""}, by=dora)


def test_it_is_downloaded_as_it_was_uploaded(offer, dora, as_):
    answer = as_(dora).get(reverse("documents:download_template", args=[offer.public_id]))
    assert b"".join(answer.streaming_content)[:2] == b"PK"
    assert answer["Content-Disposition"].startswith("attachment")
    for header, value in HEADERS.items():
        assert answer[header] == value
    inside = as_(dora).get(answer.wsgi_request.path, headers={"sec-fetch-dest": "iframe"})
    assert inside.status_code == 403


def test_deleting_asks_and_leaves_what_was_made_from_it(offer, opportunity, anna, dora, as_, disk, work):
    as_(anna).post(address(opportunity), wish(offer))
    there = reverse("documents:delete_template", args=[offer.public_id])
    assert b"stay as they are" in as_(dora).get(there).content
    as_(dora).post(there)
    work()
    assert not Template.objects.exists()
    assert text_of(Document.objects.get())
    version = Document.objects.get().current
    assert set(disk()) == {name for name in (version.file.name, version.preview.file.name) if name}


@pytest.mark.parametrize("name", ["templates", "new_template"])
def test_only_administrators_keep_them(name, anna, rita, as_):
    for person in (anna, rita):
        assert as_(person).get(reverse(f"documents:{name}")).status_code == 403
        assert as_(person).post(reverse(f"documents:{name}"), {"name_de": "x"}).status_code in {403, 405}


def test_the_administration_pages_use_the_verbs(offer, dora, as_):
    there = reverse("admin:documents_template_change", args=[offer.pk])
    wanted = {"name_de": "Brief", "name_en": "", "position": 1, "active": "on", "opened_version": 1}
    assert as_(dora).post(there, wanted).status_code == 302
    assert Template.objects.get().name_de == "Brief"
    assert Event.objects.filter(verb=verbs.TEMPLATE_REVISED).exists()
