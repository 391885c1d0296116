"""The list of opportunities: what it opens with, each filter, each order, its pages, its sums, and the way back."""

from datetime import date, timedelta
from decimal import Decimal
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from core.models import Tag
from opportunities import filters
from opportunities.models import Opportunity
from opportunities.ordering import COLUMNS
from tests import make

INDEX = reverse("opportunities:index")
PARTS = [*filters.OpportunityFilter.base_filters, "sort", "size", "find", "view"]
WORDS = {
    "empty": "",
    "word": "x",
    "zero": "0",
    "negative": "-1",
    "huge": "9" * 40,
    "nul": "\0",
    "surrogate": "\ud83d",
    "long": "a" * 3000,
    "exponent": "1e400",
    "arabic": "٣",
    "day": "2026-99-99",
}


def walk(browser, query):
    """Return the rows of all pages, from the first by "Next" to the end; then the same backwards by "Back"."""
    forth, cursor = [], ""
    while True:
        page = browser.get(f"{INDEX}?{query}&cursor={cursor}").context["page"]
        forth.append([row.pk for row in page.rows])
        if not page.after:
            break
        assert page.after != cursor
        cursor = page.after
    back = [forth[-1]]
    while page.before:
        page = browser.get(f"{INDEX}?{query}&cursor={page.before}").context["page"]
        back.insert(0, [row.pk for row in page.rows])
    assert back == forth
    rows = Opportunity.objects.in_bulk([pk for part in forth for pk in part])
    return [rows[pk] for part in forth for pk in part]


def titles(rows):
    return [row.title for row in rows]


def shown(browser, query=""):
    """Return the titles on the first page of the list."""
    return titles(browser.get(f"{INDEX}?{query}").context["page"].rows)


# What it opens with


def test_it_opens_with_the_open_ones_by_expected_close_date(as_, anna):
    today = timezone.localdate()
    make.opportunity(responsible=anna, title="without")
    make.opportunity(responsible=anna, title="later", expected_close_on=today + timedelta(days=9))
    make.opportunity(responsible=anna, title="overdue", expected_close_on=today - timedelta(days=9))
    make.opportunity(responsible=anna, title="won", stage=make.stage("Won"))
    make.opportunity(responsible=anna, title="lost", stage=make.stage("Lost"))
    assert shown(as_(anna)) == ["overdue", "later", "without"]


def test_the_german_list_has_the_guides_columns(as_, anna, opportunity):
    page = as_(anna, **{"accept-language": "de"}).get(INDEX).content.decode()
    for words in ("Budget", "Erfolgswahrscheinlichkeit", "Geschätzte Fälligkeit", "Nächster Schritt", "Aktionen"):
        assert words in page, words


def test_what_one_may_not_see_is_neither_shown_nor_counted(as_, anna, ben, carla, otto, restricted):
    make.opportunity(responsible=anna, title="Offen", amount=Decimal(5))
    restricted.revise({"amount": Decimal(1000), "tags": ["geheim"]}, by=anna)
    for person, seen in ((ben, 2), (otto, 1)):
        answer = as_(person).get(f"{INDEX}?kind=all")
        assert len(answer.context["page"].rows) == answer.context["totals"].count == seen
        assert ("Vertraulich" in answer.content.decode()) == (seen == 2)
        assert ("geheim" in answer.content.decode()) == (seen == 2)


# Each filter


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("open", {"open"}),
        ("won", {"won"}),
        ("lost", {"lost"}),
        ("closed", {"won", "lost"}),
        ("all", {"open", "won", "lost"}),
        ("", {"open"}),
        ("none-of-these", {"open"}),
    ],
)
def test_by_state(as_, anna, kind, expected):
    for title, stage in (("open", "Proposal"), ("won", "Won"), ("lost", "Lost")):
        make.opportunity(responsible=anna, title=title, stage=make.stage(stage))
    assert set(shown(as_(anna), f"kind={kind}")) == expected


def test_by_words_in_title_contact_and_description(as_, anna):
    make.opportunity(responsible=anna, title="Förderband", contact=make.company("Müller KG", by=anna))
    make.opportunity(responsible=anna, title="Kühlung", description="für Müllers Halle")
    assert shown(as_(anna), "q=forder+muller") == ["Förderband"]
    assert set(shown(as_(anna), "q=mueller")) == {"Förderband", "Kühlung"}
    assert shown(as_(anna), "q=muller+nirgends") == []
    make.opportunity(responsible=anna, title="Mueller in der Strasse")
    assert "Mueller in der Strasse" in shown(as_(anna), "q=Müller+Straße")


def test_by_owner(as_, anna, ben):
    make.opportunity(responsible=anna, title="Annas")
    make.opportunity(responsible=ben, title="Bens")
    assert shown(as_(anna), "who=me") == ["Annas"]
    assert shown(as_(anna), f"who={ben.public_id}") == ["Bens"]
    assert set(shown(as_(anna), f"who=me&who={ben.public_id}")) == {"Annas", "Bens"}
    make.team("Nord", members=[anna, ben])
    make.opportunity(responsible=make.user("far"), title="Far")
    assert set(shown(as_(anna), "who=team")) == {"Annas", "Bens"}


def test_a_deactivated_owner_can_be_chosen_while_they_have_opportunities_that_one_sees(as_, anna, ben, otto):
    make.opportunity(responsible=ben, title="Bens")
    gone = make.user("gone")
    make.opportunity(responsible=gone, title="Hidden", restricted=True)
    for person in (ben, gone):
        person.is_active = False
        person.save()
    answer = as_(otto).get(f"{INDEX}?who={ben.public_id}")
    assert titles(answer.context["page"].rows) == ["Bens"]
    assert "Ben Test (deactivated)" in answer.content.decode()
    assert "Gone Test" not in answer.content.decode()


def test_by_one_or_several_stages(as_, anna):
    for name in ("Proposal", "Negotiation", "Won"):
        make.opportunity(responsible=anna, title=name, stage=make.stage(name))
    proposal, won = make.stage("Proposal").pk, make.stage("Won").pk
    assert shown(as_(anna), f"stage={proposal}") == ["Proposal"]
    assert set(shown(as_(anna), f"stage={proposal}&stage={won}")) == {"Proposal", "Won"}
    # The form always sends the state, too; the stage says more.
    assert shown(as_(anna), f"stage={won}&kind=open") == ["Won"]


@pytest.mark.parametrize(
    ("word", "first", "last"),
    [
        ("next-7-days", date(2026, 12, 28), date(2027, 1, 3)),
        ("this-month", date(2026, 12, 1), date(2026, 12, 31)),
        ("next-month", date(2027, 1, 1), date(2027, 1, 31)),
        ("today", date(2026, 12, 28), date(2026, 12, 28)),
        ("this-week", date(2026, 12, 28), date(2027, 1, 3)),
        ("next-week", date(2027, 1, 4), date(2027, 1, 10)),
        ("this-quarter", date(2026, 10, 1), date(2026, 12, 31)),
        ("next-quarter", date(2027, 1, 1), date(2027, 3, 31)),
    ],
)
def test_the_words_for_spans_of_days_mean_what_they_say(word, first, last):
    assert filters.due_range(word, date(2026, 12, 28)) == (first, last)


def test_by_expected_close_date(as_, anna):
    today = timezone.localdate()
    for title, days in (("yesterday", -1), ("today", 0), ("in 6 days", 6), ("in 7 days", 7)):
        make.opportunity(responsible=anna, title=title, expected_close_on=today + timedelta(days=days))
    make.opportunity(responsible=anna, title="without")
    browser = as_(anna)
    assert shown(browser, "due=overdue") == ["yesterday"]
    assert shown(browser, "due=next-7-days") == ["today", "in 6 days"]
    assert shown(browser, "due=none") == ["without"]
    assert shown(browser, f"due_from={today}&due_to={today + timedelta(days=6)}") == ["today", "in 6 days"]
    assert shown(browser, f"due_to={today - timedelta(days=1)}") == ["yesterday"]
    assert "without" in shown(browser, "due_from=gestern+oder+so")


def test_by_contact_or_participant(as_, anna):
    contact = make.company("Velmora", by=anna)
    make.opportunity(responsible=anna, title="of it", contact=contact)
    make.opportunity(responsible=anna, title="with it").add_participant(contact, by=anna)
    make.opportunity(responsible=anna, title="without it")
    assert set(shown(as_(anna), f"contact={contact.public_id}")) == {"of it", "with it"}


def test_by_tags_all_or_any_of_which_must_be_there(as_, anna):
    make.opportunity(responsible=anna, title="both", tags=["Messe", "Eilig"])
    make.opportunity(responsible=anna, title="one", tags=["Messe"])
    fair, urgent = (Tag.objects.get(name=name).pk for name in ("Messe", "Eilig"))
    assert set(shown(as_(anna), f"tag={fair}")) == {"both", "one"}
    assert shown(as_(anna), f"tag={fair}&tag={urgent}") == ["both"]
    assert set(shown(as_(anna), f"tag={fair}&tag={urgent}&tag_match=any")) == {"both", "one"}


def test_by_having_no_open_task(as_, anna):
    idle = make.opportunity(responsible=anna, title="idle")
    make.task(by=anna, opportunity=idle).close(by=anna)
    make.task(by=anna, opportunity=make.opportunity(responsible=anna, title="busy"))
    assert shown(as_(anna), "no_task=true") == ["idle"]


def test_what_is_set_is_seen_and_can_be_taken_back_one_by_one(as_, anna, opportunity):
    proposal, won = make.stage("Proposal"), make.stage("Won")
    query = f"stage={proposal.pk}&stage={won.pk}&who=me&due_from=2026-01-31&size=50&cursor=abc"
    page = as_(anna).get(f"{INDEX}?{query}")
    parts = {part.text: part.address for part in page.context["filter"].parts_set}
    assert list(parts) == ["Owner: Mine", "Stage: Proposal", "Stage: Won", "Closes from: 31 Jan 2026"]
    assert parts["Stage: Won"] == f"{INDEX}?stage={proposal.pk}&who=me&due_from=2026-01-31&size=50"
    text = page.content.decode()
    assert "Reset the filter" in text
    assert '<details class="filter-more" open>' in text


def test_the_words_that_are_searched_are_no_second_link_beside_the_row_they_find(as_, anna, opportunity):
    page = as_(anna).get(f"{INDEX}?q={opportunity.title}")
    assert page.context["filter"].parts_set == []
    text = page.content.decode()
    assert "Reset the filter" in text
    assert text.count(f">{opportunity.title}</a>") == 1


def test_an_untouched_filter_says_nothing(as_, anna, opportunity):
    text = as_(anna).get(f"{INDEX}?kind=open&sort=title").content.decode()
    assert "Reset the filter" not in text
    assert '<details class="filter-more">' in text


# Each order, page after page


@pytest.fixture
def many(anna, ben):
    """Rows that share values, and lack some, so that every order has ties and gaps."""
    contacts = [None, make.company("Äther", by=anna), make.person("Zorn", by=anna)]
    stages = [make.stage(name) for name in ("Initial contact", "Proposal", "Won")]
    for number in range(30):
        row = make.opportunity(
            responsible=(anna, ben)[number % 2],
            title=f"Titel {number % 4}",
            contact=contacts[number % 3],
            stage=stages[number % 3],
            currency=("EUR", "USD")[number % 2],
            amount=None if number % 5 == 0 else Decimal(number % 7),
            expected_close_on=None if number % 4 == 0 else date(2026, 1, 1 + number % 6),
        )
        if number % 6 == 0:
            make.task(by=anna, opportunity=row, due_on=date(2026, 1, 1 + number % 5))


VALUES = {
    "title": lambda row: row.sort_title,
    "contact": lambda row: row.contact.sort_name if row.contact else None,
    "stage": lambda row: row.stage.position,
    "budget": lambda row: row.base_total,
    "probability": lambda row: row.probability,
    "due": lambda row: row.expected_close_on,
    "next": lambda row: row.next_step_at,
    "who": lambda row: row.responsible.first_name,
    "created": lambda row: row.created_at,
    "activity": lambda row: row.last_activity_at,
    "pipeline": lambda row: row.stage.pipeline.position,
    "currency": lambda row: row.currency,
    "weighted": lambda row: row.base_weighted,
    "external": lambda row: row.external_id or None,
    "author": lambda row: row.created_by.first_name,
    "since": lambda row: row.stage_since,
    "reason": lambda row: row.lost_reason.position if row.lost_reason else None,
    "closed": lambda row: row.closed_on,
}


@pytest.mark.parametrize("sign", ["", "-"], ids=["upward", "downward"])
@pytest.mark.parametrize("key", VALUES)
def test_every_order_goes_through_all_pages_and_back(as_, anna, many, key, sign):
    rows = walk(as_(anna), f"kind=all&sort={sign}{key}")
    assert len({row.pk for row in rows}) == len(rows) == 30
    values = [VALUES[key](row) for row in rows]
    known = [value for value in values if value is not None]
    assert values == sorted(known, reverse=bool(sign)) + [None] * (len(values) - len(known))


def test_every_column_is_held_against_its_values():
    assert {column.key for column in COLUMNS if column.fields} == set(VALUES)


def test_a_heading_sorts_and_turns(as_, anna, opportunity):
    def headings(query):
        return {one["key"]: one for one in as_(anna).get(f"{INDEX}?{query}").context["headings"]}

    assert headings("")["due"]["sorted"] == "ascending"
    assert headings("sort=budget")["budget"] | {"label": ""} == {
        "key": "budget",
        "label": "",
        "number": True,
        "sort": "-budget",
        "sorted": "ascending",
    }
    assert headings("sort=-budget")["budget"]["sort"] == "budget"
    assert headings("sort=nonsense")["due"]["sorted"] == "ascending"


@pytest.mark.parametrize(("size", "rows"), [("", 25), ("25", 25), ("50", 30), ("100", 30), ("7", 25), ("1000000", 25)])
def test_the_page_size_is_one_that_is_offered(as_, anna, many, size, rows):
    assert len(shown(as_(anna), f"kind=all&size={size}")) == rows


# Sums


def test_the_sum_line_is_of_the_whole_filter(as_, anna):
    make.rate("USD", Decimal("1.25"))
    for _each in range(30):
        make.opportunity(responsible=anna, amount=Decimal(100), stage=make.stage("Proposal"))
    make.opportunity(responsible=anna, amount=Decimal("12.5"), currency="USD", own_probability=50)
    make.opportunity(responsible=anna, amount=Decimal(80), currency="CHF")
    make.opportunity(responsible=anna)
    make.opportunity(responsible=anna, amount=Decimal(7), stage=make.stage("Won"))
    answer = as_(anna, **{"accept-language": "de"}).get(INDEX)
    text = " ".join(strip_tags(answer.content.decode()).replace("\xa0", " ").split())
    line = "33 Verkaufschancen 3.010,00 € (davon umgerechnet 10,00 €) gewichtet 2.255,00 €"
    assert f"{line} 1 ohne Betrag, 1 ohne Kurs (CHF)" in text
    assert "3.000,00 € · 80,00 CHF · 12,50 $" in text


def test_a_long_list_is_added_up_after_it_has_appeared(as_, anna, monkeypatch):
    monkeypatch.setattr("opportunities.listing.AT_ONCE", 2)
    for _each in range(3):
        make.opportunity(responsible=anna, amount=Decimal(100))
    browser = as_(anna)
    page = browser.get(f"{INDEX}?kind=open")
    address = f"{reverse('opportunities:totals')}?kind=open"
    assert "totals" not in page.context
    assert f'href="{address}"' in page.content.decode()
    assert f'hx-get="{address}"' in page.content.decode()
    for headers in ({"hx-request": "true"}, {}):
        answer = browser.get(address, headers=headers)
        assert "€300.00" in answer.content.decode()
        assert ("<html" in answer.content.decode()) == (not headers)


# Rows, and none


def test_the_menu_of_a_row_offers_what_one_may_do(as_, anna, ben, carla, restricted):
    offers = {
        anna: {"Open the opportunity", "Edit opportunity", "Create task", "Delete opportunity"},
        carla: {"Open the opportunity", "Edit opportunity", "Create task"},
        ben: {"Open the opportunity"},
    }
    for person, offered in offers.items():
        text = as_(person).get(INDEX).content.decode()
        table = text[text.index("<tbody>") :]
        assert {words for words in offers[anna] if words in table} == offered


def test_a_row_says_what_is_next_and_what_is_overdue(as_, anna):
    row = make.opportunity(responsible=anna, expected_close_on=timezone.localdate() - timedelta(days=1))
    make.task(by=anna, opportunity=row, title="Angebot nachfassen")
    answer = as_(anna).get(INDEX)
    (listed,) = answer.context["page"].rows
    assert (listed.overdue, listed.next_step.title) == (True, "Angebot nachfassen")
    assert "Overdue" in answer.content.decode()


def test_without_any_the_first_one_can_be_created_or_imported(as_, anna, rita):
    text = as_(anna).get(INDEX).content.decode()
    for words in ("There are no opportunities yet.", "Create the first opportunity", "Import opportunities"):
        assert words in text, words
    assert "Create the first opportunity" not in as_(rita).get(INDEX).content.decode()


def test_a_filter_that_nothing_fits_can_be_reset(as_, anna, opportunity):
    text = as_(anna).get(f"{INDEX}?q=nirgends").content.decode()
    assert "No opportunity fits this filter." in text
    assert "There are no opportunities yet." not in text


def test_a_person_without_a_role_sees_an_empty_list(as_, opportunity):
    answer = as_(make.user("nobody", role=None)).get(INDEX)
    assert answer.status_code in (200, 403)
    assert opportunity.title not in answer.content.decode()


def test_the_number_of_queries_does_not_grow_with_the_rows(as_, anna, ben):
    counted = []
    for rows in (5, 45):
        for number in range(rows):
            row = make.opportunity(responsible=anna, contact=make.company(by=anna), tags=[f"tag{number % 3}"])
            make.task(by=anna, opportunity=row)
        browser = as_(ben)
        browser.get(f"{INDEX}?size=50")  # the session keeps the place
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert browser.get(f"{INDEX}?size=50").status_code == 200
        counted.append(len(queries))
    assert counted[0] == counted[1] <= 12, counted


# The way back


def test_the_way_back_keeps_filter_order_and_place(as_, anna, many):
    browser = as_(anna)
    cursor = browser.get(f"{INDEX}?kind=all&sort=-title").context["page"].after
    place = f"{INDEX}?kind=all&sort=-title&cursor={cursor}"
    page = browser.get(place).context["page"]
    detail = browser.get(page.rows[0].get_absolute_url())
    assert place.replace("&", "&amp;") in detail.content.decode()
    gone = page.rows[1]
    assert browser.post(f"{gone.get_absolute_url()}delete/").url == place
    assert gone.pk not in [row.pk for row in browser.get(place).context["page"].rows]


def test_htmx_is_answered_with_the_table_only(as_, anna, opportunity):
    fragment = as_(anna).get(INDEX, headers={"HX-Request": "true"}).content.decode()
    assert fragment.lstrip().startswith('<section id="opportunities"')
    whole = as_(anna).get(INDEX, headers={"HX-Request": "true", "HX-History-Restore-Request": "true"}).content.decode()
    assert "<html" in whole


# What cannot be read


@pytest.mark.parametrize("word", WORDS.values(), ids=WORDS)
def test_no_query_is_an_error_of_the_server(as_, anna, opportunity, word):
    browser, typed = as_(anna), quote(word, errors="surrogatepass")
    query = "&".join(f"{name}={typed}&{name}=1" for name in [*PARTS, "cursor", "contact_words"])
    assert browser.get(f"{INDEX}?{query}").status_code == 200
    assert browser.get(f"{INDEX}?cursor={typed}&sort=-{typed}").status_code == 200
    assert browser.get(f"{reverse('contacts:index')}?{query}").status_code == 200


def test_sorting_by_title_goes_on_past_long_descriptions(as_, anna):
    for letter in "cab":
        make.opportunity(responsible=anna, title=f"Ä{letter}", description="Wort " * 900)
    for number in range(25):
        make.opportunity(responsible=anna, title=f"z{number:02d}", description="Wort " * 900)
    assert titles(walk(as_(anna), "sort=title")) == ["Äa", "Äb", "Äc", *(f"z{number:02d}" for number in range(25))]
