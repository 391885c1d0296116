"""A custom field of many opportunities at once: chosen, previewed, set or emptied, and undone."""

import pytest

from fields.kinds import Kind
from history.models import Event
from jobs.worker import Worker
from opportunities.bulk import steps
from opportunities.models import BulkChange, Opportunity
from tests import make
from tests.opportunities.test_bulk import apply, ask, fresh, preview, state, text, undo

pytestmark = pytest.mark.django_db


def values(*rows):
    return [fresh(row).custom for row in rows]


def test_a_value_is_set_after_a_preview_and_undone(dora, anna, ben, restricted, as_):
    """Which field is asked first; what one may not change is left, the texts are found, each row tells it."""
    note = make.field(Kind.TEXT, "Contract", by=dora)
    rows = [make.opportunity(responsible=ben, title=title) for title in ("Alpha", "Beta")]
    rows.append(make.opportunity(responsible=ben, title="Gamma", custom={note.key: "Rahmen"}))
    before, browser = state(*rows), as_(ben)
    assert "Change a custom field" in browser.get("/opportunities/").content.decode()
    asked = ask(browser, "custom", rows, {"field": note.key})
    assert (asked.status_code, f'name="custom_{note.key}"' in asked.content.decode()) == (200, True)
    wish = {"field": note.key, "asked": "1", "how": "set"}
    empty = ask(browser, "custom", rows, wish)
    assert (empty.status_code, "Enter the value that all of them get." in empty.content.decode()) == (422, True)

    change = preview(browser, "custom", [*rows, restricted], wish | {f"custom_{note.key}": "Rahmen"})
    shown = text(browser, change)
    for sentence in ("Contract: Rahmen", "2 change", "1 is so already", "1 skipped: You may see it, but not change"):
        assert sentence in shown
    assert values(*rows)[:2] == [{}, {}]
    apply(browser, change)
    assert values(*rows, restricted) == [{note.key: "Rahmen"}] * 3 + [{}]
    assert Opportunity.objects.filter(search_text__contains="rahmen").count() == 3
    assert "set “Contract” to Rahmen" in [event.sentence for event in Event.objects.on_page(rows[0])]
    undo(browser, change)
    assert state(*rows) == before


def test_a_worker_empties_a_reference_and_gives_back_what_is_still_there(dora, anna, as_, monkeypatch):
    """A contact that was deleted since is not named again; a required field is not emptied; nor one that is gone."""
    monkeypatch.setattr(steps, "AT_ONCE", 0)
    partner, tier = make.field(Kind.CONTACT, "Partner", by=dora), make.field(Kind.CHOICE, "Tier", by=dora)
    stays, goes = make.company("Nordwind", by=anna), make.company("Südwind", by=anna)
    rows = [make.opportunity(responsible=anna, custom={partner.key: each.pk}) for each in (stays, goes)]
    browser, wish = as_(anna), {"field": partner.key, "asked": "1", "how": "clear"}
    found = ask(
        browser, "custom", rows, wish | {"find": f"custom_{partner.key}", f"custom_{partner.key}_words": "nord"}
    )
    assert (found.status_code, "Nordwind" in found.content.decode()) == (200, True)
    change = preview(browser, "custom", rows, wish)
    Worker().drain()
    apply(browser, change)
    Worker().drain()
    assert values(*rows) == [{}, {}]
    goes.delete_with_references(by=anna)
    undo(browser, change)
    Worker().drain()
    assert values(*rows) == [{partner.key: stays.pk}, {}]
    assert "1 not undone: What it named before was deleted." in text(browser, change)

    tier.revise({"required": True}, by=dora)
    only_set = ask(browser, "custom", rows, {"field": tier.key, "asked": "1", "how": "clear"})
    assert (only_set.status_code, 'name="how"' in only_set.content.decode()) == (422, False)
    later = preview(browser, "custom", rows, {"field": tier.key, "asked": "1", f"custom_{tier.key}": "gold"})
    Worker().drain()
    tier.revise({"active": False}, by=dora)
    apply(browser, later)
    Worker().drain()
    assert values(*rows) == [{partner.key: stays.pk}, {}]
    assert "This custom field was deleted or switched off meanwhile." in text(
        browser, BulkChange.objects.get(pk=later.pk)
    )


def test_of_several_choices_some_come_or_go_and_each_row_keeps_its_others(dora, anna, as_):
    """Added, removed (also what is switched off), undone; a required field is not left without any."""
    metals = make.field(Kind.CHOICES, "Metals", by=dora)
    gold, silver, bronze = (choice["key"] for choice in metals.choices)
    rows = [make.opportunity(responsible=anna, custom={metals.key: held}) for held in ([gold], [silver], [])]
    browser, about = as_(anna), {"field": metals.key, "asked": "1"}
    named = f"custom_{metals.key}"
    assert "Tick at least one choice." in ask(browser, "custom", rows, about | {"how": "add"}).content.decode()

    added = preview(browser, "custom", rows, about | {"how": "add", named: [silver]})
    assert "Metals: add Silver" in text(browser, added)
    apply(browser, added)
    assert values(*rows) == [{metals.key: [gold, silver]}, {metals.key: [silver]}, {metals.key: [silver]}]
    undo(browser, added)
    assert values(*rows)[::2] == [{metals.key: [gold]}, {}]

    off = [dict(choice, active=choice["key"] != silver) for choice in metals.choices]
    metals.revise({"choices": off, "required": True}, by=dora)
    offered = ask(browser, "custom", rows, about | {"how": "add", named: [silver]})
    assert "it can only be removed" in offered.content.decode()
    assert "Silver (can only be removed)" in offered.content.decode()
    assert 'value="clear"' not in offered.content.decode()
    fresh(rows[0]).revise({"custom": {metals.key: [gold, bronze]}}, by=anna)
    removed = preview(browser, "custom", rows[:2], about | {"how": "remove", named: [silver, bronze]})
    assert "1 skipped: Fill in “Metals”." in text(browser, removed)
    apply(browser, removed)
    assert values(*rows[:2]) == [{metals.key: [gold]}, {metals.key: [silver]}]
