"""Uploading one or several files, and what shall become of one whose name is there already."""

import pytest
from django.conf import settings as site
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from documents.keeping import named_paths
from documents.models import Document, HeldUpload
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.long]


def address(page, name="upload"):
    return reverse(f"documents:{name}", args=[page._meta.model_name, page.public_id])


def names():
    return sorted(Document.objects.values_list("name", flat=True))


def said(answer):
    return [str(message) for message in answer.context["messages"]]


def test_several_files_are_kept_at_once(opportunity, anna, as_, disk):
    files = [make.upload(f"{number}.txt", f"{number}".encode()) for number in range(3)]
    answer = as_(anna).post(address(opportunity), {"files": files}, follow=True)
    assert answer.redirect_chain == [(reverse("documents:of_opportunity", args=[opportunity.public_id]), 302)]
    assert names() == ["0.txt", "1.txt", "2.txt"]
    assert said(answer) == ["3 files were uploaded."]


def test_one_that_is_refused_does_not_keep_the_others_out(opportunity, anna, as_, disk):
    files = [make.upload("gut.txt"), make.upload("leer.txt", b""), make.upload("setup.exe")]
    answer = as_(anna).post(address(opportunity), {"files": files}, follow=True)
    assert names() == ["gut.txt"]
    told = said(answer)
    assert told[0] == "“gut.txt” was uploaded."
    assert any("leer.txt” is empty" in sentence for sentence in told)
    assert any("setup.exe” is a program" in sentence for sentence in told)
    assert len(disk()) == 1


@pytest.mark.parametrize("in_memory", [2_621_440, 1000])
def test_one_that_is_too_large_is_dropped_on_its_way(opportunity, anna, as_, disk, settings, in_memory):
    settings.MAX_UPLOAD_MB = 1
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = in_memory
    files = [make.upload("vorher.txt"), make.upload("gross.txt", b"x" * 1_300_000), make.upload("danach.txt", b"2")]
    answer = as_(anna).post(address(opportunity), {"files": files}, follow=True)
    assert names() == ["danach.txt", "vorher.txt"]
    assert "“gross.txt” is larger than 1 MB and was not uploaded. Upload a smaller file." in said(answer)


def test_more_than_all_together_may_have_is_not_even_read(opportunity, anna, as_, settings, disk):
    settings.MAX_UPLOAD_MB = 1
    answer = as_(anna).post(address(opportunity), {"files": make.upload()}, CONTENT_LENGTH="999999999999")
    assert answer.status_code == 303
    assert answer["Location"] == reverse("documents:of_opportunity", args=[opportunity.public_id])
    assert names() == []


def test_too_many_parts_are_refused(opportunity, anna, as_, disk):
    files = [SimpleUploadedFile(f"{number}.txt", b"x") for number in range(site.DATA_UPLOAD_MAX_NUMBER_FILES + 1)]
    assert as_(anna).post(address(opportunity), {"files": files}).status_code == 400
    assert names() == []


def test_nothing_chosen_is_told(opportunity, anna, as_):
    answer = as_(anna).post(address(opportunity), {}, follow=True)
    assert said(answer) == ["Choose a file first."]


def test_a_request_from_elsewhere_is_refused(opportunity, anna, disk):
    client = Client(enforce_csrf_checks=True)
    client.force_login(anna)
    assert client.post(address(opportunity), {"files": make.upload()}).status_code == 403
    assert names() == []


def test_a_name_with_a_path_is_only_a_name(opportunity, anna, as_, disk):
    file = make.upload("x.txt")
    file._name = "../../\u202etxt.exe\0.txt"
    as_(anna).post(address(opportunity), {"files": file})
    (name,) = names()
    assert "/" not in name
    assert "\0" not in name
    assert "\u202e" not in name


def test_the_same_file_again_does_nothing_twice(opportunity, anna, as_, disk):
    client = as_(anna)
    client.post(address(opportunity), {"files": make.upload()}, follow=True)
    again = client.post(address(opportunity), {"files": make.upload()}, follow=True)
    assert said(again) == ["“Angebot.txt” is there already with the very same content; nothing was changed."]
    assert Document.objects.get().versions.count() == 1
    assert len(disk()) == 1


# To a script, which sends one file at a time


def sent_by_script(client, page, file):
    return client.post(address(page), {"files": file}, headers={"accept": "application/json"})


def test_a_script_is_told_what_became_of_its_file(opportunity, anna, as_, disk):
    client = as_(anna)
    answer = sent_by_script(client, opportunity, make.upload())
    assert (answer.status_code, answer.json()) == (
        200,
        {"refused": [], "done": ["“Angebot.txt” was uploaded."], "waiting": ""},
    )
    assert "very same content" in sent_by_script(client, opportunity, make.upload()).json()["done"][0]
    assert names() == ["Angebot.txt"]


def test_a_script_is_told_why_a_file_was_refused(opportunity, anna, as_, disk, settings):
    settings.MAX_UPLOAD_MB = 1
    client = as_(anna)
    for file, reason in ((make.upload("setup.exe"), "is a program"), (make.upload("g.txt", b"x" * 2**21), "1 MB")):
        answer = sent_by_script(client, opportunity, file)
        assert answer.status_code == 422
        assert reason in answer.json()["refused"][0]
    assert names() == []


def test_a_script_is_told_where_the_question_waits(opportunity, anna, as_, disk):
    make.document(opportunity=opportunity, by=anna)
    answer = sent_by_script(as_(anna), opportunity, make.upload(content=b"anders"))
    assert answer.json()["waiting"] == address(opportunity, "waiting")
    assert HeldUpload.objects.count() == 1


def test_no_message_is_left_for_the_next_page(opportunity, anna, as_, disk):
    client = as_(anna)
    sent_by_script(client, opportunity, make.upload())
    assert said(client.get(reverse("documents:of_opportunity", args=[opportunity.public_id]))) == []


def test_a_reader_and_an_outsider_upload_nothing_by_script(restricted, ben, otto, as_, disk):
    assert sent_by_script(as_(ben), restricted, make.upload()).status_code == 403
    assert sent_by_script(as_(otto), restricted, make.upload()).status_code == 404
    assert names() == []


# The same name, another content


@pytest.fixture
def asked(opportunity, anna, as_, disk):
    """anna has uploaded another file of the same name, and one more."""
    make.document(opportunity=opportunity, by=anna)
    client = as_(anna)
    files = [make.upload("angebot.TXT", b"anders"), make.upload("Neu.txt", b"neu")]
    return client, client.post(address(opportunity), {"files": files}, follow=True)


def answered(asked, opportunity, wanted):
    client, _page = asked
    return client.post(address(opportunity, "waiting"), {HeldUpload.objects.get().public_id: wanted}, follow=True)


def test_it_asks_and_waits(asked, opportunity):
    _client, page = asked
    assert page.redirect_chain == [(address(opportunity, "waiting"), 302)]
    assert "“Angebot.txt” is there already: version 1, by Anna Test" in page.content.decode()
    assert names() == ["Angebot.txt", "Neu.txt"]
    assert HeldUpload.objects.count() == 1


def test_the_tab_reminds_of_what_waits(asked, opportunity):
    client, _page = asked
    tab = client.get(reverse("documents:of_opportunity", args=[opportunity.public_id])).content.decode()
    assert "1 upload waits for your answer" in tab
    assert address(opportunity, "waiting") in tab


def test_it_becomes_a_new_version(asked, opportunity, disk, work):
    page = answered(asked, opportunity, "version")
    document = Document.objects.get(name="Angebot.txt")
    assert document.current_number == 2
    assert document.current.file.read() == b"anders"
    assert said(page) == ["“Angebot.txt” has a new version."]
    assert not HeldUpload.objects.exists()
    work()
    assert len(disk()) == 3


def test_it_becomes_a_second_file(asked, opportunity, disk, work):
    answered(asked, opportunity, "document")
    assert names() == ["Angebot.txt", "Neu.txt", "angebot (2).TXT"]
    assert Document.objects.get(name="angebot (2).TXT").current.file.read() == b"anders"
    work()
    assert len(disk()) == 3


def test_it_is_dropped(asked, opportunity, disk, work):
    answered(asked, opportunity, "drop")
    assert names() == ["Angebot.txt", "Neu.txt"]
    assert Document.objects.get(name="Angebot.txt").current_number == 1
    work()
    assert len(disk()) == 2


@pytest.mark.parametrize("wanted", ["", "steal", "0", "\0"])
def test_a_forged_answer_keeps_it_waiting(asked, opportunity, wanted):
    client, _page = asked
    held = HeldUpload.objects.get()
    answer = client.post(address(opportunity, "waiting"), {held.public_id: wanted})
    assert answer.status_code == 422
    assert HeldUpload.objects.count() == 1


def test_one_that_somebody_else_uploaded_meanwhile_leaves_no_file_behind(asked, opportunity, carla, disk, work):
    Document.objects.get(name="Angebot.txt").add_version(make.upload("Angebot.txt", b"anders"), by=carla)
    page = answered(asked, opportunity, "version")
    assert said(page) == ["“Angebot.txt” is there already with the very same content; nothing was changed."]
    work()
    assert set(disk()) == named_paths(disk())


def test_an_answer_posted_twice_does_nothing_twice(asked, opportunity):
    client, _page = asked
    held = HeldUpload.objects.get()
    for _again in range(2):
        client.post(address(opportunity, "waiting"), {held.public_id: "version"})
    assert Document.objects.get(name="Angebot.txt").current_number == 2


def test_the_very_same_upload_waits_once(asked, opportunity, disk):
    client, _page = asked
    client.post(address(opportunity), {"files": make.upload("angebot.TXT", b"anders")})
    assert HeldUpload.objects.count() == 1
    assert len(disk()) == 3


def test_files_of_a_contact_are_kept_with_it(anna, as_, disk):
    contact = make.company(by=anna)
    as_(anna).post(address(contact), {"files": [make.upload("a.txt"), make.upload("b.txt", b"b")]})
    assert contact.documents.count() == 2
