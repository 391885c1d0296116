"""The lists of tasks: the tab of an opportunity, Meine Aufgaben, the task's own page, a contact's page."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tasks.boards import CLOSED_SHOWN
from tasks.models import Task, TaskCategory
from tests import make

GERMAN = {"accept-language": "de"}


@pytest.fixture
def today():
    return timezone.localdate()


def titles(page) -> dict[str, list[str]]:
    """Return the titles on a board by the key of their group."""
    return {group.key: [line.task.title for line in group.lines] for group in page.context["board"].groups}


# The tab


def tab(opportunity, query: str = "") -> str:
    return f"/tasks/opportunity/{opportunity.public_id}/{query}"


def test_the_tab_lists_open_ones_by_due_date_and_closed_ones_below(opportunity, anna, as_, today):
    for title, days in (("später", 9), ("früher", -1), ("heute", 0)):
        make.task(by=anna, opportunity=opportunity, title=title, due_on=today + timedelta(days=days))
    make.task(by=anna, opportunity=opportunity, title="fertig").close(by=anna)
    make.task(by=anna, title="anderswo")
    page = as_(anna).get(tab(opportunity))
    assert titles(page) == {"open": ["früher", "heute", "später"], "closed": ["fertig"]}


def test_the_tab_speaks_the_words_of_the_guide(opportunity, anna, as_):
    client = as_(anna, **GERMAN)
    assert "Neue Aufgabe erstellen" in client.get(tab(opportunity)).content.decode()
    make.task(by=anna, opportunity=opportunity)
    page = client.get(tab(opportunity)).content.decode()
    for word in ("Aufgaben", "Neue Aufgabe erstellen", "Offen", "Abgeschlossen", "Bearbeiten", "Löschen"):
        assert word in page, word
    assert f"/tasks/new/?opportunity={opportunity.public_id}" in page


def test_the_tab_counts_the_open_tasks_and_the_menu_creates_one_about_the_opportunity(opportunity, anna, as_):
    make.task(by=anna, opportunity=opportunity)
    make.task(by=anna, opportunity=opportunity).close(by=anna)
    page = as_(anna).get(f"/opportunities/{opportunity.public_id}/").content.decode()
    assert f'href="{tab(opportunity)}">Tasks <span class="count">1</span>' in page
    assert f"/tasks/new/?opportunity={opportunity.public_id}" in page


def test_a_reader_is_offered_nothing_to_change(restricted, anna, ben, as_):
    task = make.task(by=anna, opportunity=restricted)
    page = as_(ben).get(tab(restricted)).content.decode()
    assert task.title in page
    for address in ("close/", "edit/", "delete/", "/tasks/new/?opportunity"):
        assert f"{task.public_id}/{address}" not in page
        assert address != "/tasks/new/?opportunity" or address not in page.partition("</header>")[2]


def test_the_tab_of_a_hidden_opportunity_is_404(restricted, otto, as_):
    assert as_(otto).get(tab(restricted)).status_code == 404


def test_skipping_what_comes_next_leads_to_the_list_without_the_question(opportunity, anna, as_):
    task = make.task(by=anna, opportunity=opportunity)
    task.close(by=anna)
    page = as_(anna).get(tab(opportunity, f"?size=50&closed={task.public_id}"))
    assert page.context["board"].back == tab(opportunity, "?size=50")


# Meine Aufgaben


def test_mine_are_grouped_by_when_they_are_due(anna, ben, as_, today):
    for title, days in (("gestern", -1), ("heute", 0), ("morgen", 1)):
        make.task(by=anna, title=title, due_on=today + timedelta(days=days))
    make.task(by=anna, title="fertig").close(by=anna)
    make.task(by=anna, title="Bens", assignee=ben)
    page = as_(anna).get("/tasks/")
    expected = {"overdue": ["gestern"], "today": ["heute"], "upcoming": ["morgen"], "closed": ["fertig"]}
    assert titles(page) == expected


def test_the_groups_are_named_as_in_the_guide(anna, as_, today):
    for days in (-1, 0, 1):
        make.task(by=anna, due_on=today + timedelta(days=days))
    make.task(by=anna).close(by=anna)
    page = as_(anna, **GERMAN).get("/tasks/").content.decode()
    for word in ("Meine Aufgaben", "Überfällig", "Heute", "Bevorstehend", "Abgeschlossen"):
        assert word in page, word


def test_the_filter_shows_what_i_gave_to_others_and_all_that_i_may_see(restricted, anna, ben, otto, as_):
    make.task(by=anna, title="mine")
    make.task(by=anna, title="given", assignee=otto)
    make.task(by=anna, title="hidden", opportunity=restricted)
    assert titles(as_(anna).get("/tasks/?who=given")) == {"today": ["given"]}
    assert titles(as_(otto).get("/tasks/?who=all")) == {"today": ["given"]}
    assert sorted(titles(as_(ben).get("/tasks/?who=all"))["today"]) == ["hidden"]


def test_administrators_see_everybodys(restricted, anna, ben, dora, as_):
    make.task(by=anna, opportunity=restricted, title="a")
    make.task(by=ben, title="b")
    assert sorted(titles(as_(dora).get("/tasks/?who=all"))["today"]) == ["a", "b"]


def test_the_filter_finds_words_category_and_contact(anna, as_):
    contact = make.company("Möbel AG", by=anna)
    meeting = TaskCategory.objects.get(name_en="Meeting")
    make.task(by=anna, title="Straßenplan")
    make.task(by=anna, title="Treffen", category=meeting)
    make.task(by=anna, title="Kontaktpflege", contact=contact)
    client = as_(anna)
    assert titles(client.get("/tasks/?q=strasse")) == {"today": ["Straßenplan"]}
    assert titles(client.get(f"/tasks/?category={meeting.pk}")) == {"today": ["Treffen"]}
    assert titles(client.get(f"/tasks/?who=all&contact={contact.public_id}")) == {"today": ["Kontaktpflege"]}


@pytest.mark.parametrize(
    "query",
    [
        "who=forged",
        "category=x",
        "category=99999999999999999999",
        "contact=%00",
        "contact=zzz",
        "q=%00",
        "q=" + "x" * 9000,
    ]
    + ["cursor=aAAAA", "cursor=%00", "size=-1", "state=forged", "closed=%00"],
)
def test_a_forged_address_is_no_error(query, anna, as_):
    make.task(by=anna)
    assert as_(anna).get(f"/tasks/?{query}").status_code == 200


def test_the_list_is_walked_page_by_page_in_both_directions(anna, as_, today):
    for number in range(30):
        make.task(by=anna, title=f"{number:02}", due_on=today + timedelta(days=number))
    client = as_(anna)
    first = client.get("/tasks/")
    second = client.get(f"/tasks/?cursor={first.context['page'].after}")
    seen = [title for page in (first, second) for group in titles(page).values() for title in group]
    assert seen == [f"{number:02}" for number in range(30)]
    again = client.get(f"/tasks/?cursor={second.context['page'].before}")
    assert titles(again) == titles(first)


def test_closed_ones_have_a_page_of_their_own(anna, as_):
    for number in range(CLOSED_SHOWN + 2):
        make.task(by=anna, title=str(number)).close(by=anna)
    client = as_(anna)
    assert len(titles(client.get("/tasks/"))["closed"]) == CLOSED_SHOWN
    assert len(titles(client.get("/tasks/?state=closed"))["closed"]) == CLOSED_SHOWN + 2


def test_empty_lists_say_what_to_do(anna, rita, opportunity, as_):
    assert "There is nothing to do." in as_(anna).get("/tasks/").content.decode()
    assert "No task fits this filter." in as_(anna).get("/tasks/?q=nichts").content.decode()
    assert "There is nothing to do." in as_(anna).get(tab(opportunity)).content.decode()
    assert 'href="/tasks/new/"' not in as_(rita).get("/tasks/").content.decode()


def test_htmx_is_answered_with_the_list_alone(anna, as_):
    make.task(by=anna)
    page = as_(anna, **{"hx-request": "true"}).get("/tasks/").content.decode()
    assert page.lstrip().startswith('<section id="tasks"')


@pytest.mark.parametrize("address", ["/tasks/?who=all", "tab"])
def test_the_queries_do_not_grow_with_the_rows(address, opportunity, anna, carla, as_):
    address = tab(opportunity) if address == "tab" else address
    client = as_(carla)

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    make.task(by=anna, opportunity=opportunity)
    few = asked()
    for number in range(12):
        task = make.task(by=anna, opportunity=opportunity, assignee=make.user(), title=str(number))
        if number % 2:
            task.close(by=anna)
    many = asked()
    assert many <= few + 1  # the first closed one is looked for among rows that were empty before
    assert many <= (12 if address.startswith("/tasks/?") else 15)


# The task's own page


def test_a_task_has_a_page_with_what_happened_to_it(opportunity, anna, as_):
    task = make.task(by=anna, opportunity=opportunity, title="Anrufen", description="Preis klären")
    task.close(by=anna, result="Erledigt")
    page = as_(anna).get(task.get_absolute_url()).content.decode()
    for words in ("Anrufen", "Preis klären", "Erledigt", opportunity.title, "closed the task"):
        assert words in page


def test_closing_on_the_tasks_own_page_offers_what_comes_next_there(opportunity, anna, as_):
    task = make.task(by=anna, opportunity=opportunity)
    client = as_(anna)
    page = client.get(task.get_absolute_url()).content.decode()
    assert 'hx-target="#task-' not in page  # there is no line that could be swapped
    answer = client.post(f"/tasks/{task.public_id}/close/", {"next": task.get_absolute_url()})
    assert f'id="report-{task.public_id}"' in client.get(answer.url).content.decode()


def test_a_task_about_nothing_has_a_history_that_one_can_add_to(anna, as_):
    task = make.task(by=anna)
    page = as_(anna).get(task.get_absolute_url())
    assert page.context["feed"].form is not None


def test_an_outsider_cannot_see_the_page(restricted, anna, otto, as_):
    task = make.task(by=anna, opportunity=restricted)
    assert as_(otto).get(task.get_absolute_url()).status_code == 404
    assert as_(otto).get(make.task(by=anna).get_absolute_url()).status_code == 404


def test_markup_in_a_task_stays_text(opportunity, anna, as_):
    task = make.task(by=anna, opportunity=opportunity, title="<script>x</script>", description='"><b>')
    for address in (tab(opportunity), task.get_absolute_url(), "/tasks/"):
        page = as_(anna).get(address).content.decode()
        assert "<script>x</script>" not in page
        assert '"><b>' not in page


# Deleting


def test_deleting_asks_first_and_leads_back(opportunity, anna, as_):
    task = make.task(by=anna, opportunity=opportunity, title="Weg damit")
    client = as_(anna)
    asked = client.get(f"/tasks/{task.public_id}/delete/?next={tab(opportunity)}")
    assert "Weg damit" in asked.content.decode()
    assert Task.objects.exists()
    answer = client.post(f"/tasks/{task.public_id}/delete/", {"next": tab(opportunity)})
    assert answer.url == tab(opportunity)
    assert not Task.objects.exists()


def test_the_history_of_the_opportunity_keeps_that_it_was_deleted(opportunity, anna):
    make.task(by=anna, opportunity=opportunity, title="Weg damit").remove(by=anna)
    newest = make.events_visible_to(anna)[0]
    assert (newest.sentence, newest.page) == ("deleted the task “Weg damit”", opportunity)


def test_deleting_a_task_about_nothing_is_told_to_administrators_only(anna, dora):
    make.task(by=anna, title="Weg damit").remove(by=anna)
    assert "tasks.deleted" in [event.verb for event in make.events_visible_to(dora)]
    assert "tasks.deleted" not in [event.verb for event in make.events_visible_to(anna)]


def test_a_reader_may_not_delete_and_an_outsider_cannot_see_it(restricted, anna, ben, otto, as_):
    task = make.task(by=anna, opportunity=restricted)
    for person, status in ((ben, 403), (otto, 404)):
        assert as_(person).get(f"/tasks/{task.public_id}/delete/").status_code == status
        assert as_(person).post(f"/tasks/{task.public_id}/delete/").status_code == status
    assert Task.objects.exists()


def test_deleting_twice_is_404(opportunity, anna, as_):
    task = make.task(by=anna, opportunity=opportunity)
    client = as_(anna)
    client.post(f"/tasks/{task.public_id}/delete/")
    assert client.post(f"/tasks/{task.public_id}/delete/").status_code == 404


def test_what_is_done_is_folded_beneath_the_pages_of_what_is_to_be_done(anna, as_, today):
    for number in range(26):
        make.task(by=anna, title=f"offen {number}", due_on=today)
    done = make.task(by=anna, title="fertig", due_on=today)
    done.close(by=anna)
    html = as_(anna).get("/tasks/").content.decode()
    assert html.index('rel="next"') < html.index('<details class="task-fold">') < html.index("fertig")
    assert '<details class="task-fold">' not in as_(anna).get("/tasks/?state=closed").content.decode()
    assert '<details class="task-fold">' not in as_(anna).get(f"/tasks/?closed={done.public_id}").content.decode()


def test_the_history_of_a_task_about_something_is_told_by_day(opportunity, anna, as_):
    task = make.task(by=anna, opportunity=opportunity)
    html = as_(anna, **GERMAN).get(task.get_absolute_url()).content.decode()
    assert '<h3 class="feed-day">Heute</h3>' in html


@pytest.mark.parametrize("wanted", ["foo", "?x", "//evil.example", "https://evil.example/"])
def test_a_way_back_that_is_none_of_ours_leads_to_where_it_was(anna, as_, wanted):
    task = make.task(by=anna)
    answer = as_(anna).post(f"/tasks/{task.public_id}/close/", {"next": wanted})
    assert answer.status_code == 302
    assert answer["Location"].startswith("/")
    assert "evil" not in answer["Location"]
    task.refresh_from_db()
    assert task.closed_at
