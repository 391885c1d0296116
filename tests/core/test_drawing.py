"""What is drawn once is drawn from its values alone: other values, another language, another drawing."""

from typing import NamedTuple

from django.urls import reverse
from django.utils import translation

from core import drawing
from core.drawing import drawn, drawn_once
from opportunities.cells import Badge, Due, Staged
from tests import make

STAGE = "opportunities/cells/stage.html"
DUE = "opportunities/cells/due.html"
LIST, BOARD = reverse("opportunities:index"), reverse("opportunities:board")


class Word(NamedTuple):
    word: str


def test_the_same_values_are_drawn_once():
    times: list[int] = []
    draw = lambda: times.append(1) or "drawn"  # noqa: E731
    assert [drawn_once(("test", Word("a")), draw) for _ in range(3)] == ["drawn"] * 3
    assert len(times) == 1
    drawn_once(("test", Word("b")), draw)
    assert len(times) == 2


def test_what_a_value_says_is_escaped_and_other_values_are_drawn_anew():
    first = drawn(STAGE, Staged(Badge("<b>Angebot", "blue")), heading="Phase")
    assert "&lt;b&gt;Angebot" in first
    assert 'data-label="Phase"' in first
    assert "Gewonnen" in drawn(STAGE, Staged(Badge("Gewonnen", "blue")), heading="Phase")
    assert 'data-label="Stage"' in drawn(STAGE, Staged(Badge("<b>Angebot", "blue")), heading="Stage")


def test_each_language_is_drawn_by_itself():
    late = Due(None, None, True)
    assert "Overdue" in drawn(DUE, late, heading="")
    with translation.override("de"):
        assert "Überfällig" in drawn(DUE, late, heading="")


def test_what_is_kept_does_not_grow_without_end(monkeypatch):
    monkeypatch.setattr(drawing, "KEPT", 1000)
    for number in range(5):
        drawn_once(("grow", number), lambda: "x" * 300)
    assert sum(map(len, drawing._kept.values())) == drawing._size == 900
    assert len(drawn_once("more than there is room for", lambda: "x" * 2000)) == 2000
    assert drawing._size == 0


def test_list_and_board_show_what_changed_in_any_cell(as_, anna, ben):
    deal = make.opportunity(responsible=anna, title="Alt")
    browser = as_(anna)
    for address in (LIST, BOARD):
        assert "Alt" in browser.get(address).content.decode()
    deal.title = "Neu & besser"
    deal.save(update_fields=["title"])
    stage = deal.stage
    stage.name_en = "Renamed stage"
    stage.save(update_fields=["name_en"])
    ben.first_name, ben.last_name = "Bernd", "Neumann"
    ben.save(update_fields=["first_name", "last_name"])
    deal.responsible = ben
    deal.save(update_fields=["responsible"])
    for address in (LIST, BOARD):
        page = browser.get(address).content.decode()
        assert "Neu &amp; besser" in page
        assert "Renamed stage" in page
        assert "Bernd Neumann" in page


def test_who_may_not_change_a_row_is_drawn_another_menu_than_who_may(as_, anna, rita):
    make.opportunity(responsible=anna, title="Halle")
    for address in (LIST, BOARD):
        assert "/edit/" in as_(anna).get(address).content.decode()
        assert "/edit/" not in as_(rita).get(address).content.decode()
