"""Forms that were forged or came damaged: they come back with a sentence, and with what was typed."""

import pytest
from django.urls import reverse

from opportunities.models import Opportunity
from tests import make

CHANGED = "Das Formular ist nicht so angekommen, wie diese Seite es verschickt hat."


@pytest.fixture
def annas(anna, as_):
    return as_(anna, **{"accept-language": "de"})


@pytest.mark.parametrize("name", ["edit", "tags", "access", "close_date"])
def test_a_forged_hidden_field_is_told(name, anna, annas):
    row = make.opportunity(responsible=anna, title="Halle 3")
    answer = annas.post(reverse(f"opportunities:{name}", args=[row.public_id]), {"version": "abc\0"})
    assert answer.status_code == 422
    assert CHANGED in answer.content.decode()


def test_a_forged_version_of_a_role_is_told(anna, annas):
    row, person = make.opportunity(responsible=anna), make.person(by=anna)
    annas.post(reverse("opportunities:add_participant", args=[row.public_id]), {"contact": person.public_id})
    address = reverse("opportunities:name_role", args=[row.public_id, person.public_id])
    answer = annas.post(address, {"role": "Einkauf", "version": "abc"})
    assert answer.status_code == 422
    assert CHANGED in answer.content.decode()


def test_a_forged_source_of_the_probability_is_told(annas):
    typed = {"title": "Halle 3", "probability_source": "xyz"}
    page = annas.post(reverse("opportunities:create"), typed).content.decode()
    assert "Wählen Sie eine Möglichkeit aus der Liste; diese wird nicht angeboten." in page


def test_what_was_typed_to_find_a_contact_stays_whatever_else_is_wrong(annas):
    page = annas.post(reverse("opportunities:create"), {"title": "", "contact_words": "Muster & Söhne"})
    assert 'value="Muster &amp; Söhne"' in page.content.decode()


def test_words_that_were_typed_to_find_a_contact_are_not_saved_over(annas, anna):
    """Without a script: whoever presses "Create" instead of "Find" is asked which one they mean, and loses nothing."""
    company = make.company("Muster & Söhne", by=anna)
    sent = {"title": "Halle", "stage": make.stage("Proposal").pk, "responsible": anna.public_id, "currency": "EUR"}
    sent |= {"amount_type": "fixed", "contact_words": "Muster"}
    page = annas.post(reverse("opportunities:create"), sent)
    assert (
        "Wählen Sie einen der zu „Muster“ gefundenen Einträge, oder leeren Sie das Suchfeld." in page.content.decode()
    )
    assert f'value="{company.public_id}"' in page.content.decode()
    assert not Opportunity.objects.exists()
    assert annas.post(reverse("opportunities:create"), sent | {"contact": company.public_id}).status_code == 302
    assert Opportunity.objects.get().contact == company
