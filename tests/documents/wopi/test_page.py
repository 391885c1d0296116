"""The pencil opens the office server, on a page of its own; the quick editor is one click away."""

import pytest
from django.urls import reverse

from documents.models import AccessToken
from documents.wopi import addresses
from tests import make
from tests.documents.wopi.office import call, discovery_xml

pytestmark = [pytest.mark.django_db, pytest.mark.long]
EDITOR = "https://office.example.com"


def page_of(document):
    return reverse("documents:office", args=[document.public_id])


def policy(answer):
    return dict(part.split(" ", 1) for part in answer["Content-Security-Policy"].split("; "))


def test_it_hands_the_key_to_the_editor_by_a_form(document, anna, as_):
    answer = as_(anna).get(page_of(document))
    page = answer.content.decode()
    text = answer.context["token"].text
    assert f'action="{EDITOR}/edit?ui=en&amp;WOPISrc=http%3A%2F%2Flocalhost%3A8000%2Fwopi%2Ffiles%2F' in page
    assert f'name="access_token" value="{text}"' in page
    assert f'name="access_token_ttl" value="{answer.context["token"].ttl}"' in page
    assert text not in answer.context["editor"]
    assert call("Lock", document, text).status_code == 200


def test_the_token_of_our_own_forms_is_not_sent_there(document, anna, as_):
    page = as_(anna).get(page_of(document)).content.decode()
    form = page[page.index('<form class="office-start"') :].partition("</form>")[0]
    assert "csrf" not in form


def test_this_page_alone_may_frame_the_editor_and_send_it_a_form(document, anna, as_):
    client = as_(anna)
    allowed = policy(client.get(page_of(document)))
    assert allowed["frame-src"] == EDITOR
    assert allowed["form-action"] == f"'self' {EDITOR}"
    assert allowed["frame-ancestors"] == "'none'"
    assert allowed["script-src"] == "'self'"
    for other in (document.get_absolute_url(), "/opportunities/"):
        assert EDITOR not in client.get(other)["Content-Security-Policy"]


def test_it_is_called_as_the_file_is_and_has_the_editors_icon(document, anna, as_):
    page = as_(anna).get(page_of(document)).content.decode()
    assert "<title>Angebot.txt · CRM</title>" in page
    assert f'<link rel="icon" href="{EDITOR}/icon.ico">' in page


def test_a_reader_reads_there(document, ben, as_):
    answer = as_(ben).get(page_of(document))
    assert f'action="{EDITOR}/view?' in answer.content.decode()
    assert AccessToken.objects.get().can_write is False


def test_an_outsider_gets_no_key(document, otto, as_):
    assert as_(otto).get(page_of(document)).status_code == 404
    assert not AccessToken.objects.exists()


def test_the_pencil_leads_there_and_the_quick_editor_is_one_click_away(document, anna, as_, restricted):
    client = as_(anna)
    shelf = client.get(reverse("documents:of_opportunity", args=[restricted.public_id])).content.decode()
    assert f'href="{page_of(document)}" aria-label="Edit"' in shelf
    assert f'href="{document.quick_url}"' in client.get(page_of(document)).content.decode()


def test_from_the_documents_own_page_there_is_a_way(document, anna, ben, as_):
    assert "Edit in the office program" in as_(anna).get(document.get_absolute_url()).content.decode()
    assert "Read in the office program" in as_(ben).get(document.get_absolute_url()).content.decode()


def test_who_edits_it_there_is_told(document, anna, carla, key, as_):
    assert "is editing this" not in as_(anna).get(document.get_absolute_url()).content.decode()
    call("Lock", document, key(carla))
    assert "Carla Test is editing this in the office program." in as_(anna).get(
        document.get_absolute_url()
    ).content.decode().replace("\n", " ")
    call("Unlock", document, key(carla))
    assert "is editing this" not in as_(anna).get(document.get_absolute_url()).content.decode()


def test_a_kind_that_the_office_server_does_not_know_goes_to_the_quick_editor(published, disk, opportunity, anna, as_):
    picture = make.document(opportunity=opportunity, by=anna, file=make.upload("Plan.dwg"))
    answer = as_(anna).get(page_of(picture))
    assert (answer.status_code, answer["Location"]) == (302, picture.quick_url)
    assert "office program" not in as_(anna).get(picture.get_absolute_url()).content.decode()


def test_while_it_does_not_answer_one_works_in_the_quick_editor_and_is_told(document, published, anna, as_):
    published("broken")
    answer = as_(anna).get(page_of(document), follow=True)
    assert answer.redirect_chain == [(document.quick_url, 302)]
    assert "The office server does not answer." in answer.content.decode()
    assert not AccessToken.objects.exists()


def test_without_an_office_server_all_is_as_before(document, anna, as_, settings, restricted):
    settings.OFFICE_DISCOVERY_URL = ""
    client = as_(anna)
    shelf = client.get(reverse("documents:of_opportunity", args=[restricted.public_id])).content.decode()
    assert "/office/" not in shelf
    assert client.get(page_of(document))["Location"] == document.quick_url
    assert "office program" not in client.get(document.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("https://o.example/cool.html?", "https://o.example/cool.html?WOPISrc={src}&lang=de"),
        ("https://o.example/edit", "https://o.example/edit?WOPISrc={src}&lang=de"),
        ("https://o.example/e?a=1", "https://o.example/e?a=1&WOPISrc={src}&lang=de"),
        (
            "https://o.example/e?<rs=DC_LLCC&><na=DISABLE_ASYNC&><wopisrc=WOPI_SOURCE&>&",
            "https://o.example/e?rs=de&wopisrc={src}&&",
        ),
    ],
)
def test_the_placeholders_of_an_editor_are_filled_in_or_left_out(document, template, expected):
    src = f"http%3A%2F%2Flocalhost%3A8000%2Fwopi%2Ffiles%2F{document.public_id}"
    assert addresses.editor(template, document, "de") == expected.format(src=src)


def test_each_language_is_handed_on(document, anna, as_):
    assert "ui=de" in as_(anna, **{"accept-language": "de"}).get(page_of(document)).context["editor"]


def test_an_icon_elsewhere_is_not_shown(document, published, anna, as_):
    published(discovery_xml().replace(f"{EDITOR}/icon", "https://evil.example.com/icon"))
    assert "evil" not in as_(anna).get(page_of(document)).content.decode()
