"""Lists and stages by the administrator, in the product: added, renamed, ordered, deleted, and what is refused."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from history.models import Event, EventCategory
from jobs.worker import Worker
from opportunities.models import BulkChange, LostReason, Opportunity, Pipeline, Stage
from opportunities.models import bulk as bulk_models
from tasks.models import TaskCategory
from tests import make

pytestmark = pytest.mark.django_db


def page(name, key, *args, of=None):
    address = reverse(f"lists:{name}", args=[key, *args])
    return f"{address}?of={of.pk}" if of else address


def stage_typed(**fields):
    """What a browser posts of the form of a stage."""
    return {"name_de": "Muster", "name_en": "Sample", "kind": "open", "probability": "30", "colour": "teal"} | fields


def said(answer):
    return answer.content.decode()


def log():
    return [event.sentence for event in Event.objects.filter(verb__startswith="history.entr").order_by("pk")]


def names(rows):
    return [row.name_en for row in rows]


def order(browser, key, rows, seen=None, of=None, **more):
    posted = {"row": [row.pk for row in rows], "seen": ",".join(str(row.pk) for row in seen or rows)} | more
    return browser.post(page("order", key, of=of), posted)


@pytest.mark.parametrize(
    ("key", "model"),
    [("lost-reasons", LostReason), ("task-categories", TaskCategory), ("event-types", EventCategory)],
)
def test_a_list_is_kept_from_the_first_entry_to_the_last(key, model, dora, as_):
    browser, icon = as_(dora), {"icon": "gift"} if key != "lost-reasons" else {}
    assert browser.post(page("add", key), {"name_de": " Mein  Eintrag ", "active": "on"} | icon).status_code == 302
    row = model.objects.last()
    assert (row.name_de, row.name, row.position) == ("Mein Eintrag", "Mein Eintrag", model.objects.count())
    typed = {"name_de": "Mein Eintrag", "name_en": "Mine", "version": "1"} | icon
    assert browser.post(page("edit", key, row.pk), typed).status_code == 302
    row.refresh_from_db()
    assert (row.name_en, row.active, row.version) == ("Mine", False, 2)
    rows = list(model.objects.all())
    assert order(browser, key, rows, up=row.pk).status_code == 302
    assert list(model.objects.all()) == [*rows[:-2], row, rows[-2]]
    assert browser.post(page("delete", key, row.pk), {"version": "2"}).status_code == 302
    assert not model.objects.filter(pk=row.pk).exists()
    told = log()
    assert told[0].startswith("added “Mein Eintrag” to the list")
    assert "Name in English: nothing → Mine; Active: yes → no" in told[1]
    assert (len(told), told[3].startswith("deleted “Mine”")) == (4, True)
    assert all(sentence in said(browser.get(page("list", key))).replace("&quot;", '"') for sentence in told[:1])


def test_an_entry_in_use_is_deleted_by_giving_its_place_to_another(anna, dora, as_):
    task = make.task(by=anna)
    old, new = task.category, TaskCategory.objects.exclude(pk=task.category_id).first()
    lost = make.opportunity(responsible=anna, stage=make.stage("Lost"), lost_reason=LostReason.objects.first())
    browser = as_(dora)
    assert "1 task" in said(browser.get(page("delete", "task-categories", old.pk)))
    for to in ("", old.pk, 10**9, "x"):
        assert browser.post(page("delete", "task-categories", old.pk), {"to": to}).status_code == 422
    assert browser.post(page("delete", "task-categories", old.pk), {"to": new.pk}).status_code == 302
    reason, other = LostReason.objects.all()[:2]
    assert browser.post(page("delete", "lost-reasons", reason.pk), {"to": other.pk}).status_code == 302
    task.refresh_from_db()
    lost.refresh_from_db()
    assert (task.category, lost.lost_reason) == (new, other)
    assert f"“{new.name_en}” took its place 1 times" in log()[0]


def test_names_are_told_apart_in_both_languages_and_one_is_enough(dora, as_):
    browser = as_(dora)
    for typed in ({}, {"name_de": " \0 "}, {"name_de": "PREIS"}, {"name_en": "preis"}, {"name_de": "x" * 101}):
        answer = browser.post(page("add", "lost-reasons"), typed | {"active": "on"})
        assert answer.status_code == 422, typed
    assert "There is “Preis” already." in said(browser.post(page("add", "lost-reasons"), {"name_de": "Preis"}))
    price = LostReason.objects.get(name_en="Price")
    same = {"name_de": "Preis", "name_en": "Price", "active": "on"}
    assert browser.post(page("edit", "lost-reasons", price.pk), same).status_code == 302
    assert not log()


def test_the_only_entry_that_is_offered_stays(dora, as_):
    browser = as_(dora)
    note, *others = EventCategory.objects.all()
    EventCategory.objects.filter(pk__in=[each.pk for each in others]).update(active=False)
    typed = {"name_de": note.name_de, "name_en": note.name_en, "icon": note.icon}
    assert browser.post(page("edit", "event-types", note.pk), typed).status_code == 422
    assert browser.post(page("delete", "event-types", note.pk), {}).status_code == 422
    assert EventCategory.objects.get(pk=note.pk).active


def test_an_order_is_refused_that_is_forged_or_was_seen_before_somebody_else_changed_it(dora, as_):
    browser, rows = as_(dora), list(LostReason.objects.all())
    for forged in (rows[1:], [*rows, rows[0]], []):
        assert order(browser, "lost-reasons", forged).status_code == 409
    posted = {"row": ["1; DROP", "9" * 40, "²"], "seen": "\0,"}
    assert browser.post(page("order", "lost-reasons"), posted).status_code == 409
    assert order(browser, "lost-reasons", rows[::-1], seen=rows).status_code == 302
    late = order(browser, "lost-reasons", [rows[1], rows[0], *rows[2:]], seen=rows)
    assert late.status_code == 409
    assert "Somebody else has changed the order meanwhile" in said(late)
    assert list(LostReason.objects.all()) == rows[::-1]
    assert len(log()) == 1


def test_of_two_administrators_the_second_is_told(dora, as_):
    browser, price = as_(dora), LostReason.objects.get(name_en="Price")
    first = {"name_de": "Zu teuer", "name_en": "Price", "active": "on", "version": "1"}
    assert browser.post(page("edit", "lost-reasons", price.pk), first).status_code == 302
    second = browser.post(page("edit", "lost-reasons", price.pk), first | {"name_de": "Kosten"})
    assert second.status_code == 409
    assert "Zu teuer" in said(second)
    assert 'name="version" value="2"' in said(second)
    price.refresh_from_db()
    assert price.name_de == "Zu teuer"


def test_a_stage_is_added_before_the_closed_ones_and_changed(dora, as_):
    browser, default = as_(dora), Pipeline.objects.get(is_default=True)
    assert browser.post(page("add", "stages", of=default), stage_typed(required_fields=["amount"])).status_code == 302
    stage = Stage.objects.get(name_en="Sample")
    assert names(Stage.objects.of_default_pipeline())[-3:] == ["Sample", "Won", "Lost"]
    typed = stage_typed(probability="35", usual_days="14", required_fields=["contact", "amount"], version="1")
    assert browser.post(page("edit", "stages", stage.pk), typed).status_code == 302
    assert "Probability: 30" in log()[1]
    assert "Budget → Contact, Budget" in log()[1]
    listed = said(browser.get(page("list", "stages", of=default)))
    assert ("Contact, Budget" in listed, "stage-teal" in listed) == (True, True)


@pytest.mark.parametrize(
    "typed",
    [
        {"kind": "won"},
        {"probability": "101"},
        {"probability": "-1"},
        {"colour": "red; background: url(x)"},
        {"usual_days": "0"},
        {"required_fields": ["password"]},
        {"kind": "maybe"},
    ],
)
def test_what_is_no_stage_is_refused_at_its_field(typed, dora, as_):
    default = Pipeline.objects.get(is_default=True)
    assert as_(dora).post(page("add", "stages", of=default), stage_typed(**typed)).status_code == 422
    assert not Stage.objects.filter(name_en="Sample").exists()


def test_the_kind_of_a_stage_in_use_and_the_last_one_to_start_in_stay(opportunity, dora, as_):
    browser, used = as_(dora), make.stage()
    won = stage_typed(name_de=used.name_de, name_en=used.name_en, kind="won", probability="100")
    assert "Opportunities stand in this stage" in said(browser.post(page("edit", "stages", used.pk), won))
    Stage.objects.filter(kind="open").exclude(pk=used.pk).delete()
    Opportunity.objects.all().delete()
    assert browser.post(page("edit", "stages", used.pk), won).status_code == 422
    deleted = browser.post(page("delete", "stages", used.pk), {})
    assert (deleted.status_code, "New opportunities start in this stage" in said(deleted)) == (422, True)
    assert Stage.objects.get(kind="open") == used


@pytest.mark.parametrize("at_once", [bulk_models.AT_ONCE, 0], ids=["in the request", "by a job"])
def test_a_stage_is_deleted_by_moving_what_stands_in_it(at_once, anna, ben, dora, as_, monkeypatch):
    """Past what it requires, by the plan: each opportunity tells that it was moved."""
    monkeypatch.setattr("opportunities.bulk.steps.AT_ONCE", at_once)
    stage, other = make.stage("Qualified"), make.stage("Proposal")
    Stage.objects.filter(pk=stage.pk).update(required_fields=["contact"])
    rows = [
        make.opportunity(responsible=anna, stage=stage),
        make.opportunity(responsible=anna, stage=stage, viewers=[ben], own_probability=40),
    ]
    browser = as_(dora)
    answer = browser.post(page("delete", "stages", stage.pk), {"to": other.pk})
    Worker().drain()
    preview = said(browser.get(answer.url))
    assert "Delete the stage “Qualified”, and move its opportunities to “Proposal”" in preview
    assert "Move them and delete the stage" in preview
    change = BulkChange.objects.get()
    assert Opportunity.objects.filter(stage=stage).count() == 2
    browser.post(reverse("opportunities:apply_bulk", args=[change.public_id]), {"probability": "keep"})
    Worker().drain()
    assert not Stage.objects.filter(pk=stage.pk).exists()
    assert [Opportunity.objects.get(pk=row.pk).stage for row in rows] == [other, other]
    assert Opportunity.objects.get(pk=rows[1].pk).own_probability == 40
    assert Event.objects.filter(verb="opportunities.moved", page_id__in=[row.pk for row in rows]).count() == 2
    assert "“Proposal” took its place 2 times" in log()[-1]
    change.refresh_from_db()
    assert not change.can_be_undone


def test_a_closed_stage_that_is_deleted_leaves_the_closing_days_alone_even_in_another_pipeline(anna, dora, as_):
    browser = as_(dora)
    browser.post(page("add", "pipelines"), {"name_en": "Renewals"})
    renewals = Pipeline.objects.get(name_en="Renewals")
    assert renewals.stages.count() == 9
    old, new = renewals.stages.get(kind="won"), make.stage("Won")
    row = make.opportunity(responsible=anna, stage=old, closed_on=date(2026, 3, 2), amount=Decimal(5))
    row.refresh_from_db()
    stays = browser.post(page("delete", "pipelines", renewals.pk), {})
    assert (stays.status_code, "It still holds 1 opportunity" in said(stays)) == (422, True)
    assert browser.post(page("delete", "stages", old.pk), {"to": make.stage("Lost").pk}).status_code == 422
    browser.post(page("delete", "stages", old.pk), {"to": new.pk})
    browser.post(reverse("opportunities:apply_bulk", args=[BulkChange.objects.get().public_id]))
    moved = Opportunity.objects.get()
    assert (moved.stage, moved.closed_on) == (new, row.closed_on)
    assert browser.post(page("delete", "pipelines", renewals.pk), {}).status_code == 302
    assert Pipeline.objects.count() == 1


def test_forms_offer_the_currencies_that_are_ticked_and_the_one_that_a_row_has(anna, dora, as_):
    make.opportunity(responsible=anna, currency="SEK", amount=Decimal(5))
    address, browser = reverse("opportunities:currencies"), as_(dora)
    form = browser.get(address).context["form"]
    seen = form.initial["seen"]
    assert {line["code"]: line["count"] for line in form.lines if line["count"]} == {"SEK": 1}
    assert browser.post(address, {"offered": ["CHF"], "more": ["ISK"], "seen": seen}).status_code == 302
    late = browser.post(address, {"offered": ["USD"], "seen": seen})
    assert (late.status_code, "Somebody else has changed" in said(late)) == (422, True)
    for forged in ("XXX", "\0", "EU"):
        assert browser.post(address, {"offered": [forged], "seen": "EUR"}).status_code == 422
    assert as_(anna).get(address).status_code == 403

    def offered(page):
        return [code for code, _name in as_(anna).get(page).context["form"].fields["currency"].choices]

    assert offered(reverse("opportunities:create")) == ["EUR", "CHF", "ISK"]
    row = Opportunity.objects.get()
    assert "SEK" in offered(reverse("opportunities:edit", args=[row.public_id]))
    assert Event.objects.get(verb="opportunities.currencies_offered").sentence.endswith("CHF, EUR, ISK")


def test_the_page_of_a_list_asks_little_however_long_it_is(dora, as_, django_assert_max_num_queries):
    default = Pipeline.objects.get(is_default=True)
    browser = as_(dora)
    for number in range(3):
        browser.post(page("add", "pipelines"), {"name_en": f"Pipeline {number}"})
    for address in (page("list", "pipelines"), page("list", "stages", of=default), page("list", "task-categories")):
        browser.get(address)  # what the process remembers from then on is asked once
        with django_assert_max_num_queries(9):
            browser.get(address)


def test_lists_are_for_administrators_and_what_is_none_is_not_there(anna, dora, as_):
    price = LostReason.objects.get(name_en="Price")
    for address in (reverse("lists:index"), page("list", "lost-reasons"), page("edit", "lost-reasons", price.pk)):
        assert as_(anna).get(address).status_code == 403
    assert as_(anna).post(page("delete", "lost-reasons", price.pk)).status_code == 403
    browser = as_(dora)
    assert "Pipelines and stages" in said(browser.get(reverse("lists:index")))
    for query in ("", "?of=", "?of=0", "?of=99999999999999999999", "?of=%00"):
        assert browser.get(page("list", "stages") + query).status_code == 404
    for address in (page("list", "people"), page("edit", "stages", 2**70), page("delete", "lost-reasons", 10**9)):
        assert browser.get(address).status_code == 404


def test_the_administration_goes_by_the_same_rules_and_log(opportunity, dora, as_):
    browser = as_(dora)
    new = reverse("admin:opportunities_lostreason_add")
    assert "There is “Price” already." in said(browser.post(new, {"name_en": "price", "position": "3", "active": "on"}))
    assert browser.post(new, {"name_en": "Weather", "position": "99", "active": "on"}).status_code == 302
    assert log() == ["added “Weather” to the list “Lost reasons”"]
    stage = make.stage()
    refused = browser.post(reverse("admin:opportunities_stage_delete", args=[stage.pk]), {"post": "yes"})
    assert refused.status_code in (200, 403)
    assert Stage.objects.filter(pk=stage.pk).exists()
