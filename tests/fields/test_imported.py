"""Custom fields in files: what was exported changes nothing, what stands in a column is read by the whole column."""

from typing import Any

import pytest

from fields.kinds import Kind
from imports.models import ImportRun
from opportunities.models import Opportunity
from tests import make
from tests.exports.conftest import body, changes_nothing, export, read_in
from tests.fields.test_each_kind import CASES, all_kinds, kept, named
from tests.imports.conftest import post, start, text_of, upload, work

__all__ = ["named"]
pytestmark = pytest.mark.django_db


def brought(browser: Any, content: str, target: str = "opportunities") -> ImportRun:
    answer = browser.post(f"/import/{target}/", {"file": upload(content)})
    assert answer.status_code == 302
    return ImportRun.objects.get(public_id=answer["Location"].split("/")[2])


def taken(browser: Any, content: str, **answers: str) -> ImportRun:
    """Import a file to its end, updating what is there, and return the import."""
    run = brought(browser, content)
    assert post(browser, run, "columns", **{"option-on_match": "update"}).status_code == 302
    assert post(browser, run, "values", **answers).status_code == 302
    return start(browser, run)


def reasons(run: ImportRun) -> list[tuple[int, str, str]]:
    return list(run.problems.order_by("line", "pk").values_list("line", "column", "reason"))


@pytest.mark.parametrize(
    ("target", "language", "form"),
    [
        ("opportunities", "de", "csv-excel-de"),
        ("contacts", "de", "xlsx"),
    ],
)
def test_every_kind_reads_back_as_the_same(target, language, form, anna, dora, named, as_):
    all_kinds(dora, target)
    full = {f"my_{kind}": kept(case[1], named) for kind, case in CASES.items()}
    odd = full | {"my_text": "=1+1", "my_long_text": "a;b\n\n'c", "my_number": 1, "my_yes_no": True, "my_money": 0}
    for custom in (full, odd, {}):
        if target == "contacts":
            make.company(by=anna, custom=custom)
        else:
            make.opportunity(responsible=anna, custom=custom)
    browser = as_(anna, **{"accept-language": language})
    content = body(export(browser, target, "kind=all" if target == "opportunities" else "", form=form))
    assert changes_nothing(read_in(browser, content, target, form), 3 + 2 * (target == "contacts"))


def test_a_column_decides_how_its_days_and_numbers_are_read(anna, dora, as_):
    for kind in (Kind.DAY, Kind.NUMBER, Kind.MONEY):
        make.field(kind, by=dora)
    lines = ["a;01.02.2026;1.234;1.234,50 €", "b;28.02.2026;2,5;€ 3.999,00", "c;31.12.2026;-7;0"]
    run = taken(as_(anna), "\n".join(["Titel;My day;My number;My money", *lines]))
    assert run.created == 3, reasons(run)
    found = [row.custom for row in Opportunity.objects.order_by("title")]
    assert [each["my_day"] for each in found] == ["2026-02-01", "2026-02-28", "2026-12-31"]
    assert [each["my_number"] for each in found] == [1234000, 2500, -7000]
    assert [each["my_money"] for each in found] == [1234500, 3999000, 0]


def test_what_is_required_is_asked_of_new_rows_and_not_of_those_that_say_nothing_of_it(anna, dora, as_):
    old = make.opportunity(responsible=anna, external_id="x1")
    make.field(Kind.TEXT, by=dora, required=True)
    run = taken(as_(anna), "Titel;Externe ID;My text\nNeu;x2;\nVoll;x3;da\nUmbenannt;x1;\n")
    assert (run.created, run.updated, run.refused) == (1, 1, 1), reasons(run)
    assert [line for line, _column, _reason in reasons(run)] == [2]
    old.refresh_from_db()
    assert (old.title, old.custom) == ("Umbenannt", {})


def test_unknown_choices_are_asked_once_and_several_are_separated_by_several_signs(anna, dora, as_):
    make.field(Kind.CHOICES, by=dora)
    run = brought(as_(anna), "Titel;My choices\na;Gold; Bronze\n".replace("; B", " | B") + "b;Gold,Platin\nc;Platin\n")
    post(as_(anna), run, "columns")
    page = as_(anna).get(f"/import/{run.public_id}/values/")
    (found,) = page.context["form"].unclear
    assert [(each.name, each.count) for each in found.names] == [("Platin", 2)]
    key = f"all-{found.vocabulary.key}"
    post(as_(anna), run, "values", **{key: "=silver"})
    start(as_(anna), run)
    found = [row.custom["my_choices"] for row in Opportunity.objects.order_by("title")]
    assert found == [["gold", "bronze"], ["gold", "silver"], ["silver"]]


def test_taking_back_leaves_a_custom_field_that_somebody_changed_since(anna, dora, as_, typed):
    make.field(Kind.TEXT, by=dora)
    rows = [make.opportunity(responsible=anna, title=f"T{n}", external_id=f"x{n}") for n in range(2)]
    browser = as_(anna)
    run = taken(browser, "Titel;Externe ID;My text\nT0;x0;eins\nT1;x1;zwei\n")
    assert run.updated == 2, reasons(run)
    rows[1].refresh_from_db()
    rows[1].revise({"custom": {"my_text": "von Hand"}}, by=anna)
    browser.post(f"/import/{run.public_id}/undo/")
    run = work(run)
    assert [Opportunity.objects.get(pk=row.pk).custom for row in rows] == [{}, {"my_text": "von Hand"}]
    page = text_of(browser.get(f"/import/{run.public_id}/result/"))
    assert "T1" in page
    assert "changed since by Anna Test" in page
