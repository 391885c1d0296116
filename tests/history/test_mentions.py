"""@ and a user name: who may see the page is told, once; an outsider cannot be mentioned, no more than nobody."""

import pytest

from history.mentions import names_in
from history.models import Event
from notifications.models import Notification
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def write(restricted, as_):
    """Write a note on the restricted opportunity, as its form does."""

    def post(person, text, **fields):
        typed = {"category": 1, "happened_on": "2026-01-05", "text": text} | fields
        return as_(person).post(f"/history/opportunity/{restricted.public_id}/add/", typed)

    return post


def told(person):
    lines = Notification.objects.filter(recipient=person, channel="in_app", kind__in=["mentioned", "named"])
    return [line.sentence for line in lines.order_by("pk")]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@ben bitte", ["ben"]),
        ("Mit (@Ben), @carla.", ["ben", "carla"]),
        ("an ben@example.com", []),
        ("@ allein", []),
        ("https://a.example/@ben", []),
        ("@ben @ben", ["ben"]),
    ],
)
def test_what_mentions_somebody(text, names):
    assert names_in(text) == names


def test_who_may_see_the_page_is_told_and_marked(write, restricted, anna, ben, as_):
    assert write(anna, "Bitte ansehen, @Ben.").status_code == 302
    assert told(ben) == ["Anna Test mentioned you about “Vertraulich”: Note"]
    page = as_(ben).get(f"/history/opportunity/{restricted.public_id}/").content.decode()
    assert 'ansehen, <span class="mention" title="@ben">@Ben Test</span>.' in page


def test_an_outsider_and_nobody_are_refused_alike(write, anna, otto):
    answers = [write(anna, f"Siehe @{name}").content.decode().replace(name, "") for name in ("otto", "niemand")]
    sentences = [answer[answer.index("cannot be mentioned here") :][:120] for answer in answers]
    assert sentences[0] == sentences[1]
    assert not Event.objects.filter(text__startswith="Siehe").exists()
    assert not told(otto)


def test_a_change_tells_the_new_ones_only_and_nobody_twice(write, anna, ben, carla, dora, as_):
    write(anna, "Für @ben")
    event = Event.objects.get(text="Für @ben")
    event.revise({"text": "Für alle"}, by=anna)
    event.revise({"text": "Für @ben und @carla"}, by=dora)
    assert len(told(ben)) == 1
    assert told(carla) == ["Dora Test mentioned you about “Vertraulich”: Note"]


def test_who_is_named_and_mentioned_is_told_once(write, anna, ben):
    write(anna, "Für @ben", recipients=[ben.public_id])
    assert len(told(ben)) == 1


def test_the_list_behind_the_at_sign_offers_who_may_see_the_page(restricted, anna, otto, as_):
    make.user("benno")
    address = f"/history/opportunity/{restricted.public_id}/people/"
    found = as_(anna).get(address, {"q": "be"}).json()
    assert found == {"results": [{"id": "ben", "text": "Ben Test"}]}
    assert as_(otto).get(address).status_code == 404


def test_what_people_write_is_escaped(opportunity, anna, ben, as_):
    make.event(opportunity, by=anna, text="<b>@ben</b> @ben <i> https://a.example/?u=@ben", mentioned=[ben])
    page = as_(ben).get(f"/history/opportunity/{opportunity.public_id}/").content.decode()
    assert "&lt;b&gt;@ben&lt;/b&gt;" in page
    assert '@Ben Test</span> &lt;i&gt; <a href="https://a.example/?u=' in page
    assert page.count('class="mention"') == 1
