"""Events of one kind about many rows: written at once, told once, and made one by one only where somebody looks."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from history.alike import Alike, among, record_alike
from history.models import Event, event
from history.signals import event_recorded
from opportunities import verbs
from opportunities.models import Opportunity
from tests import make

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.fixture
def told():
    heard = []

    def hear(events, **_signal):
        heard.append(events)

    event_recorded.connect(hear)
    yield heard
    event_recorded.disconnect(hear)


@pytest.fixture
def rows(anna, told):
    made = [make.opportunity(responsible=anna, title=title) for title in ("Halle", "x" * 255)]
    told.clear()
    blank = Opportunity(created_by=anna)
    sample = event(verbs.IMPORTED, blank, by=anna, page=blank, particulars={"file": "ä „b“.csv"})
    with transaction.atomic():
        record_alike(
            sample,
            [row.pk for row in made],
            labels=[row.title for row in made],
            happened_at=[NOW, NOW + timedelta(days=1)],
            numbers={"line": [2, 3]},
        )
    return made


def test_each_stands_on_its_own_page(anna, rows):
    for line, row in enumerate(rows, 2):
        written = Event.objects.get(verb=verbs.IMPORTED, page_id=row.pk)
        assert (written.subject, written.page, written.subject_label) == (row, row, row.title)
        assert written.particulars == {"file": "ä „b“.csv", "line": line}
        assert written.happened_at == NOW + timedelta(days=line - 2)
        assert (written.actor, written.actor_name) == (anna, anna.name)
        assert written.recorded_at


def test_receivers_are_told_once_and_see_the_saved_events(rows, told):
    (events,) = told
    assert isinstance(events, Alike)
    saved = list(Event.objects.filter(verb=verbs.IMPORTED).order_by("pk"))
    assert list(events) == saved
    assert [(each.particulars, each.subject_label) for each in events[:]] == [
        (each.particulars, each.subject_label) for each in saved
    ]


def test_a_receiver_picks_by_verb(rows, told):
    (events,) = told
    assert among(events, verbs.CREATED, verbs.MOVED) == []
    assert len(among(events, verbs.IMPORTED)) == 2
    assert among(list(events), verbs.MOVED) == []
