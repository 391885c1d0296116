"""With `FILES_URL`, uploaded files are sent from a host on which nobody is signed in, and from no other."""

from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from documents import tickets
from documents.storage import private_files
from tests import make
from tests.crm.test_settings import start

pytestmark = [pytest.mark.django_db, pytest.mark.long]

SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"


@pytest.fixture
def document(restricted, anna, disk, settings):
    settings.FILES_URL = "https://files.example.net"
    settings.ALLOWED_HOSTS = ["testserver", "files.example.net"]
    return make.document(opportunity=restricted, by=anna, file=make.upload("x.svg", SVG))


def ticket_of(answer):
    """Return the path at the host of files to which an answer of the site leads."""
    assert answer.status_code == 302
    address = urlsplit(answer["Location"])
    assert (address.scheme, address.netloc) == ("https", "files.example.net")
    return address.path


def fetch(path, **headers):
    """Fetch from the host of files, in a browser that brings nothing along."""
    return Client(headers={"host": "files.example.net", "accept-language": "en"} | headers).get(path)


def test_a_download_leads_to_the_other_host_which_sends_the_file_and_sets_no_cookie(document, anna, as_):
    answer = fetch(ticket_of(as_(anna).get(document.url)))
    assert b"".join(answer.streaming_content) == SVG
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox; frame-ancestors 'none'"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert not answer.cookies


def test_versions_and_templates_are_sent_from_there_too(document, anna, dora, as_):
    version = reverse("documents:download_version", args=[document.public_id, 1])
    template = reverse("documents:download_template", args=[make.template(by=dora).public_id])
    for person, path in ((anna, version), (dora, template)):
        assert fetch(ticket_of(as_(person).get(path))).status_code == 200


def test_a_ticket_opens_no_more_than_its_person_may_see(document, restricted, anna, otto, as_):
    assert as_(otto).get(document.url).status_code == 404
    forged = urlsplit(tickets.address_of(document.url, otto)).path
    assert fetch(forged).status_code == 404
    ticket = ticket_of(as_(anna).get(document.url))
    anna.is_active = False
    anna.save()
    assert fetch(ticket).status_code == 404


def test_a_ticket_ends_and_cannot_be_altered(document, anna, as_, monkeypatch):
    ticket = ticket_of(as_(anna).get(document.url))
    assert fetch(ticket[:-3] + "AA/").status_code == 404
    monkeypatch.setattr(tickets, "SECONDS", -1)
    answer = fetch(ticket)
    assert answer.status_code == 404
    assert answer.content == b"There is no file at this address any more. Go back to the CRM and download it again."


def test_there_is_no_page_at_the_host_of_files_and_no_file_at_the_site(document, anna, as_):
    for path in ("/", "/accounts/login/", reverse("opportunities:index"), document.url):
        assert fetch(path).status_code == 404
    ticket = ticket_of(as_(anna).get(document.url))
    assert as_(anna).get(ticket).status_code == 404


@pytest.mark.parametrize("host", ["files.example.net.", "files.example.net:8443", "FILES.example.net:443"])
def test_by_no_spelling_of_its_name_it_is_the_site(document, anna, as_, host):
    ticket = ticket_of(as_(anna).get(document.url))
    for path in ("/accounts/login/", "/static/crm/js/editor.js", "/healthz/", document.url):
        answer = fetch(path, host=host)
        assert (answer.status_code, answer["Content-Type"]) == (404, "text/plain; charset=utf-8")
        assert not answer.cookies
    assert fetch(ticket, host=host).status_code == 200


def test_a_file_that_is_missing_leaves_no_message_there(document, anna, as_):
    ticket = ticket_of(as_(anna).get(document.url))
    private_files().delete(str(document.current.file))
    answer = fetch(ticket)
    assert answer.status_code == 404
    assert not answer.cookies


def test_it_is_not_sent_into_a_page(document, anna, as_):
    answer = fetch(ticket_of(as_(anna).get(document.url)), **{"sec-fetch-dest": "iframe"})
    assert answer.status_code == 403
    assert answer.content == b"Files are downloaded, not shown inside a page."


@pytest.mark.parametrize("host", ["crm.example.com", "crm.example.com.", "files.crm.example.com", "example.com"])
def test_the_host_is_another_one(tmp_path, host):
    addresses = {"BASE_URL": "https://crm.example.com", "FILES_URL": f"https://{host}"}
    started = start(tmp_path, "-c", "import crm.settings", **addresses)
    assert (
        started.stderr.strip() == "FILES_URL must name a host that is neither that of BASE_URL nor above or below it."
    )
