"""The calendar: tasks and close dates on their days, as far as one may see them, by one's own clock."""

from datetime import date, time

import pytest
from django.utils import timezone, translation

from accounts.models import User
from agenda.calendars import heading
from tests import make

pytestmark = pytest.mark.django_db
PAGE = "/calendar/"


def day_of(answer, day):
    """Return the titles that stand on a day."""
    cells = {cell.day: cell for cell in answer.context["shown"].cells}
    return [entry.title for entry in cells[day].entries]


def test_a_month_shows_ones_own_tasks_and_close_dates_and_leads_to_them(anna, ben, as_):
    task = make.task(by=anna, title="Anrufen", due_on=date(2026, 11, 27))
    row = make.opportunity(responsible=anna, title="Halle 3", expected_close_on=date(2026, 11, 27))
    make.task(by=ben, title="Fremd", due_on=date(2026, 11, 27))
    answer = as_(anna).get(PAGE, {"day": "2026-11-05"})
    assert day_of(answer, date(2026, 11, 27)) == ["Halle 3", "Anrufen"]
    page = answer.content.decode()
    assert f'href="{task.get_absolute_url()}"' in page
    assert f'href="{row.get_absolute_url()}"' in page
    assert answer.context["shown"].cells[0].day == date(2026, 10, 26), "Weeks begin on Monday."
    only = as_(anna).get(PAGE, {"day": "2026-11-05", "kind": "closes"})
    assert day_of(only, date(2026, 11, 27)) == ["Halle 3"]


def test_a_week_names_its_month_once_and_two_where_it_has_two():
    with translation.override("de"):
        assert heading("week", date(2026, 11, 27)) == "Woche 48: 23. – 29. November 2026"
        assert heading("week", date(2026, 12, 1)) == "Woche 49: 30. November – 6. Dezember 2026"


def test_nobody_sees_in_it_what_they_may_not_see(restricted, anna, ben, otto, as_):
    restricted.revise({"expected_close_on": date(2026, 11, 27)}, by=anna)
    make.task(by=anna, opportunity=restricted, title="Geheim", due_on=date(2026, 11, 27))
    asked = {"day": "2026-11-27", "view": "week", "who": "all"}
    assert day_of(as_(ben).get(PAGE, asked), date(2026, 11, 27)) == ["Vertraulich", "Geheim"]
    outside = as_(otto).get(PAGE, asked)
    assert day_of(outside, date(2026, 11, 27)) == []
    assert outside.context["shown"].count == 0


def test_the_teams_are_between_mine_and_all(anna, ben, otto, as_):
    make.team("Nord", members=[anna, ben])
    for person in (anna, ben, otto):
        make.opportunity(responsible=person, title=person.username, expected_close_on=date(2026, 11, 27))
    shown = {
        who: day_of(as_(anna).get(PAGE, {"day": "2026-11-27", "view": "day", "who": who}), date(2026, 11, 27))
        for who in ("mine", "team", "all")
    }
    assert shown == {"mine": ["anna"], "team": ["anna", "ben"], "all": ["anna", "ben", "otto"]}


@pytest.mark.parametrize(
    ("zone", "day", "clock"),
    [
        ("Europe/Berlin", date(2026, 3, 29), time(23, 30)),  # 23 hours long
        ("America/New_York", date(2026, 3, 29), time(17, 30)),
        ("Pacific/Auckland", date(2026, 3, 30), time(10, 30)),
    ],
)
def test_a_time_falls_on_the_day_of_its_viewer_and_a_whole_day_on_the_same_everywhere(zone, day, clock, anna, as_):
    User.objects.filter(pk=anna.pk).update(time_zone=zone)
    make.task(by=anna, title="Spät", due_on=date(2026, 3, 29), due_time=time(23, 30), due_zone="Europe/Berlin")
    make.task(by=anna, title="Ganztags", due_on=date(2026, 3, 29), due_zone="Europe/Berlin")
    answer = as_(User.objects.get(pk=anna.pk)).get(PAGE, {"day": "2026-03-29"})
    assert "Spät" in day_of(answer, day)
    assert "Ganztags" in day_of(answer, date(2026, 3, 29))
    assert clock.strftime("%H:%M") in answer.content.decode()


def test_a_full_day_says_how_many_more_there_are_in_few_queries(anna, as_, django_assert_max_num_queries):
    for number in range(7):
        make.opportunity(responsible=anna, title=f"Chance {number}", expected_close_on=date(2026, 11, 27))
        make.task(by=anna, due_on=date(2026, 11, 27))
    client = as_(anna)
    client.get(PAGE)
    with django_assert_max_num_queries(8):
        page = client.get(PAGE, {"day": "2026-11-27", "who": "team"}).content.decode()
    assert "+ 10 more" in page
    day = client.get(PAGE, {"day": "2026-11-27", "view": "day"})
    assert len(day_of(day, date(2026, 11, 27))) == 14


def test_a_broken_address_shows_today_and_says_so(anna, as_):
    for asked in ({"day": "2026-02-30"}, {"day": "0001-01-01"}, {"day": "9999-12-31"}):
        answer = as_(anna).get(PAGE, asked | {"view": "year", "who": "x", "kind": "y"})
        assert answer.status_code == 200
        assert answer.context["shown"].day == timezone.localdate()
        assert 'role="alert"' in answer.content.decode()
    for edge in ("1990-01-01", "2200-12-31"):
        assert as_(anna).get(PAGE, {"day": edge, "view": "week"}).status_code == 200
