"""Changing many opportunities at once: what is chosen, what the preview says, what is written, and undoing it."""

import re
from datetime import date, timedelta
from decimal import Decimal
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.sharing import VIEW, Grant, grants_of
from history.models import Event
from jobs.models import Job
from jobs.slices import LeaseLost, Slice
from jobs.worker import Worker
from notifications.models import Notification
from opportunities.bulk import steps, work
from opportunities.bulk.steps import begin
from opportunities.models import BulkChange, LostReason, Opportunity, Pipeline, Stage
from opportunities.models import bulk as models
from tests import make

BULK = reverse("opportunities:bulk")
RECENT = reverse("opportunities:recent_changes")


def ask(browser, action, rows=(), posted=None, **query):
    """Post what is wished of rows of the list, or of `all=1` of a filter; return the answer."""
    chosen = [("action", action), *(("row", row.public_id) for row in rows), *query.items()]
    return browser.post(f"{BULK}?{urlencode(chosen)}", posted or {})


def preview(browser, action, rows=(), posted=None, **query):
    """The change whose preview such a post leads to."""
    answer = ask(browser, action, rows, posted, **query)
    assert answer.status_code == 302, answer.content.decode()
    return change_at(answer.url)


def change_at(address):
    return BulkChange.objects.get(public_id=address.rstrip("/").split("/")[-1])


def apply(browser, change, **posted):
    return browser.post(reverse("opportunities:apply_bulk", args=[change.public_id]), posted)


def undo(browser, change):
    return browser.post(reverse("opportunities:undo_bulk", args=[change.public_id]))


def text(browser, change):
    """What the page of a change says, without its tags."""
    page = browser.get(change.get_absolute_url()).content.decode()
    return " ".join(re.sub("<[^>]+>", " ", page[page.index("<main") :]).split())


def fresh(row):
    return Opportunity.objects.get(pk=row.pk)


def state(*rows):
    """All that opportunities hold, and what stands beside them; but for the version, which only grows."""
    held = Opportunity.objects.filter(pk__in=[row.pk for row in rows]).order_by("pk")
    return [
        (
            {name: value for name, value in fields.items() if name != "version"},
            sorted(tag.name for tag in row.tags.all()),
            sorted((*grant.key, grant.level) for grant in grants_of(row)),
        )
        for row, fields in zip(held, held.values(), strict=True)
    ]


@pytest.fixture
def deals(anna):
    """Three opportunities of anna's, one with an own probability, one with tags."""
    return [
        make.opportunity(responsible=anna, title="Alpha", amount=Decimal(1000), expected_close_on=date(2026, 3, 1)),
        make.opportunity(responsible=anna, title="Beta", own_probability=42, expected_close_on=date(2026, 4, 1)),
        make.opportunity(responsible=anna, title="Gamma", tags=["wichtig"]),
    ]


@pytest.fixture
def all_by_jobs(monkeypatch):
    """Let every step be a worker's, in batches of two."""
    monkeypatch.setattr(steps, "AT_ONCE", 0)
    monkeypatch.setattr(work, "BATCH", 2)
    return Worker()


# Choosing, looking, changing


def test_ticked_rows_are_moved_after_a_preview_that_says_what_comes_of_it(deals, restricted, anna, ben, as_):
    """Permission, own probabilities and what is so already are told; then exactly that happens, and is recorded."""
    browser, proposal = as_(ben), make.stage("Proposal")
    deals[2].revise({"stage": proposal}, by=anna)
    change = preview(browser, "stage", [*deals, restricted], {"stage": proposal.pk})
    assert fresh(deals[0]).stage != proposal
    shown = text(browser, change)
    for sentence in (
        "2 change",
        "1 is so already",
        "1 skipped: You may see it, but not change it. Which ones Vertraulich",
        "1 own probability would be overwritten",
    ):
        assert sentence in shown
    apply(browser, change, probability="keep")
    assert [fresh(row).stage for row in deals] == [proposal] * 3
    assert fresh(deals[1]).own_probability == 42
    assert fresh(restricted).stage != proposal
    moved = Event.objects.filter(verb="opportunities.moved", page_id=deals[0].pk).get()
    assert (moved.actor, moved.particulars["bulk"]) == (ben, change.public_id)
    assert "2 changed" in text(browser, change)


def test_all_of_the_filter_means_the_rows_of_every_page_as_they_were_previewed(anna, as_):
    browser = as_(anna)
    for number in range(30):
        make.opportunity(responsible=anna, title=f"Messe {number}")
    other = make.opportunity(responsible=anna, title="Anders")
    listed = browser.get(f"{reverse('opportunities:index')}?q=Messe").content.decode()
    assert "All 30 of this filter" in listed
    change = preview(browser, "due", posted={"how": "set", "day": "2026-12-24"}, q="Messe", all=1)
    late = make.opportunity(responsible=anna, title="Messe, nach der Vorschau")
    apply(browser, change)
    christmas = Opportunity.objects.filter(expected_close_on=date(2026, 12, 24))
    assert christmas.count() == 30
    assert not christmas.filter(pk__in=[other.pk, late.pk]).exists()


def test_what_somebody_changed_since_the_preview_is_skipped_and_told(deals, anna, carla, as_):
    browser = as_(anna)
    change = preview(browser, "due", deals, {"how": "shift", "days": "7"})
    assert "1 skipped: It has no expected close date that could be shifted." in text(browser, change)
    deals[0].revise({"title": "Umbenannt"}, by=carla)
    apply(browser, change)
    assert fresh(deals[0]).expected_close_on == date(2026, 3, 1)
    assert fresh(deals[1]).expected_close_on == date(2026, 4, 8)
    assert "Changed by somebody since. Which ones Umbenannt (changed by Carla Test)" in text(browser, change)


def test_losing_asks_for_day_and_reason_once_for_all(deals, anna, as_):
    browser, lost, reason = as_(anna), make.stage("Lost"), LostReason.objects.first()
    asked = ask(browser, "stage", deals, {"stage": lost.pk})
    assert list(asked.context["form"].fields) == ["form_key", "stage", "closed_on", "lost_reason"]
    day = timezone.localdate() - timedelta(days=3)
    future = ask(browser, "stage", deals, {"stage": lost.pk, "closed_on": str(day + timedelta(days=9))})
    assert future.status_code == 422
    change = preview(
        browser, "stage", deals, {"stage": lost.pk, "closed_on": day.isoformat(), "lost_reason": reason.pk}
    )
    apply(browser, change)
    assert {(row.closed_on, row.lost_reason, row.probability) for row in map(fresh, deals)} == {(day, reason, 0)}


def test_new_owner_and_new_access_are_told_once_and_not_row_by_row(deals, anna, ben, carla, as_):
    browser = as_(anna)
    handed = preview(browser, "responsible", deals, {"person": ben.public_id})
    apply(browser, handed)
    assert {row.responsible for row in map(fresh, deals)} == {ben}
    told = Notification.objects.visible_to(ben).get()
    assert told.sentence == "Anna Test made you responsible for 3 opportunities."
    assert told.target.startswith(reverse("opportunities:index"))
    grants = {"grants-TOTAL_FORMS": "1", "grants-INITIAL_FORMS": "0", "grants-0-grantee": f"user:{carla.public_id}"}
    apply(browser, preview(browser, "access", deals, {"how": "add", "grants-0-level": "view"} | grants))
    assert [grants_of(fresh(row)) for row in deals] == [[Grant(carla, VIEW)]] * 3
    assert Notification.objects.visible_to(carla).get().sentence == "Anna Test gave you access to 3 opportunities."


def test_who_would_lose_sight_of_open_tasks_is_said_in_the_preview_and_nothing_is_written(deals, anna, ben, otto, as_):
    alpha, beta, gamma = deals
    for row in (alpha, beta):
        make.task(by=anna, assignee=otto, opportunity=row)
    make.task(by=anna, assignee=ben, opportunity=gamma)
    before, events, browser = state(*deals), Event.objects.count(), as_(anna)
    grants = {"grants-TOTAL_FORMS": "1", "grants-INITIAL_FORMS": "0", "grants-0-grantee": f"user:{ben.public_id}"}
    change = preview(browser, "access", deals, {"how": "only", "grants-0-level": VIEW} | grants)
    said = "Otto Test would no longer see 2 open tasks of theirs."
    assert said in text(browser, change)
    assert "Ben Test would" not in text(browser, change)
    assert (state(*deals), Event.objects.count()) == (before, events)
    apply(browser, change)
    assert said not in text(browser, change)
    assert fresh(alpha).restricted
    make.task(by=anna, opportunity=alpha)
    Opportunity.objects.filter(pk=alpha.pk).update(created_by=ben)
    given = preview(browser, "responsible", [alpha], {"person": ben.public_id})
    assert "Anna Test would no longer see 1 open task of theirs." in text(browser, given)


def test_deleting_asks_twice_names_what_goes_and_leaves_what_one_may_not_delete(deals, anna, ben, as_):
    browser = as_(ben)
    own = make.opportunity(responsible=ben, title="Bens eigene")
    make.task(by=ben, opportunity=own)
    change = preview(browser, "delete", [*deals, own])
    shown = text(browser, change)
    assert "1 would be deleted" in shown
    assert "1 task" in shown
    assert "3 skipped: Only the responsible person, the creator and administrators may delete it." in shown
    second = apply(browser, change)
    assert Opportunity.objects.filter(pk=own.pk).exists()
    assert "Bens eigene" in browser.get(second.url).content.decode()
    assert browser.post(second.url).status_code == 422
    browser.post(second.url, {"sure": "on"})
    assert list(Opportunity.objects.order_by("pk")) == deals
    assert undo(browser, change).url == change.get_absolute_url()
    assert BulkChange.objects.get().state == "done"


def test_an_export_of_ticked_rows_holds_these_and_no_others(deals, anna, as_):
    browser = as_(anna)
    chosen = urlencode([("action", "export"), ("row", deals[0].public_id), ("row", deals[2].public_id)])
    page = browser.get(browser.get(f"{BULK}?{chosen}").url)
    assert page.context["count"] == 2


# Bad input


def test_forged_ids_say_that_nothing_was_found_and_hidden_ones_the_same(restricted, otto, as_):
    browser = as_(otto)
    own = make.opportunity(responsible=otto, title="Ottos")
    form = {"how": "clear"}
    for ids in (["x" * 12], [restricted.public_id], ["'; --", "\0" * 12]):
        answer = browser.post(f"{BULK}?{urlencode([('action', 'due'), *(('row', one) for one in ids)])}", form)
        assert (answer.status_code, answer.url) == (302, reverse("opportunities:index"))
    change = preview(browser, "due", [own, restricted], {"how": "set", "day": "2026-12-24"})
    assert "1 not found" in text(browser, change)
    assert "Vertraulich" not in text(browser, change)
    apply(browser, change)
    assert fresh(restricted).expected_close_on is None
    assert browser.get(f"{BULK}?action=explode&row={own.public_id}").status_code == 302


def test_a_stage_of_another_pipeline_and_of_none_are_refused_in_words(deals, anna, as_):
    browser = as_(anna)
    partners = Pipeline.objects.create(name_de="Partner", name_en="Partners")
    elsewhere = Stage.objects.create(pipeline=partners, name_de="Anfrage", name_en="Inquiry", probability=10)
    change = preview(browser, "stage", deals, {"stage": elsewhere.pk})
    assert "3 skipped: This stage belongs to another pipeline." in text(browser, change)
    assert "Nothing would change." in text(browser, change)
    assert ask(browser, "stage", deals, {"stage": "99999999999999999999"}).status_code == 422
    gone = preview(browser, "stage", deals, {"stage": make.stage("Proposal").pk})
    Stage.objects.filter(pk=gone.wish["stage"]).delete()
    apply(browser, gone)
    assert "The stage was deleted meanwhile." in text(browser, gone)
    assert BulkChange.objects.get(pk=gone.pk).state == "preview"


def test_a_repeated_post_makes_one_change_and_writes_it_once(deals, anna, as_):
    browser = as_(anna)
    form = {"add": "Messe", "remove": "wichtig", "form_key": "k" * 32}
    first, second = (ask(browser, "tags", deals, form) for _time in range(2))
    assert first.url == second.url
    change = change_at(first.url)
    for _time in range(2):
        apply(browser, change)
    assert [[tag.name for tag in row.tags.all()] for row in deals] == [["Messe"]] * 3
    assert Event.objects.filter(verb="opportunities.tags_changed").count() == 3


def test_nobody_answers_anothers_preview_and_a_reader_changes_nothing(deals, anna, otto, dora, rita, as_):
    change = preview(as_(anna), "due", deals, {"how": "clear"})
    for person in (otto, dora):
        assert as_(person).get(change.get_absolute_url()).status_code == 404
        assert apply(as_(person), change).status_code == 404
    assert as_(rita).get(f"{BULK}?action=due&row={deals[0].public_id}").status_code == 403
    apply(as_(anna), change)
    assert as_(otto).get(change.get_absolute_url()).status_code == 404
    assert undo(as_(otto), change).status_code == 404
    assert "Expected close date: none" in as_(dora).get(RECENT).content.decode()
    assert "Expected close date: none" not in as_(otto).get(RECENT).content.decode()


# By a worker


def test_a_killed_worker_leaves_whole_batches_and_its_successor_writes_each_row_once(
    deals, anna, as_, all_by_jobs, monkeypatch
):
    browser = as_(anna)
    more = [make.opportunity(responsible=anna) for _number in range(4)]
    change = preview(browser, "tags", [*deals, *more], {"add": "Messe"})
    assert "in the background" in text(browser, change)
    all_by_jobs.drain()
    apply(browser, change)

    def save(self, checkpoint, **counts):
        """The worker is killed after two batches: what the second half has done in its transaction is rolled back."""
        if (counts.get("done") or 0) >= 5:
            raise LeaseLost
        return real(self, checkpoint, **counts)

    with monkeypatch.context() as killed:
        real = Slice.save
        killed.setattr(Slice, "save", save)
        all_by_jobs.turn()
    written = Event.objects.filter(verb="opportunities.tags_changed")
    assert written.count() == 4
    Job.objects.filter(kind=work.WRITE).update(state="cancelled", lease_until=None)
    assert "It was stopped before its end." in text(browser, change)
    browser.post(reverse("opportunities:go_on_bulk", args=[change.public_id]))
    all_by_jobs.drain()
    assert written.count() == 7
    assert {row.version for row in map(fresh, [*deals, *more])} == {2}
    assert "7 changed" in text(browser, change)
    assert Notification.objects.filter(kind="bulk_changed", channel="in_app").get().recipient == anna


# Undoing


UNDONE = ["stage", "lost", "responsible", "tags", "access", "open", "due"]


@pytest.mark.parametrize(
    ("action", "by_job"), [*((action, False) for action in UNDONE), ("tags", True), ("lost", True)]
)
def test_undoing_gives_back_exactly_what_was_there(action, by_job, deals, anna, ben, carla, as_, request):
    """Each field, the tags and the grants, of open, closed, restricted and foreign-currency ones."""
    make.rate("USD", Decimal("1.25"), date(2020, 1, 1))
    won = make.opportunity(responsible=anna, amount=Decimal(700), currency="USD", stage=make.stage("Proposal"))
    won.revise({"stage": make.stage("Won"), "final_amount": Decimal(650), "closed_on": date(2024, 5, 6)}, by=anna)
    secret = make.opportunity(responsible=anna, viewers=[ben], editors=[carla], tags=["wichtig", "geheim"])
    rows = [*deals, won, secret]
    grants = {"grants-TOTAL_FORMS": "1", "grants-INITIAL_FORMS": "0", "grants-0-level": "change"}
    grants |= {"grants-0-grantee": f"user:{ben.public_id}"}
    wishes = {
        "stage": ("stage", {"stage": make.stage("Qualified").pk}),
        "lost": ("stage", {"stage": make.stage("Lost").pk, "closed_on": "2025-01-01"}),
        "responsible": ("responsible", {"person": ben.public_id, "keep_former": "on"}),
        "tags": ("tags", {"add": "Messe, neu", "remove": "wichtig"}),
        "access": ("access", {"how": "only"} | grants),
        "open": ("access", {"how": "open"}),
        "due": ("due", {"how": "set", "day": "2026-12-24"}),
    }
    worker = request.getfixturevalue("all_by_jobs") if by_job else None
    before, browser = state(*rows), as_(anna)
    change = preview(browser, wishes[action][0], rows, wishes[action][1])
    if worker:
        worker.drain()
    apply(browser, change)
    if worker:
        worker.drain()
    assert state(*rows) != before
    assert "Undo" in browser.get(RECENT).content.decode()
    undo(browser, change)
    if worker:
        worker.drain()
    assert state(*rows) == before
    assert BulkChange.objects.get().state == "undone"
    undone = Event.objects.filter(verb="opportunities.bulk_undone")
    assert undone.count() == BulkChange.objects.get().restored > 0


def test_undoing_leaves_what_was_changed_since_and_says_by_whom(deals, anna, carla, as_):
    browser = as_(anna)
    change = preview(browser, "tags", deals, {"add": "Messe"})
    apply(browser, change)
    fresh(deals[0]).revise({"title": "Alpha von Carla"}, by=carla)
    fresh(deals[1]).delete_with_all(by=anna)
    undo(browser, change)
    assert [tag.name for tag in deals[0].tags.all()] == ["Messe"]
    assert [tag.name for tag in deals[2].tags.all()] == ["wichtig"]
    shown = text(browser, change)
    assert "1 not undone: Changed by somebody since. Which ones Alpha von Carla (changed by Carla Test)" in shown
    assert "1 not undone: Deleted" in shown
    assert undo(browser, change).url == change.get_absolute_url()  # a second time changes nothing
    assert BulkChange.objects.get().restored == 1


def test_after_seven_days_it_cannot_be_undone_and_is_cleared_away(deals, anna, as_, monkeypatch):
    browser = as_(anna)
    change = preview(browser, "due", deals, {"how": "clear"})
    apply(browser, change)
    BulkChange.objects.update(created_at=timezone.now() - models.KEPT - timedelta(minutes=1))
    undo(browser, change)
    assert fresh(deals[0]).expected_close_on is None
    Worker().drain()
    assert not BulkChange.objects.exists()


def test_the_pages_cost_the_same_however_many_rows_there_are(anna, as_):
    browser = as_(anna)
    rows = [make.opportunity(responsible=anna, title=f"Messe {number}") for number in range(40)]
    change = begin("due", {"how": "set", "day": "2026-12-24"}, [row.pk for row in rows], by=anna)
    for address in (change.get_absolute_url(), RECENT, f"{BULK}?action=stage&all=1"):
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(address).status_code == 200
        assert len(asked) <= 15, address
    with CaptureQueriesContext(connection) as asked:
        apply(browser, change)
    assert len(asked) <= 40
