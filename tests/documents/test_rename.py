"""Another name; the ending stays."""

import pytest
from django.urls import reverse

from core.editing import Conflict
from documents import verbs
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def document(opportunity, anna, disk):
    return make.document(opportunity=opportunity, by=anna)


def test_it_is_renamed_and_recorded(document, opportunity, anna):
    renamed = document.rename("Vertrag", by=anna, version=1)
    assert (renamed.name, renamed.version) == ("Vertrag.txt", 2)
    assert renamed.search_text == "vertrag.txt"
    event = opportunity.events.get(verb=verbs.RENAMED)
    assert event.sentence == "renamed the document “Angebot.txt” to “Vertrag.txt”"


def test_the_same_name_does_nothing_twice(document, opportunity, anna):
    document.rename("Angebot.txt", by=anna)
    assert not opportunity.events.filter(verb=verbs.RENAMED).exists()
    document.refresh_from_db()
    assert document.version == 1


def test_the_second_of_two_is_told(document, anna, carla):
    document.rename("Von Carla", by=carla, version=1)
    with pytest.raises(Conflict):
        document.rename("Von Anna", by=anna, version=1)


def test_the_page_renames_and_leads_back(document, opportunity, anna, as_):
    address = reverse("documents:rename", args=[document.public_id])
    assert 'value="Angebot"' in as_(anna).get(address).content.decode()
    answer = as_(anna).post(address, {"name": "Vertrag", "version": 1})
    assert answer["Location"] == reverse("documents:of_opportunity", args=[opportunity.public_id])
    document.refresh_from_db()
    assert document.name == "Vertrag.txt"


def test_the_page_shows_both_names_to_the_second(document, anna, carla, as_):
    document.rename("Von Carla", by=carla)
    client, address = as_(anna), reverse("documents:rename", args=[document.public_id])
    answer = client.post(address, {"name": "Von Anna", "version": 1})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Von Carla.txt" in page
    assert "Von Anna" in page
    assert client.post(address, {"name": "Von Anna", "version": 2}).status_code == 302
    document.refresh_from_db()
    assert document.name == "Von Anna.txt"


@pytest.mark.parametrize("name", ["", " ", "x" * 10_000])
def test_a_name_that_cannot_be_is_the_fields_error(document, anna, as_, name):
    answer = as_(anna).post(reverse("documents:rename", args=[document.public_id]), {"name": name, "version": 1})
    assert answer.status_code == 422
    document.refresh_from_db()
    assert document.name == "Angebot.txt"
