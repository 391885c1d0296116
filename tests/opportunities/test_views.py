"""Saved views of the list: they keep what was asked, never what was found, and are their owner's to change."""

import pytest
from django.urls import reverse

from core.models import Tag
from history.models import Event
from opportunities.models import Opportunity, SavedView, choose, save_view
from opportunities.ordering import COLUMNS
from tests import make

INDEX = reverse("opportunities:index")
NEW = reverse("opportunities:save_view")


def titles(answer):
    return {row.title for row in answer.context["page"].rows}


def url(name, view):
    return reverse(f"opportunities:{name}", args=[view.public_id])


@pytest.fixture
def team(anna, ben):
    return make.team("Nord", members=[anna, ben])


def test_the_list_as_it_stands_is_kept_under_a_name_and_opened_again(as_, anna, opportunity):
    make.opportunity(responsible=anna, title="won", stage=make.stage("Won"))
    browser = as_(anna)
    assert "Won" in browser.get(f"{NEW}?kind=won").content.decode()
    answer = browser.post(f"{NEW}?kind=won&sort=-budget&size=50&cursor=abc&due_from=nonsense", {"name": " Gewonnene "})
    view = SavedView.objects.get()
    assert (view.name, view.query, view.sort, view.size, view.owner) == ("Gewonnene", "kind=won", "-budget", 50, anna)
    assert answer.url == view.get_absolute_url() == f"{INDEX}?kind=won&sort=-budget&size=50&view={view.public_id}"
    page = browser.get(answer.url)
    assert titles(page) == {"won"}
    assert page.context["listing"].current_tab == view.public_id
    assert not page.context["listing"].differs
    changed = browser.get(f"{INDEX}?kind=all&view={view.public_id}")
    assert "Save to “Gewonnene”" in changed.content.decode()
    browser.post(f"{url('keep_view', view)}?kind=all&view={view.public_id}")
    view.refresh_from_db()
    assert (view.query, view.sort, view.size, view.version) == ("kind=all", "", 25, 2)


@pytest.mark.parametrize("name", ["", "  ", "x" * 61, "Meine"])
def test_a_name_is_asked_for_and_stands_once(as_, anna, name):
    save_view({"name": "Meine"}, by=anna)
    answer = as_(anna).post(NEW, {"name": name})
    assert answer.status_code == 422
    assert SavedView.objects.count() == 1


def test_a_position_that_is_none_is_refused_in_the_administration_too(as_, anna, dora):
    view = save_view({"name": "Meine"}, by=anna)
    page = reverse("admin:opportunities_savedview_change", args=[view.pk])
    for typed in ("9" * 25, "99999"):
        refused = as_(dora).post(page, {"name": "Meine", "position": typed, "opened_version": view.version})
        assert "Enter a position from 0 to 999." in refused.context["adminform"].form.errors["position"], typed


def test_the_list_opens_with_a_view_and_all_open_ones_stay_reachable(as_, anna, otto, opportunity):
    view = save_view({"name": "Gewonnene", "query": "kind=won", "for_everybody": True}, by=anna)
    browser = as_(otto)
    browser.post(reverse("opportunities:opening_view"), {"view": view.public_id})
    assert browser.get(INDEX).url == view.get_absolute_url()
    page = browser.get(view.get_absolute_url()).content.decode()
    assert f'href="{INDEX}?kind=open"' in page
    assert titles(browser.get(f"{INDEX}?kind=open")) == {opportunity.title}
    view.revise({"for_everybody": False}, by=anna)
    assert titles(browser.get(INDEX)) == {opportunity.title}  # it is not shared any more: as if never chosen
    view.remove(by=anna)
    assert SavedView.objects.get(owner=otto, name="").opens_with is None


def test_a_view_is_seen_by_whom_it_is_shared_with_and_shows_each_what_they_may_see(
    as_, anna, ben, otto, dora, team, restricted
):
    view = save_view({"name": "Alle", "query": "kind=all"}, by=anna)
    for person in (ben, otto):
        assert as_(person).get(url("edit_view", view)).status_code == 404
        assert "“Alle”" not in as_(person).get(INDEX).content.decode()
    view.revise({"teams": [team]}, by=anna)
    ben, anna = (type(one).objects.get(pk=one.pk) for one in (ben, anna))
    assert titles(as_(ben).get(view.get_absolute_url())) == {"Vertraulich"}
    missing = as_(otto).get(view.get_absolute_url())
    assert "not shared with you any more" in missing.content.decode()
    assert "Alle<" not in missing.content.decode()
    view.revise({"for_everybody": True}, by=anna)
    assert titles(as_(otto).get(view.get_absolute_url())) == set()
    for name in ("edit_view", "keep_view", "delete_view"):
        assert as_(otto).post(url(name, view), {"name": "Meine jetzt"}).status_code == 403
    assert as_(dora).post(url("edit_view", view), {"name": "Alle!", "for_everybody": "on"}).status_code == 302
    view.refresh_from_db()
    assert view.name == "Alle!"


def test_what_others_see_of_a_view_is_recorded_and_what_one_keeps_for_oneself_is_not(anna, dora):
    view = save_view({"name": "Meine"}, by=anna)
    view.revise({"name": "Meine!"}, by=anna)
    assert not Event.objects.filter(verb__startswith="opportunities.view").exists()
    view.revise({"for_everybody": True}, by=anna)
    view.revise({"for_everybody": True}, by=anna)
    view.revise({"name": "Unsere"}, by=anna)
    view.remove(by=dora)
    told = list(
        Event.objects.filter(verb__startswith="opportunities.view").order_by("pk").values_list("verb", flat=True)
    )
    assert [verb.partition("view_")[2] for verb in told] == ["shared", "changed", "deleted"]


def test_whoever_only_reads_keeps_views_but_shares_none(as_, rita):
    browser = as_(rita)
    browser.post(NEW, {"name": "Meine", "for_everybody": "on"})
    view = SavedView.objects.get()
    assert (view.owner, view.for_everybody) == (rita, False)
    assert "Share with" not in browser.get(url("edit_view", view)).content.decode()
    with pytest.raises(Exception, match="does not include sharing"):
        view.revise({"for_everybody": True}, by=rita)
    browser.post(url("delete_view", view))
    assert not SavedView.objects.exists()


def test_a_view_whose_stage_tag_or_person_is_gone_opens_and_says_what_is_missing(as_, anna, otto, restricted):
    restricted.revise({"tags": ["geheim"]}, by=anna)
    open_one = make.opportunity(responsible=anna, title="Offen")
    query = (
        f"who=me&who=gone00000000&stage=999999&stage={open_one.stage_id}&tag={restricted.tags.get().pk}&contact=gone"
    )
    view = save_view({"name": "Alt", "query": query, "for_everybody": True, "columns": ["gone", "budget"]}, by=anna)
    page = as_(otto).get(view.get_absolute_url())
    assert page.status_code == 200
    told = [part.text for part in page.context["filter"].parts_set if part.trouble]
    assert told == ["Owner", "Stage", "Contact or participant", "Tags"]
    assert [column.key for column in page.context["columns"]] == ["title", "budget"]
    assert "geheim" not in page.content.decode()


def test_two_people_who_change_one_view_are_told(as_, anna, dora):
    view = save_view({"name": "Meine", "for_everybody": True}, by=anna)
    view.revise({"name": "Unsere"}, by=dora)
    answer = as_(anna).post(url("edit_view", view), {"name": "Andere", "version": 1})
    assert answer.status_code == 409
    told = [(row["label"], row["theirs"], row["mine"]) for row in answer.context["conflict"]]
    assert told == [("Name", "Unsere", "Andere"), ("Share with everybody", "yes", "no")]
    assert '<td data-label="As it stands now">Unsere</td>' in answer.content.decode()
    late = as_(anna).post(f"{url('keep_view', view)}?kind=won", {"version": "1"}, follow=True)
    assert "Somebody else has changed this view in the meantime." in late.content.decode()
    kept = SavedView.objects.get()
    assert (kept.name, kept.query) == ("Unsere", "")
    again = {"name": "Andere", "version": answer.context["form"]["version"].value()}
    assert as_(anna).post(url("edit_view", view), again).status_code == 302
    assert SavedView.objects.get().name == "Andere"


def test_everybody_chooses_columns_and_their_order_and_a_view_may_have_its_own(as_, anna, ben, opportunity):
    opportunity.revise({"tags": ["Messe"]}, by=anna)
    columns, browser = reverse("opportunities:columns"), as_(anna)
    typed = {"show": ["stage", "tags", "gone"], "place-title": "3", "place-stage": "9", "place-tags": "1"}
    browser.post(columns, typed)
    page = browser.get(INDEX)
    assert [column.key for column in page.context["columns"]] == ["tags", "title", "stage"]
    assert "Messe" in page.content.decode()
    assert [column.key for column in as_(ben).get(INDEX).context["columns"]][:2] == ["title", "contact"]
    view = save_view({"name": "Kurz"}, by=anna)
    browser.post(f"{columns}?view={view.public_id}", {"show": ["budget"], "whose": "view"})
    view.refresh_from_db()
    assert view.columns == ["title", "budget"]
    browser.post(columns, {"everyday": "1"})
    assert len(browser.get(INDEX).context["columns"]) == 8
    assert [column.key for column in browser.get(view.get_absolute_url()).context["columns"]] == ["title", "budget"]


def test_every_column_is_drawn_within_the_ceiling_of_queries(as_, anna, django_assert_max_num_queries):
    everything = [column.key for column in COLUMNS]
    choose(anna, columns=everything)
    for number in range(3):
        make.opportunity(responsible=anna, title=f"T{number}", tags=["a", "b"], external_id=f"X{number}")
    browser = as_(anna)
    browser.get(INDEX)
    with django_assert_max_num_queries(12):
        page = browser.get(INDEX).content.decode()
    assert page.count("<td") >= 3 * len(everything)
    assert '<span class="tag">a</span> <span class="tag">b</span>' in page
    tag = Tag.objects.get(name="a").pk
    filtered = f"{INDEX}?kind=open&tag={tag}&who=me&stage={make.stage().pk}"
    browser.get(filtered)  # where one is in the list is kept in the session
    with django_assert_max_num_queries(12):
        found = browser.get(filtered)
    assert len(found.context["page"].rows) == 3
    assert Opportunity.objects.count() == 3


def test_an_export_offers_the_columns_that_the_list_shows_by_choice(as_, anna, opportunity):
    page = as_(anna).get("/export/opportunities/")
    assert len(page.context["form"]["columns"].value()) > 15
    choose(anna, columns=["title", "tags", "closed", "weighted"])
    page = as_(anna).get("/export/opportunities/?kind=all")
    assert page.context["form"]["columns"].value() == ["title", "tags", "closed_on", "base_weighted"]
