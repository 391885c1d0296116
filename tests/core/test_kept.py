"""Questions that are kept are asked anew each time, and anew put together for whoever may see something else."""

import pytest
from django.core.exceptions import ValidationError
from django.core.management.sql import emit_post_migrate_signal
from django.db import connection
from django.urls import reverse

from accounts.models import User
from core import kept
from core.kept import Blank, answer, answers
from core.models import Tag
from opportunities.models import Opportunity
from tests import make

LIST = reverse("opportunities:index")

asked: list[str] = []


def tags_beginning(letter):
    asked.append(letter)
    return Tag.objects.filter(name__startswith=letter).order_by("name")


def tags_of_nobody(user):
    return Tag.objects.none()


def with_tags():
    return Opportunity.objects.prefetch_related("tags")


def titles(browser, query=""):
    return {row.title for row in browser.get(f"{LIST}?{query}").context["page"].rows}


@pytest.fixture(autouse=True)
def nothing_is_kept():
    asked.clear()
    kept.forget()


def test_a_question_is_put_together_once_and_its_rows_are_those_of_now(db):
    assert answer(tags_beginning, "a") == []
    Tag.objects.create(name="alt")
    assert [tag.name for tag in answer(tags_beginning, "a")] == ["alt"]
    Tag.objects.update(name="anders")
    assert [tag.name for tag in answer(tags_beginning, "a")] == ["anders"]
    assert [tag.name for tag in answer(tags_beginning, "b")] == []
    assert asked == ["a", "b"]


def test_rows_of_a_kept_question_can_be_narrowed_without_changing_it(db, anna):
    Tag.objects.create(name="alt")
    [tag] = answer(tags_beginning, "a")
    assert Tag.objects.filter(pk=tag.pk).exists()
    assert len(answer(tags_beginning, "a")) == 1
    assert answer(tags_of_nobody, of=anna) == []


def test_of_several_questions_those_that_are_not_needed_are_not_asked(db, django_assert_num_queries):
    several = answers("several", lambda: [User.objects.all(), Tag.objects.all()])
    with django_assert_num_queries(1):
        next(several)


def test_a_blank_is_filled_in_each_time_the_question_is_asked(db):
    Tag.objects.create(name="alt")
    Tag.objects.create(name="neu")
    named = lambda: [Tag.objects.filter(name=Blank(0, Tag._meta.get_field("name")))]  # noqa: E731
    found = [[tag.name for tag in next(answers("named", named, filling=[name]))] for name in ("neu", "alt", "fort")]
    assert found == [["neu"], ["alt"], []]
    keyed = lambda: [Tag.objects.filter(pk=Blank(0, Tag._meta.pk))]  # noqa: E731
    with pytest.raises(ValidationError):
        next(answers("keyed", keyed, filling=["no number"]))


def prepared():
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        return [words for (words,) in cursor if "core_tag" in words]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite plans in no time")
def test_postgresql_plans_a_question_that_is_asked_often_once_for_its_values(db):
    before = len(prepared())
    Tag.objects.create(name="100 %")
    for _again in range(6):
        assert [tag.name for tag in answer(tags_beginning, "100 %")] == ["100 %"]
    assert len(prepared()) == before + 1
    Tag.objects.create(name="100 % sicher")
    assert [tag.name for tag in answer(tags_beginning, "100 %")] == ["100 %", "100 % sicher"]


def test_what_is_fetched_beforehand_is_a_question_of_its_own(db, anna):
    row = make.opportunity(responsible=anna)
    row.revise({"tags": ["Messe"]}, by=anna)
    for _again in range(6):
        [found] = answer(with_tags)
        assert (found.pk, [tag.name for tag in found.tags.all()]) == (row.pk, ["Messe"])


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite plans in no time")
def test_nothing_is_prepared_where_the_settings_forbid_it(db, monkeypatch):
    monkeypatch.delitem(connection.settings_dict["OPTIONS"], "prepare_threshold")
    before = len(prepared())
    for _again in range(6):
        answer(tags_beginning, "b")
    assert len(prepared()) == before


def test_after_the_tables_changed_everything_is_put_together_anew(db):
    answer(tags_beginning, "a")
    emit_post_migrate_signal(0, False, "default")
    answer(tags_beginning, "a")
    assert asked == ["a", "a"]


def test_who_comes_into_a_team_or_leaves_it_sees_at_once_what_it_may_see(as_, anna, otto):
    team = make.team("Nord")
    make.opportunity(responsible=anna, title="Geheim", viewers=[team])
    browser = as_(otto)
    for query in ("", "kind=all", "q=Geheim"):
        assert titles(browser, query) == set()
    otto.groups.add(team)
    for query in ("", "kind=all", "q=Geheim"):
        assert titles(browser, query) == {"Geheim"}
    otto.groups.remove(team)
    for query in ("", "kind=all", "q=Geheim"):
        assert titles(browser, query) == set()


def test_what_was_granted_or_taken_shows_at_once_though_the_question_is_kept(as_, anna, otto):
    hidden = make.opportunity(responsible=anna, title="Geheim", restricted=True)
    browser = as_(otto)
    assert titles(browser) == set()
    hidden.restricted = False
    hidden.save(update_fields=["restricted"])
    assert titles(browser) == {"Geheim"}
    hidden.restricted = True
    hidden.save(update_fields=["restricted"])
    assert titles(browser) == set()
