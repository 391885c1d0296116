"""Columns, values, check: what is asked, and what is said before anything is written."""

import pytest

from imports.models import ImportRun
from opportunities.models import Opportunity
from tests import make
from tests.imports.conftest import check, errors_in, post, start, text_of, work

pytestmark = [pytest.mark.django_db, pytest.mark.long]


def test_each_column_shows_three_rows_and_the_field_it_is_meant_for(anna, as_, bring):
    run = bring(as_(anna))
    page = as_(anna).get(f"/import/{run.public_id}/columns/")
    chosen = {column.name: field.value() for column, field in page.context["form"].rows()}
    assert chosen["Kontakt"] == "contact"
    assert chosen["Geschätzte Fälligkeit"] == "expected_close_on"
    assert "Dritte Halle" in text_of(page)


def test_two_columns_for_one_field_are_refused(anna, as_, bring):
    run = bring(as_(anna))
    answer = post(as_(anna), run, "columns", column_1="title")
    assert answer.status_code == 422
    assert "Titel" in str(errors_in(answer)["column-1"])


def test_a_title_is_needed(anna, as_, bring):
    run = bring(as_(anna))
    answer = post(as_(anna), run, "columns", column_0="")
    assert answer.status_code == 422
    assert "Title" in str(errors_in(answer))


def test_a_template_with_an_unknown_column_is_refused(anna, as_, bring):
    run = bring(as_(anna))
    answer = post(as_(anna), run, "columns", column_0="", template_title="{Nirgends}")
    assert "Nirgends" in str(errors_in(answer)["template-title"])


@pytest.mark.parametrize("forged", ["search_text", "0", "\0", "x" * 10_000])
def test_a_forged_field_is_refused(anna, as_, bring, forged):
    run = bring(as_(anna))
    assert post(as_(anna), run, "columns", column_1=forged).status_code == 422
    assert post(as_(anna), run, "columns", option_stage=forged).status_code == 422


def test_a_tag_for_all_rows_has_to_fit(anna, as_, bring):
    run = bring(as_(anna))
    answer = post(as_(anna), run, "columns", **{"option-tags": f"Messe, {'x' * 51}"})
    assert answer.status_code == 422
    assert "at most 50 characters fit" in errors_in(answer)["option-tags"][0]


def test_unknown_names_are_asked_once_with_their_counts(anna, as_, bring):
    run = bring(as_(anna), "Titel;Phase;Kontakt\n1;Prospecting;A\n2;prospecting;A\n3;Engaging;B\n4;Angebot;\n")
    post(as_(anna), run, "columns")
    form = as_(anna).get(f"/import/{run.public_id}/values/").context["form"]
    asked = {found.vocabulary.key: [(each.name, each.count) for each in found.names] for found in form.unclear}
    assert asked == {"stage": [("Prospecting", 2), ("Engaging", 1)], "contact": [("A", 2), ("B", 1)]}


def test_an_unknown_name_must_be_answered(anna, as_, bring):
    run = bring(as_(anna))
    post(as_(anna), run, "columns")
    answer = post(as_(anna), run, "values")
    assert answer.status_code == 422
    assert "all-contact" in errors_in(answer)


@pytest.mark.parametrize("forged", ["create", "=999999", "=", "\0", "refuse'"])
def test_a_forged_answer_is_refused(anna, as_, bring, forged):
    run = bring(as_(anna), "Titel;Phase\n1;Prospecting\n")
    post(as_(anna), run, "columns")
    assert post(as_(anna), run, "values", all_stage=forged).status_code == 422


def test_known_names_are_not_asked(anna, as_, bring):
    make.company("Muster AG", by=anna)
    make.company("Beispiel GmbH", by=anna)
    run = bring(as_(anna))
    post(as_(anna), run, "columns")
    assert "Nothing needs to be asked" in text_of(as_(anna).get(f"/import/{run.public_id}/values/"))


def test_a_format_that_fits_twice_is_one_question(anna, as_, bring):
    run = bring(as_(anna), "Titel;Geschätzte Fälligkeit\n1;1/2/2026\n2;3/4/2026\n")
    post(as_(anna), run, "columns")
    refused = post(as_(anna), run, "values")
    assert refused.status_code == 422
    assert "format-expected_close_on" in errors_in(refused)
    assert post(as_(anna), run, "values", **{"format-expected_close_on": "mdy"}).status_code == 302
    assert run.formats["expected_close_on"] == "mdy"
    start(as_(anna), run)
    assert str(Opportunity.objects.get(title="1").expected_close_on) == "2026-01-02"


def test_formats_are_stated_with_their_counts(anna, as_, bring):
    run = bring(as_(anna), "Titel;Summe\n1;1.234,50\n2;12\n3;viel\n")
    post(as_(anna), run, "columns")
    page = text_of(as_(anna).get(f"/import/{run.public_id}/values/"))
    assert "Recognised as: 1.234,56. 2 of 3 filled cells can be read like this." in page
    assert "“viel” in line 4" in page


def test_the_check_writes_nothing_and_says_what_will_happen(anna, as_, bring):
    run = bring(as_(anna), "Titel;Summe\nHalle;5\n;6\nDach;viel\n")
    check(as_(anna), run)
    page = as_(anna).get(f"/import/{run.public_id}/check/")
    assert (run.checked["created"], run.checked["refused"]) == (1, 2)
    assert "Import 1 row" in text_of(page)
    assert {(each.line, each.column) for each in run.problems.all()} == {(3, "Titel"), (4, "Summe")}
    assert not Opportunity.objects.exists()


def test_another_answer_makes_the_check_void(anna, as_, bring):
    run = check(as_(anna), bring(as_(anna)), all_contact="refuse")
    assert run.is_checked
    assert run.checked["refused"] == 3
    assert post(as_(anna), run, "columns", option_currency="USD").status_code == 302
    assert not run.is_checked
    assert not run.problems.exists()
    assert not run.start(by=anna)
    assert as_(anna).get(f"/import/{run.public_id}/check/")["Location"].endswith("/values/")


def test_another_mapping_asks_for_the_values_anew(anna, as_, bring):
    run = check(as_(anna), bring(as_(anna)), all_contact="refuse")
    post(as_(anna), run, "columns", column_1="description")
    assert "contact" not in run.survey["names"]
    assert run.is_surveyed


def test_the_same_file_a_second_time_warns(anna, ben, as_, bring):
    first = check(as_(anna), bring(as_(anna)), all_contact="empty")
    start(as_(anna), first)
    again = bring(as_(anna))
    assert "very same file" in text_of(as_(anna).get(f"/import/{again.public_id}/file/"))
    check(as_(anna), again, all_contact="empty")
    assert "very same file" in text_of(as_(anna).get(f"/import/{again.public_id}/check/"))
    of_another = bring(as_(ben))
    assert "very same file" not in text_of(as_(ben).get(f"/import/{of_another.public_id}/file/"))
    another = bring(as_(anna), "Titel\nAnders\n")
    assert "very same file" not in text_of(as_(anna).get(f"/import/{another.public_id}/file/"))


def test_a_started_import_leads_from_its_steps_to_its_result(anna, as_, bring):
    run = start(as_(anna), check(as_(anna), bring(as_(anna)), all_contact="empty"))
    for step in ("file", "columns", "values", "check"):
        answer = as_(anna).post(f"/import/{run.public_id}/{step}/", {"delimiter": ","})
        assert answer["Location"] == f"/import/{run.public_id}/result/"
    assert ImportRun.objects.get(pk=run.pk).mapping == run.mapping


def test_a_large_file_is_read_by_the_worker(anna, as_, bring, monkeypatch):
    monkeypatch.setattr("imports.work.AT_ONCE", 10)
    run = bring(as_(anna))
    answer = post(as_(anna), run, "columns")
    assert answer["Location"] == f"/import/{run.public_id}/run/"
    assert "being read" in text_of(as_(anna).get(answer["Location"]))
    work(run)
    assert as_(anna).get(f"/import/{run.public_id}/run/")["Location"].endswith("/values/")
    post(as_(anna), run, "values", all_contact="create")
    work(run)
    assert as_(anna).get(f"/import/{run.public_id}/run/")["Location"].endswith("/check/")
    assert run.checked["created"] == 3


def test_nothing_on_a_file_with_every_row_refused_can_be_started(anna, as_, bring):
    run = check(as_(anna), bring(as_(anna), "Titel;Summe\n1;viel\n"))
    page = text_of(as_(anna).get(f"/import/{run.public_id}/check/"))
    assert "No row could be imported" in page


def test_one_pages_through_the_records_and_keeps_what_was_chosen(anna, as_, bring):
    run = bring(as_(anna), "Titel;Ort\n" + "".join(f"Halle {number};Ort {number}\n" for number in range(1, 9)))
    address = f"/import/{run.public_id}/columns/"
    page = as_(anna).get(address, {"record": "4"})
    assert "Records 4 to 6" in text_of(page)
    assert "Halle 5" in text_of(page)
    assert "Halle 3" not in text_of(page)
    page = as_(anna).post(
        address, {"record": "7", "column-0": "title", "column-1": "description", "option-tags": "Neu"}
    )
    assert "Records 7 to 8" in text_of(page)
    form = page.context["form"]
    assert (form["column-1"].value(), form["option-tags"].value()) == ("description", "Neu")
    assert form.records["next"] == 0
    run.refresh_from_db()
    assert run.mapping == {}
    for strange in ("0", "-1", "x", "99999999999", "9999999"):
        assert as_(anna).get(address, {"record": strange}).status_code == 200
