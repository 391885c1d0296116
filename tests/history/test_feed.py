"""The feed of a page: newest first, by day, filtered, and as long as one asks for more."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from history.feed import SIZE
from history.models import EventCategory
from tests import make

HTMX = {"hx-request": "true"}


def address(page):
    return reverse("history:feed", args=[page._meta.model_name, page.public_id])


def at(day, hour=12):
    return timezone.make_aware(datetime(2026, 3, day, hour))


def texts(answer):
    return [event.text for day in answer.context["feed"].days for event in day.events if event.text]


@pytest.fixture
def told(opportunity, anna, carla):
    """Three notes on two days of March: two of anna's, one call of carla's."""
    call = EventCategory.objects.get(name_en="Phone call")
    make.event(opportunity, by=anna, text="eins", happened_at=at(3, 9))
    make.event(opportunity, by=anna, text="zwei", happened_at=at(3, 15))
    carlas = make.event(opportunity, by=carla, text="drei", happened_at=at(5))
    carlas.revise({"category": call}, by=carla)
    return opportunity


def test_it_shows_the_newest_first_by_day(told, anna, as_):
    answer = as_(anna).get(told.get_absolute_url())
    assert texts(answer) == ["drei", "zwei", "eins"]
    headings = [day.heading for day in answer.context["feed"].days]
    assert headings == ["Today", "Thursday, 5 March 2026", "Tuesday, 3 March 2026"]


def test_in_german_it_is_headed_historie(told, anna, as_):
    page = as_(anna, **{"accept-language": "de"}).get(told.get_absolute_url()).content.decode()
    assert "Historie" in page
    assert "Donnerstag, 5. März 2026" in page


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("h_kind=recorded", []),
        ("h_from=2026-03-04", ["drei"]),
        ("h_to=2026-03-03", ["zwei", "eins"]),
        ("h_from=2026-03-03&h_to=2026-03-03", ["zwei", "eins"]),
        ("h_from=nonsense", ["drei", "zwei", "eins"]),
        ("h_kind=999", ["drei", "zwei", "eins"]),
        ("h_kind=nonsense", ["drei", "zwei", "eins"]),
        ("h_kind=stage", ["drei", "zwei", "eins"]),
        ("h_who=%00", ["drei", "zwei", "eins"]),
        ("h_at=nonsense", ["drei", "zwei", "eins"]),
    ],
)
def test_it_is_filtered_by_kind_and_period(told, anna, as_, query, expected):
    answer = as_(anna).get(f"{address(told)}?{query}")
    assert answer.status_code == 200
    assert texts(answer) == expected


def test_it_is_filtered_by_type_and_author(told, anna, carla, as_):
    call = EventCategory.objects.get(name_en="Phone call")
    assert texts(as_(anna).get(f"{address(told)}?h_kind={call.pk}")) == ["drei"]
    assert texts(as_(anna).get(f"{address(told)}?h_who={anna.public_id}")) == ["zwei", "eins"]


def offered(page, client):
    """Return what the filter offers, groups opened."""
    choices = client.get(address(page)).context["feed"].filter.fields["h_kind"].choices
    return [label for _value, name in choices for label in (name if isinstance(name, list) else [(0, name)])]


def test_what_was_recorded_is_filtered_by_what_it_is_about(told, anna, as_):
    told.revise({"stage": make.stage("Proposal")}, by=anna)
    make.task(opportunity=told, by=anna, title="Anrufen")
    make.document(opportunity=told, by=anna)
    told.revise({"restricted": True}, by=anna)
    client = as_(anna)
    kinds = {"stage": "opportunities.moved", "tasks": "tasks.created", "documents": "documents.added"}
    for kind, verb in (kinds | {"access": "opportunities.access_changed"}).items():
        days = client.get(f"{address(told)}?h_kind={kind}").context["feed"].days
        assert [event.verb for day in days for event in day.events] == [verb]


def test_it_offers_the_kinds_that_stand_on_the_page_and_no_others(told, anna, as_):
    client = as_(anna, **{"accept-language": "de"})
    assert [name for _value, name in offered(told, client)[-2:]] == ["Alles Aufgezeichnete", "Angaben"]
    told.revise({"stage": make.stage("Proposal")}, by=anna)
    make.task(opportunity=told, by=anna)
    labels = [name for _value, name in offered(told, client)]
    assert labels[-4:] == ["Alles Aufgezeichnete", "Angaben", "Aufgaben", "Phase und Erfolgswahrscheinlichkeit"]


def test_an_inactive_type_is_offered_where_its_events_stand(told, anna, as_):
    EventCategory.objects.update(active=False)
    labels = [name for _value, name in offered(told, as_(anna))]
    assert ("Phone call" in labels, "Appointment" in labels) == (True, False)
    call = EventCategory.objects.get(name_en="Phone call")
    assert texts(as_(anna).get(f"{address(told)}?h_kind={call.pk}")) == ["drei"]


def test_a_filter_that_nothing_fits_says_so(told, anna, as_):
    answer = as_(anna).get(f"{address(told)}?h_from=2026-03-06&h_to=2026-03-06")
    assert "No event fits this filter." in answer.content.decode()


def test_older_events_come_when_one_asks_for_more(opportunity, anna, as_):
    for number in range(SIZE + 5):
        make.event(opportunity, by=anna, text=f"n{number:02}", happened_at=at(1) + timedelta(minutes=number))
    first = as_(anna).get(f"{address(opportunity)}?h_to=2026-03-31", headers=HTMX)
    more = first.context["feed"].more_url
    second = as_(anna).get(more, headers=HTMX)
    shown = texts(first) + texts(second)
    assert shown == [f"n{number:02}" for number in reversed(range(SIZE + 5))]
    assert not second.context["feed"].more_url
    assert "1 March 2026" in first.content.decode()
    assert "1 March 2026" not in second.content.decode(), "the day was headed already"
    assert "<html" not in second.content.decode()


def test_without_script_more_is_a_page(opportunity, anna, as_):
    for number in range(SIZE + 1):
        make.event(opportunity, by=anna, happened_at=at(1) + timedelta(minutes=number))
    more = as_(anna).get(opportunity.get_absolute_url()).context["feed"].more_url
    page = as_(anna).get(more).content.decode()
    assert "<html" in page
    assert opportunity.title in page


def test_an_outsider_cannot_see_it(restricted, otto, ben, as_):
    assert as_(otto).get(address(restricted)).status_code == 404
    assert as_(ben).get(address(restricted)).status_code == 200


def test_a_deactivated_author_is_named_so(told, carla, anna, as_):
    carla.is_active = False
    carla.save()
    assert "Carla Test (deactivated)" in as_(anna).get(told.get_absolute_url()).content.decode()


def test_who_did_it_can_be_told_when_the_system_did(opportunity, anna, as_):
    opportunity.events.update(actor=None, actor_name="")
    assert "The CRM" in as_(anna).get(opportunity.get_absolute_url()).content.decode()


def test_it_costs_as_many_queries_for_many_events_as_for_few(
    opportunity, anna, ben, as_, django_assert_max_num_queries
):
    for number in range(40):
        make.event(opportunity, by=anna, recipients=[ben], happened_at=at(1) + timedelta(minutes=number))
    client = as_(anna)
    client.get(address(opportunity))
    with django_assert_max_num_queries(13):  # one of them for the bell
        client.get(address(opportunity))


def test_the_form_has_the_words_of_the_guide_before_anything_is_pressed(opportunity, anna, as_):
    html = as_(anna, **{"accept-language": "de"}).get(opportunity.get_absolute_url()).content.decode()
    form = html.split('class="history-form"')[1].split("</form>")[0]
    assert "<details" not in form
    for word in ("Ereignistyp", "Datum", "Beschreibung", "Benachrichtigen", "Benutzer hinzufügen"):
        assert word in form, word
    assert "Dieses Ereignis hinzufügen" in form


def test_the_rarer_facts_are_folded_on_a_narrow_screen_only(opportunity, anna, as_):
    html = as_(anna).get(opportunity.get_absolute_url()).content.decode()
    folded = html.split('<details class="facts-more">')[1].split("</section>")[0]
    assert "In this stage since" in folded
    assert "Expected close date" not in folded
