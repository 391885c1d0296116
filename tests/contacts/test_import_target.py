"""Companies and people out of a file: what a row comes to, what is refused and why, and how it is taken back."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from contacts import verbs
from contacts.models import Contact, ContactPoint
from history.models import Event
from imports import work as slices
from imports.models import ImportRun
from tests import make
from tests.imports.conftest import errors_in, post, start, upload, work

pytestmark = pytest.mark.long

HEADINGS = "Firma;Vorname;Nachname;Telefon;Mobil;E-Mail;Webseite;Ort;Land;Schlagwörter;Id"


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    with translation.override("en"):
        yield


@pytest.fixture
def brought(anna, as_):
    """Return a function that takes rows under HEADINGS through the pages, as anna, to the end of the import."""

    def through_the_pages(*lines: str, headings: str = HEADINGS, answers=None, **options: str) -> ImportRun:
        anna.language = "en"  # in which the worker tells the reasons
        anna.save()
        browser = as_(anna)
        answer = browser.post("/import/contacts/", {"file": upload("\n".join((headings, *lines)), "kontakte.csv")})
        run = ImportRun.objects.get(public_id=answer["Location"].split("/")[2])
        for step, changes in (("columns", options), ("values", answers or {})):
            answer = post(browser, run, step, **{f"option-{key}": text for key, text in options.items()} | changes)
            assert answer.status_code == 302, errors_in(answer)
        return start(browser, run)

    return through_the_pages


def told(run: ImportRun) -> list[tuple[int, str]]:
    """Return the refused rows with their reasons."""
    return [(problem.line, problem.reason) for problem in run.problems.order_by("line")]


def reached(contact: Contact) -> list[tuple[str, str, str]]:
    return [point.plain() for point in contact.points.all()]


def test_a_row_becomes_a_company_with_all_its_fields(brought, anna):
    run = brought("Müller AG;;;030 1234, 040 5678;;info@example.com;www.example.com;Köln;Deutschland;Messe, Export;K-1")
    made = Contact.objects.get()
    assert (run.created, made.kind, made.name, made.city, made.country) == (1, "company", "Müller AG", "Köln", "DE")
    assert (made.external_id, made.external_source, made.created_by) == ("K-1", "import", anna)
    assert (made.import_run, made.import_line) == (run, 2)
    assert sorted(tag.name for tag in made.tags.all()) == ["Export", "Messe"]
    assert reached(made) == [
        ("phone", "work", "030 1234"),
        ("phone", "work", "040 5678"),
        ("email", "work", "info@example.com"),
        ("web", "work", "https://www.example.com"),
    ]


def test_it_is_found_as_one_that_was_typed(brought, anna):
    brought("Müller AG;;;+49 (0)30 1234;;;;Köln;;;")
    typed = make.company("Müller AG", by=anna, city="Köln", points=[ContactPoint(kind="phone", value="+49 (0)30 1234")])
    made = Contact.objects.exclude(pk=typed.pk).get()
    for name in ("name", "sort_name", "sort_city", "search_text"):
        assert getattr(made, name) == getattr(typed, name), name
    assert made.points.get().normal == typed.points.get().normal


def test_a_row_with_a_persons_name_becomes_a_person_whose_company_is_made_once(brought):
    run = brought("Neu GmbH;Erika;Muster;;0170 123;;;;;;", "NEU gmbh;Jörg;Muster;;;;;;;;")
    assert (run.created, run.refused, run.beside) == (2, 0, {"contacts": 1})
    company = Contact.objects.companies().get()
    assert {person.company for person in Contact.objects.people()} == {company}
    assert company.events.get().particulars["line"] == 2


@pytest.mark.parametrize("said", ["create", "empty", "refuse"])
def test_people_find_the_company_that_the_same_file_describes_wherever_it_stands(brought, said):
    rows = ("Neu GmbH;Erika;Muster;;;;;;;;", "NEU GMBH;;;030 1234;;;;Köln;;;", "neu gmbh;Jörg;Muster;;;;;;;;")
    run = brought(*rows, answers={"all-company": said})
    assert (run.created, run.refused, run.beside) == (3, 0, {})
    company = Contact.objects.companies().get()
    assert (company.city, company.import_line) == ("Köln", 3)
    assert {person.company for person in Contact.objects.people()} == {company}


def test_a_company_that_is_known_is_taken(brought, anna):
    known = make.company("Müller & Söhne", by=anna)
    run = brought("MULLER & SÖHNE;Erika;Muster;;;;;;;;")
    assert (run.created, run.beside) == (1, {})
    assert Contact.objects.people().get().company == known


def test_each_is_recorded_with_file_and_line(brought, anna):
    brought("Neu GmbH;Erika;Muster;;;;;;;;")
    for made in Contact.objects.all():
        (event,) = made.events.all()
        assert (event.verb, event.actor) == (verbs.IMPORTED, anna)
        assert event.sentence == "imported the contact from kontakte.csv, line 2"


def test_unknown_companies_are_left_out_or_refused_as_was_said(brought):
    run = brought("Neu GmbH;Erika;Muster;;;;;;;;", answers={"all-company": "empty"})
    assert (run.created, Contact.objects.get().company) == (1, None)
    run = brought("Neu GmbH;Jörg;Muster;;;;;;;;", answers={"all-company": "refuse"})
    assert told(run) == [(2, "There is no company of this name.")]
    assert Contact.objects.count() == 1


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (";;;030 1234;;;;;;;", "A company needs a name."),
        ("A;;;ruf an;;;;;;;", "This is no telephone number."),
        ("A;;;@@@ 123;;;;;;;", "This is no telephone number."),
        ("A;;;;12;;;;;;", "This is no telephone number."),
        ("A;;;;;kaputt;;;;;", "This is no e-mail address."),
        ("A;;;;;;javascript:alert(1);;;;", "This is no web address."),
        ("A;;;;;;;;Atlantis;;", "This country is not known."),
        (f"{'A' * 256};;;;;;;;;;", "255"),
        (f"A;;;;;;;{'x' * 101};;;", "100"),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason(brought, row, reason):
    answers = {"all_country": "refuse"} if "Atlantis" in row else {}
    run = brought(row, "Gut AG;;;;;;;;;;", answers=answers)
    ((line, sentence),) = told(run)
    assert line == 2
    assert reason in sentence
    assert [contact.name for contact in Contact.objects.all()] == ["Gut AG"]


def test_too_many_numbers_are_refused(brought):
    numbers = ", ".join(f"030 {number:04}" for number in range(31))
    assert told(brought(f"A;;;{numbers};;;;;;;")) == [(2, "Give at most 30 numbers and addresses.")]


@pytest.mark.parametrize("number", ["+49 (0)30 / 123-45", "030 123 DW 45", "(030) 1234", "0049.30.1234", "030 – 1234"])
def test_numbers_are_read_as_the_form_reads_them(brought, number):
    run = brought(f"A;;;{number};;;;;;;")
    assert told(run) == []
    assert Contact.objects.get().points.get().value == number


def test_what_is_known_already_is_recognised_unless_it_was_said_otherwise(brought, anna):
    make.company("Müller AG", by=anna)
    make.person("Muster", by=anna, email="erika@example.com")
    rows = ("MÜLLER ag;;;;;;;;;;", ";Jörg;Anders;;;Erika@Example.com;;;;;", "Neu AG;;;;;;;;;;", "neu ag;;;;;;;;;;")
    run = brought(*rows)
    assert (run.created, run.updated, run.unchanged, run.refused) == (1, 0, 2, 1)  # what is there is left
    assert told(run) == [(5, "Line 4 of the file stands for the same row.")]
    assert Contact.objects.people().get().last_name == "Muster"
    again = brought(*rows, match="")
    assert (again.created, again.refused) == (4, 0)


def test_a_kind_column_decides(brought):
    headings = "Kontaktart;Firma;Vorname;Nachname"
    rows = ("Firma;A;;", "Person;A;Erika;", "Firma;B;Erika;", "Person;B;;", "Ansprechpartner;;;Muster")
    run = brought(*rows, headings=headings)
    assert told(run) == [
        (4, "A company has no first and last name."),
        (5, "A person needs a first or a last name."),
    ]
    assert sorted((row.kind, row.name) for row in Contact.objects.all()) == [
        ("company", "A"),
        ("person", "Erika"),
        ("person", "Muster"),
    ]


def test_salutations_and_days_are_known_in_both_languages(brought):
    run = brought("Frau;Erika;31.12.2024", "Mr.;Jörg;01.02.2025", headings="Anrede;Vorname;Erstellt am")
    assert told(run) == []
    rows = Contact.objects.order_by("import_line")
    assert [(row.salutation, str(row.created_at.date())) for row in rows] == [
        ("ms", "2024-12-31"),
        ("mr", "2025-02-01"),
    ]


def test_without_a_column_for_a_name_nothing_begins(anna, as_):
    browser = as_(anna)
    answer = browser.post("/import/contacts/", {"file": upload("Ort;Land\nKöln;DE\n", "orte.csv")})
    run = ImportRun.objects.get(public_id=answer["Location"].split("/")[2])
    refused = post(browser, run, "columns")
    assert refused.status_code == 422
    assert "Choose a column for the company name, or for the first or the last name." in refused.content.decode()


def test_the_same_rows_in_slices_make_each_once(brought, monkeypatch):
    monkeypatch.setattr(slices, "BATCH", 3)
    run = brought(*(f"Firma {number % 4};Vor {number};Nach {number};;;;;;;;" for number in range(10)))
    assert (run.created, run.refused) == (10, 0)
    assert (Contact.objects.people().count(), Contact.objects.companies().count()) == (10, 4)


def test_a_company_that_only_a_refused_person_named_is_created_by_its_own_row(brought, monkeypatch):
    monkeypatch.setattr(slices, "BATCH", 1)
    run = brought("Neu GmbH;Erika;Muster;;;kein-at;;;;;", "Neu GmbH;;;030 1234;;;;Köln;;;")
    assert (run.created, run.updated, run.refused, run.beside) == (1, 0, 1, {})
    assert Contact.objects.get().import_line == 3


@pytest.mark.parametrize("match", ["natural", ""])
def test_a_company_that_a_person_named_before_gets_what_its_own_row_says(brought, as_, anna, monkeypatch, match):
    monkeypatch.setattr(slices, "BATCH", 1)
    run = brought("Neu GmbH;Erika;Muster;;;;;;;;", "Neu GmbH;;;030 1234;;;;Köln;;;", match=match)
    assert (run.created, run.updated, run.beside) == (1, 1, {"contacts": 1})
    assert Contact.objects.companies().get().city == "Köln"
    take_back(as_(anna), run)
    assert not Contact.objects.exists()


@pytest.mark.parametrize("match", ["natural", ""])
def test_another_process_goes_on_as_the_same_one_would(brought, monkeypatch, match):
    rows = [
        "Neu GmbH;Erika;Muster;;;;;;;;",
        "Alt GmbH;Max;Kurz;;;kein-at;;;;;",
        "Neu GmbH;;;030 1234;;;;Köln;;;",
        "Alt GmbH;;;030 1235;;;;Bonn;;;",
        "Neu GmbH;Jörg;Lang;;;;;;;;",
        "Alt GmbH;Eva;Licht;;;;;;;;",
    ]
    monkeypatch.setattr(slices, "BATCH", 1)
    wanted = brought(*rows, match=match)
    made = sorted(Contact.objects.values_list("name", "company__name", "city", "import_line"))
    counts = (wanted.counts, wanted.beside)
    Contact.objects.all().delete()
    monkeypatch.setattr("jobs.slices.Slice.time_is_up", True)
    monkeypatch.setattr(slices, "keep_session", lambda run, session: None)
    run = brought(*rows, match=match)
    assert sorted(Contact.objects.values_list("name", "company__name", "city", "import_line")) == made
    assert (run.counts, run.beside) == counts


def test_many_rows_take_hardly_more_queries_than_few(brought, django_assert_max_num_queries):
    rows = [f"Firma {n};Vor {n};Nach {n};030 {n:04};;p{n}@example.com;;Köln;DE;Messe;K-{n}" for n in range(300)]
    with CaptureQueriesContext(connection) as few:  # uploading, checking, all pages and the clock's jobs included
        assert brought(*rows[:3]).created == 3
    with django_assert_max_num_queries(len(few) + 60):
        assert brought(*rows[3:]).created == 297


# Taking back


def take_back(client, run: ImportRun) -> ImportRun:
    assert client.post(f"/import/{run.public_id}/undo/").status_code == 302
    return work(run)


def test_people_go_before_their_companies_and_nothing_is_left(brought, anna, as_):
    run = brought("Neu GmbH;Erika;Muster;030 1234;;;;;;Messe;", "Zweite AG;;;;;;;;;;")
    assert take_back(as_(anna), run).state == "undone"
    assert not Contact.objects.exists()
    assert not ContactPoint.objects.exists()


@pytest.mark.parametrize("touch", ["changed", "noted", "task", "opportunity", "participant", "document", "person"])
def test_what_somebody_has_touched_since_is_left(brought, anna, as_, touch):
    run = brought("Bleibt AG;;;;;;;;;;", "Geht AG;;;;;;;;;;")
    kept = Contact.objects.get(company_name="Bleibt AG")
    {
        "changed": lambda: kept.revise({"city": "Köln"}, by=anna),
        "noted": lambda: make.event(kept, by=anna),
        "task": lambda: make.task(contact=kept, by=anna),
        "opportunity": lambda: make.opportunity(responsible=anna, contact=kept),
        "participant": lambda: make.opportunity(responsible=anna).add_participant(kept, by=anna),
        "document": lambda: make.document(contact=kept, by=anna),
        "person": lambda: make.person(by=anna, company=kept),
    }[touch]()
    take_back(as_(anna), run)
    assert [row.name for row in Contact.objects.companies()] == ["Bleibt AG"]


def test_only_its_owner_takes_it_back(brought, otto, rita, as_):
    run = brought("Bleibt AG;;;;;;;;;;")
    for person in (otto, rita):
        assert as_(person).post(f"/import/{run.public_id}/undo/").status_code in {403, 404}
    assert Contact.objects.count() == 1


def test_a_reader_may_not_import(rita, as_):
    assert as_(rita).post("/import/contacts/", {"file": upload("Firma\nA\n")}).status_code == 403
    assert not ImportRun.objects.exists()
    assert not Event.objects.exists()
