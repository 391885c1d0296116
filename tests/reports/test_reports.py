"""Reports: small examples reckoned by hand, the links behind the numbers, and nothing of what is hidden."""

import csv
import io
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from opportunities.models import LostReason, Opportunity
from reports.period import period_of
from reports.taking import take_all
from tests import make

PAGES = ("forecast", "funnel", "results", "activity", "changes")


def tables(browser, report, **query):
    answer = browser.get(reverse(f"reports:{report}"), query)
    assert answer.status_code == 200
    return {table.key: table for table in answer.context["tables"]}


def line(table, name):
    """The values of a line by the keys of the columns."""
    lines = [*table.lines, *([table.foot] if table.foot else [])]
    found = next(one for one in lines if one.cells[0].value == name)
    return {column.key: cell.value for column, cell in zip(table.columns, found.cells, strict=True)}


@pytest.fixture
def year(on_day, anna, ben):
    """A few opportunities of two people: open, won, lost, in euros and in francs."""
    make.rate("CHF", Decimal("0.5"), timezone.localdate() - timedelta(days=40))
    today = timezone.localdate()
    stage = make.stage

    def opened(who, days_ago, **fields):
        return on_day(days_ago, lambda: make.opportunity(responsible=who, **fields))

    open_one = opened(anna, 9, amount=Decimal(1000), stage=stage("Qualified"), expected_close_on=today)
    francs = opened(ben, 8, amount=Decimal(50), currency="CHF", stage=stage("Qualified"), expected_close_on=today)
    unknown = opened(ben, 8, amount=Decimal(7), currency="USD", expected_close_on=today + timedelta(days=800))
    won = opened(anna, 9, amount=Decimal(400), stage=stage("Proposal"))
    lost = opened(ben, 9, amount=Decimal(90), stage=stage("Interested"))
    on_day(3, lambda: won.revise({"stage": stage("Won")}, by=anna))
    reason = LostReason.objects.order_by("position")[0]
    on_day(2, lambda: lost.revise({"stage": stage("Lost"), "lost_reason": reason}, by=ben))
    on_day(4, lambda: open_one.revise({"amount": Decimal(1500)}, by=anna))
    on_day(4, lambda: open_one.revise({"expected_close_on": today + timedelta(days=1)}, by=anna))
    on_day(4, lambda: francs.revise({"stage": stage("Negotiation")}, by=ben))
    on_day(1, lambda: make.opportunity(responsible=anna, title="Neu"))
    take_all()
    return {"open": open_one, "francs": francs, "unknown": unknown, "won": won, "lost": lost}


def span(first, last=0):
    today = timezone.localdate()
    return {"since": (today - timedelta(days=first)).isoformat(), "until": (today - timedelta(days=last)).isoformat()}


def test_the_forecast_reckoned_by_hand(as_, anna, year):
    """1500 at 50 %, 50 CHF = 100 EUR at 90 %; 7 USD have no rate; 400 are won."""
    found = tables(as_(anna), "forecast", **span(30, -30))
    assert line(found["months"], "Total") == {
        "name": "Total", "open": 4, "best": 1600, "weighted": 840, "won_count": 1, "won": 400
    }  # fmt: skip
    assert line(found["months"], "Later")["open"] == 1
    assert line(found["months"], "Without a date")["open"] == 1
    assert line(found["people"], "Ben Test") == {
        "name": "Ben Test", "open": 1, "best": 100, "weighted": 90, "won_count": 0, "won": 0
    }  # fmt: skip
    page = as_(anna).get(reverse("reports:forecast")).content.decode()
    assert "1 without an exchange rate (USD)" in page
    assert "1 without an amount" in page


def test_what_changed_reckoned_by_hand(as_, anna, year):
    found = tables(as_(anna), "changes", **span(5))["changes"]
    numbers = {row.cells[0].value: row.cells[1].value for row in found.lines}
    assert numbers == {
        "New": 1,
        "Won": 1,
        "Lost": 1,
        "Reopened": 0,
        "Moved to another stage": 1,
        "Amount went up": 1,
        "Amount went down": 0,
        "Close date pushed back": 1,
        "Close date brought forward": 0,
    }
    assert line(found, "Amount went up") | {"name": ""} == {
        "name": "", "number": 1, "before": 1000, "after": 1500, "difference": 500
    }  # fmt: skip
    earlier = tables(as_(anna), "changes", **span(9, 5))["changes"]
    assert [row.cells[1].value for row in earlier.lines] == [5, 0, 0, 0, 0, 0, 0, 0, 0]


def test_funnel_and_win_rate_reckoned_by_hand(as_, anna, year):
    found = tables(as_(anna), "funnel", **span(30))["funnel"]
    reached = {row.cells[0].value: row.cells[1].value for row in found.lines}
    assert reached == {
        "Opened": 6, "Initial contact": 6, "Pre-qualification": 4, "Interested": 4, "Needs assessment": 3,
        "Qualified": 3, "Proposal": 2, "Negotiation": 2, "Won": 1, "Lost": 1,
    }  # fmt: skip
    assert line(found, "Proposal") == {
        "name": "Proposal", "reached": 2, "share": 33, "went_on": 100, "days": 6, "here": 0
    }  # fmt: skip
    found = tables(as_(anna), "results", **span(30))
    whole = line(found["months"], "Total")
    assert (whole["won_count"], whole["lost_count"], whole["rate"], whole["amount_rate"]) == (1, 1, 50, 82)
    assert [(row.cells[1].value, row.cells[3].value) for row in found["reasons"].lines] == [(1, 90)]


def test_activity_counts_notes_and_closed_tasks_by_person(as_, anna, ben, year):
    make.event(year["open"], by=ben)
    make.event(year["open"], by=ben)
    make.task(by=anna, opportunity=year["won"]).close(by=anna)
    found = tables(as_(anna), "activity")["people"]
    assert line(found, "Ben Test")["tasks"] == 0
    assert sum(cell.value for cell in found.foot.cells[1:]) == 3
    [url] = [cell.url for cell in found.foot.cells if cell.value == 2]
    assert [row.pk for row in as_(anna).get(url).context["page"].rows] == [year["open"].pk]
    mine = tables(as_(anna), "activity", who="me")["people"]
    assert [row.cells[0].value for row in mine.lines] == ["Anna Test"]


@pytest.mark.long
@pytest.mark.parametrize("report", PAGES)
def test_each_number_leads_to_exactly_its_opportunities(report, as_, anna, ben, year):
    """Those that it counts, and they come to the amount that stands beside it; under any filter, for everybody."""
    team = make.team("Süd", members=[ben])
    followed = 0
    for query in ({}, {"who": f"team-{team.pk}"}, {"currency": "EUR", "who": anna.public_id}):
        browser = as_(anna)
        for table in tables(browser, report, **query, **span(30, -30)).values():
            for row in [*table.lines, *([table.foot] if table.foot else [])]:
                for column, cell in zip(table.columns, row.cells, strict=True):
                    if not cell.url or not cell.value or report == "activity":
                        continue
                    followed += 1
                    answer = browser.get(cell.url)
                    assert not answer.context["filter"].form.errors
                    totals = answer.context["totals"]
                    of_list = {"count": totals.count, "money": totals.total}[column.kind]
                    of_list = totals.weighted if column.key == "weighted" else of_list
                    assert of_list == cell.value, f"{table.key} {row.cells[0].value} {column.key} {cell.url}"
    assert followed > 10 or report == "activity"


@pytest.mark.parametrize("report", PAGES)
def test_an_outsider_reads_nothing_of_a_restricted_one_in_any_number(report, as_, anna, ben, otto, dora, year):
    """All of it is hidden: every number is nought; on the next page the administrator sees it all."""
    for row in Opportunity.objects.all():
        make.event(row, by=anna)
        make.task(by=anna, opportunity=row).close(by=anna)
        row.revise({"restricted": True}, by=dora)
    Opportunity.objects.update(created_by=anna, responsible=anna)
    take_all()
    for person, sees in ((otto, False), (dora, True)):
        cells = [
            cell.value
            for table in tables(as_(person), report, **span(30, -30)).values()
            for row in [*table.lines, *([table.foot] if table.foot else [])]
            for cell in row.cells[1:]
        ]
        assert any(cells) is sees


def test_a_table_comes_as_a_file_whose_cells_are_no_formulas(as_, anna, year):
    anna.first_name = "=cmd()"
    anna.save()
    asked = {"table": "people", "form": "csv-excel-de", **span(30, -30)}
    answer = as_(anna).get(reverse("reports:forecast"), asked)
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert rows[0][2] == "Best case (EUR)"
    assert sorted(row[2] for row in rows[1:]) == ["100", "1500", "1600"]
    assert not any(row[0].startswith("=") for row in rows)
    for wrong in ({"table": "other"}, {"form": "xlsx"}, {"form": ""}):
        assert as_(anna).get(reverse("reports:forecast"), asked | wrong).status_code == 404


def test_a_broken_period_or_word_is_told_and_the_page_stands(as_, anna, year):
    browser = as_(anna)
    for query in ("since=gestern&until=1.1.", "since=2026-05-01&until=2026-01-01", "period=never", "until=9999-12-31"):
        answer = browser.get(f"{reverse('reports:forecast')}?{query}")
        assert answer.status_code == 200
        assert answer.context["scope"].form.errors or "9999" in query
    none, won, days = "9" * 25, make.stage("Won").pk, "2026-01-01.2026-02-01"
    words = ("changed.won", f"changed.x.{days}", "reached.99999", "reached.x", "done.1..x.y", "…")
    for word in (*words, f"reached.{won}", f"reached.{none}", f"done.{none}..{days}"):
        answer = browser.get(reverse("opportunities:index"), {"report": word})
        assert "report" in answer.context["filter"].form.errors, word
        assert answer.status_code == 200
    nobody = browser.get(reverse("opportunities:index"), {"report": f"done.tasks.team-{none}.{days}"})
    assert not nobody.context["page"].rows


@pytest.mark.parametrize("report", PAGES)
def test_a_report_costs_at_most_fifteen_questions(report, as_, anna, year):
    browser = as_(anna)
    browser.get(reverse(f"reports:{report}"))
    with CaptureQueriesContext(connection) as asked:
        browser.get(reverse(f"reports:{report}"), {"who": "me"} | span(300, -300))
    assert len(asked) <= 15, [query["sql"][:120] for query in asked]


def test_periods_are_what_they_are_called():
    day = timezone.localdate().replace(year=2026, month=11, day=27)
    spans = {word: "/".join(str(one) for one in period_of(word, day)) for word in ("last-quarter", "next-6-months")}
    assert spans == {"last-quarter": "2026-07-01/2026-09-30", "next-6-months": "2026-11-01/2027-04-30"}
    assert "/".join(map(str, period_of("last-12-months", day))) == "2025-12-01/2026-11-30"
