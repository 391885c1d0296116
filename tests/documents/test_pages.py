"""The shelf of an opportunity and of a contact, and what documents show elsewhere."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core import slots
from documents.models import Document
from documents.models.editing_mark import EditingMark, mark_editing
from history.models import EventCategory
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.long]


def shelf(opportunity):
    return reverse("documents:of_opportunity", args=[opportunity.public_id])


def test_the_tab_shows_the_words_of_the_guide(opportunity, anna, as_, disk):
    make.document(opportunity=opportunity, by=anna)
    page = as_(anna, **{"accept-language": "de"}).get(shelf(opportunity)).content.decode()
    for words in ("Neue Datei", "Dokument", "Tabelle", "Präsentation", "Zeichnung", "Datei hochladen"):
        assert words in page
    for name in ("Bearbeiten", "Herunterladen", "Löschen", "Umbenennen"):
        assert f'aria-label="{name}" title="{name}"' in page


def test_the_newest_stands_on_top(opportunity, anna, as_, disk):
    first = make.document(opportunity=opportunity, by=anna, file=make.upload("erste.txt"))
    make.document(opportunity=opportunity, by=anna, file=make.upload("zweite.txt"))
    page = as_(anna).get(shelf(opportunity)).content.decode()
    assert page.index("zweite.txt") < page.index("erste.txt")
    first.add_version(make.upload("erste.txt", b"neu"), by=anna)
    page = as_(anna).get(shelf(opportunity)).content.decode()
    assert page.index("erste.txt") < page.index("zweite.txt")


def test_the_files_of_events_stand_there_too(opportunity, anna, carla, as_, disk):
    note = make.event(opportunity, by=anna)
    document = make.document(event=note, by=anna)
    page = as_(carla).get(shelf(opportunity)).content.decode()
    assert document.url in page
    assert reverse("documents:delete", args=[document.public_id]) not in page
    assert reverse("documents:delete", args=[document.public_id]) in as_(anna).get(shelf(opportunity)).content.decode()


def test_a_file_that_is_added_with_an_event_is_read_in_the_history_and_on_the_tab(opportunity, anna, as_, disk):
    client, note = as_(anna), EventCategory.objects.get(name_en="Note")
    typed = {"category": note.pk, "happened_on": timezone.localdate().isoformat(), "text": "Mit Skizze"}
    address = reverse("history:add", args=["opportunity", opportunity.public_id])
    client.post(address, typed | {"files": make.upload("Skizze.txt")})
    document = Document.objects.get(name="Skizze.txt")
    assert document.event.text == "Mit Skizze"
    for page in (opportunity.get_absolute_url(), shelf(opportunity)):
        assert document.url in client.get(page).content.decode(), page


def test_a_reader_gets_no_tools(opportunity, anna, rita, as_, disk):
    document = make.document(opportunity=opportunity, by=anna)
    page = as_(rita).get(shelf(opportunity)).content.decode()
    assert document.url in page
    assert "New file" not in page
    assert "Upload file" not in page
    assert reverse("documents:delete", args=[document.public_id]) not in page


def test_an_empty_shelf_says_what_to_do(opportunity, anna, as_):
    page = as_(anna).get(shelf(opportunity)).content.decode()
    assert "No documents yet." in page
    assert "Make a new file, or upload one" in page


def test_it_asks_the_database_as_often_for_one_as_for_many(
    opportunity, anna, as_, disk, django_assert_max_num_queries, django_assert_num_queries
):
    client = as_(anna)
    make.document(opportunity=opportunity, by=anna)
    client.get(shelf(opportunity))
    with django_assert_max_num_queries(20) as few:
        client.get(shelf(opportunity))
    for number in range(12):
        make.document(opportunity=opportunity, by=anna, file=make.upload(f"{number}.txt", str(number).encode()))
    with django_assert_num_queries(len(few)):
        client.get(shelf(opportunity))


def test_a_long_shelf_has_pages(opportunity, anna, as_, disk):
    for number in range(52):
        make.document(opportunity=opportunity, by=anna, file=make.upload(f"n{number:02}.txt"))
    first = as_(anna).get(shelf(opportunity))
    page = first.context["shelf"].documents
    assert len(page.rows) == 50
    second = as_(anna).get(f"{shelf(opportunity)}?cursor={page.after}").content.decode()
    assert "n00.txt" in second
    assert "n51.txt" not in second


def test_a_contact_has_a_shelf_of_its_own(anna, as_, disk):
    contact = make.company(by=anna)
    document = make.document(contact=contact, by=anna)
    page = as_(anna).get(reverse("documents:of_contact", args=[contact.public_id])).content.decode()
    assert document.url in page
    assert contact.get_absolute_url() in page
    assert document.url in as_(anna).get(contact.get_absolute_url()).content.decode()


def test_a_name_is_never_markup(opportunity, anna, as_, disk):
    Document.objects.filter(pk=make.document(opportunity=opportunity, by=anna).pk).update(name="<b>x</b>.txt")
    page = as_(anna).get(shelf(opportunity)).content.decode()
    assert "<b>x</b>" not in page


# Deleting


def test_deleting_asks_and_then_does_it(opportunity, anna, as_, disk):
    document = make.document(opportunity=opportunity, by=anna)
    document.add_version(make.upload(content=b"zwei"), by=anna)
    address = reverse("documents:delete", args=[document.public_id])
    page = as_(anna, **{"accept-language": "de"}).get(address).content.decode()
    assert "„Angebot.txt“ löschen?" in page
    assert "kann nicht rückgängig gemacht werden" in page
    assert "2 Versionen" in page
    assert Document.objects.exists()
    answer = as_(anna).post(address)
    assert answer["Location"] == shelf(opportunity)
    assert not Document.objects.exists()
    assert as_(anna).post(address).status_code == 404


# Slots


def test_the_tab_counts_its_own_and_those_of_its_events(opportunity, anna, disk):
    make.document(opportunity=opportunity, by=anna)
    make.document(event=make.event(opportunity, by=anna), by=anna)
    (tab,) = [tab for tab in slots.ask("tabs", user=anna, row=opportunity) if tab.key == "documents"]
    assert (str(tab.label), tab.count.count(), tab.url) == ("Documents", 2, shelf(opportunity))


def test_before_a_deletion_it_is_told_how_many_go(opportunity, anna, disk):
    make.document(opportunity=opportunity, by=anna)
    parts = [part for parts in slots.ask("referrers", user=anna, row=opportunity) for part in parts]
    assert "1 document" in parts


def test_the_feed_gets_the_files_of_its_events(opportunity, anna, disk, django_assert_num_queries):
    with_file, without = make.event(opportunity, by=anna), make.event(opportunity, by=anna)
    document = make.document(event=with_file, by=anna)
    with django_assert_num_queries(1):
        answers = slots.ask("event_files", user=anna, events=[with_file, without])
    (found,) = [answer for answer in answers if with_file.pk in answer]
    assert [(file.name, file.url) for file in found[with_file.pk]] == [("Angebot.txt", document.url)]
    assert without.pk not in found


def test_files_are_saved_with_an_event_all_or_none(opportunity, anna, disk):
    note = make.event(opportunity, by=anna)
    good, bad = make.upload("gut.txt"), make.upload("leer.txt", b"")
    slots.ask("event_files_saver", user=anna, event=note, files=[good])
    assert note.documents.get().name == "gut.txt"
    with pytest.raises(Exception, match="is empty"):
        slots.ask("event_files_saver", user=anna, event=note, files=[make.upload("auch gut.txt", b"2"), bad])
    assert note.documents.count() == 1
    assert len(disk()) == 1


def test_the_search_finds_what_one_may_see(restricted, anna, otto, disk):
    make.document(opportunity=restricted, by=anna, file=make.upload("Müller-Vertrag.txt"))

    def found(person):
        answers = slots.ask("search", user=person, query="mueller vertrag")
        return [answer.show(row).title for answer in answers for row in answer.rows]

    assert found(anna) == ["Müller-Vertrag.txt"]
    assert found(otto) == []


def test_list_and_page_say_who_has_a_document_open_in_the_quick_editor(opportunity, anna, ben, as_, disk):
    document = make.document(opportunity=opportunity, by=anna)
    mark_editing(document, by=anna)
    for address in (shelf(opportunity), document.get_absolute_url()):
        assert "Anna Test is editing this" in as_(ben).get(address).content.decode()
        assert "is editing this" not in as_(anna).get(address).content.decode(), "One knows what one does oneself."
    EditingMark.objects.update(renewed_at=timezone.now() - timedelta(minutes=3))
    assert "is editing this" not in as_(ben).get(shelf(opportunity)).content.decode()
