"""The day's page: what its reader has to do, whom they should call, and how their month stands."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from contacts.models import ContactPoint
from opportunities.filters.days import week_of
from opportunities.models import Opportunity, add_goal
from tests import make

TODAY = reverse("crm:today")
MOST_QUERIES = 15


def planned(responsible, *, by=None, **fields):
    """Return an opportunity with a next step, and a close date far ahead: nothing about it is urgent."""
    ahead = timezone.localdate() + timedelta(days=90)
    row = make.opportunity(responsible=responsible, by=by, **{"expected_close_on": ahead} | fields)
    make.task(opportunity=row, by=by or responsible, assignee=responsible, due_on=ahead)
    return row


def titles(part):
    return [row.title for row in part.rows]


def test_each_opportunity_stands_where_it_matters_most_and_once(as_, anna, ben, otto):
    today = timezone.localdate()
    planned(anna, title="far away")
    planned(anna, title="this week", expected_close_on=week_of(today)[1])
    make.opportunity(responsible=anna, title="still, small", amount=Decimal(10))
    make.opportunity(responsible=anna, title="still, large", amount=Decimal(5000))
    planned(anna, by=ben, title="made for me")
    handed = planned(ben, title="handed over")
    handed.revise({"responsible": anna}, by=ben)
    planned(otto, viewers=[anna], title="granted")
    taken = planned(ben, title="taken by myself")
    taken.revise({"responsible": anna}, by=anna)
    long_ago = planned(anna, by=ben, title="long mine")
    Opportunity.objects.filter(pk=long_ago.pk).update(created_at=timezone.now() - timedelta(days=8))
    shown = as_(anna).get(TODAY).context["today"]
    assert titles(shown.closing) == ["this week"]
    assert sorted(titles(shown.new)) == ["granted", "handed over", "made for me"]
    assert titles(shown.stale) == ["still, large", "still, small"]


def test_tasks_of_the_day_are_closed_in_place_and_say_whom_to_call(as_, anna, ben):
    today = timezone.localdate()
    company = make.company("Kunde GmbH", by=anna, points=[ContactPoint(kind="phone", value="+49 30 23125 123")])
    person = make.person("Licht", by=anna, company=company)
    row = make.opportunity(responsible=anna, contact=person, title="Anlage")
    late = make.task(by=anna, opportunity=row, title="late", due_on=today - timedelta(days=3))
    make.task(by=anna, contact=company, title="now", due_on=today)
    make.task(by=anna, title="tomorrow", due_on=today + timedelta(days=1))
    make.task(by=anna, assignee=ben, title="of somebody else", due_on=today)
    browser = as_(anna)
    page = browser.get(TODAY)
    assert [line.task.title for line in page.context["today"].tasks.rows] == ["late", "now"]
    # The person's own company is called: at both tasks, and at the opportunity that lies still.
    assert page.content.decode().count('href="tel:+493023125123"') == 3
    answer = browser.post(reverse("tasks:close", args=[late.public_id]), {"next": TODAY})
    assert answer["Location"] == f"{TODAY}?closed={late.public_id}#task-{late.public_id}"
    lines = browser.get(answer["Location"]).context["today"].tasks.rows
    assert [(line.task.title, bool(line.report)) for line in lines] == [("late", True), ("now", False)]
    assert [line.task.title for line in browser.get(TODAY).context["today"].tasks.rows] == ["now"]


def test_the_month_is_set_against_the_goal_of_person_and_team(as_, anna, ben, otto, dora):
    today = timezone.localdate()
    north, south = make.team("Nord", members=[anna, ben]), make.team("Süd", members=[anna])
    make.opportunity(responsible=anna, amount=Decimal(1000), stage=make.stage("Won"))
    make.opportunity(responsible=ben, amount=Decimal(500), stage=make.stage("Won"))
    make.opportunity(responsible=anna, amount=Decimal(70))
    make.opportunity(responsible=otto, amount=Decimal(9), stage=make.stage("Won"))
    make.opportunity(responsible=ben, amount=Decimal(7_000), viewers=[otto])  # anna may not see it
    before = make.opportunity(responsible=anna, amount=Decimal(3000), stage=make.stage("Won"))
    Opportunity.objects.filter(pk=before.pk).update(closed_on=today.replace(day=1) - timedelta(days=1))
    add_goal({"person": anna, "month": today, "amount": Decimal(3000)}, by=dora)
    add_goal({"team": north, "month": today, "amount": Decimal(1200)}, by=dora)
    page = as_(User.objects.get(pk=anna.pk)).get(TODAY)
    months = {month.name: month for month in page.context["today"].months}
    assert {name: (month.pipeline.total, month.won.total, month.percent) for name, month in months.items()} == {
        "My month": (70, 1000, 33),
        "Nord": (70, 1500, 125),
        south.name: (70, 1000, None),
    }
    assert 'max="100" value="33"' in page.content.decode()
    assert 'max="100" value="100"' in page.content.decode()
    (alone,) = as_(otto).get(TODAY).context["today"].months
    assert (alone.name, alone.won.total, alone.goal) == ("My month", 9, None)


def test_an_empty_day_says_what_to_do(as_, anna, rita):
    page = as_(anna).get(TODAY).content.decode()
    assert "Nothing waits for you today." in page
    assert reverse("opportunities:create") in page
    assert "New opportunity" not in as_(rita).get(TODAY).content.decode()
    assert as_(make.user(role=None)).get(TODAY).status_code in (200, 403)


@pytest.mark.parametrize("rows", [1, 9])
def test_the_number_of_queries_does_not_grow_with_the_rows(as_, anna, ben, rows):
    make.team("Nord", members=[anna])
    today = timezone.localdate()
    for _number in range(rows):
        contact = make.person(by=ben, points=[ContactPoint(kind="phone", value="+49 30 23125 123")])
        row = make.opportunity(responsible=anna, by=ben, contact=contact, expected_close_on=today)
        make.task(by=ben, assignee=anna, opportunity=row)
        make.task(by=ben, assignee=anna, contact=contact)
        own = make.task(by=anna)
        own.revise({"assignee": ben}, by=anna)
        own.revise({"assignee": anna}, by=ben)
        make.event(contact, by=ben, recipients=[anna])
    browser = as_(anna)
    browser.get(TODAY)
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(TODAY).status_code == 200
    assert len(queries) <= MOST_QUERIES, [query["sql"][:90] for query in queries]
