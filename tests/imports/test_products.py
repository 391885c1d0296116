"""The heading lines that other CRMs write: every column that means something here finds its field."""

from pathlib import Path

import pytest

from contacts.models import Contact
from imports import targets
from imports.bringing import guess_mapping
from imports.reading.columns import Column
from opportunities.models import Opportunity
from tests import make
from tests.imports.conftest import check, post, start

pytestmark = pytest.mark.django_db  # custom fields are fields, too


def guessed(target, headings, **samples):
    """Return {field: heading} for the headings of a file; `samples` are the values in some of its columns."""
    columns = [
        Column(place, heading, heading, tuple(samples.get(heading, ()))) for place, heading in enumerate(headings)
    ]
    found = guess_mapping(targets.target(target), columns).sources
    return {key: source.template or headings[source.columns[0]] for key, source in found.items()}


def products():
    """Return a parameter set for each heading line in products.txt: the target, the headings, {field: heading}."""
    found = []
    for part in (Path(__file__).parent / "products.txt").read_text(encoding="utf-8").split("\n\n")[1:]:
        title, *lines = part.strip().splitlines()
        target, _bracket, name = title.removeprefix("[").partition("] ")
        pairs = [line.partition(" => ")[::2] for line in lines]
        wanted = {field: heading for heading, field in pairs if field}
        found.append(pytest.param(target, [heading for heading, _field in pairs], wanted, id=f"{target} of {name}"))
    return found


@pytest.mark.parametrize(("target", "headings", "wanted"), products())
def test_each_column_finds_its_field(target, headings, wanted):
    assert guessed(target, headings, Title=["Head of Sales", ""]) == wanted


def test_an_academic_title_stays_one():
    found = guessed("contacts", ["First Name", "Last Name", "Title"], Title=["Dr.", "", "Prof. Dr."])
    assert found["title"] == "Title"
    assert "position" not in found


def test_what_is_won_and_lost_stands_in_a_column_of_its_own(anna, as_, bring):
    content = (
        "Deal - Title,Deal - Stage,Deal - Status,Deal - Deal closed on\n"
        "Halle,Proposal,Won,2026-03-01\nDach,Qualified,Lost,2026-03-02\nTor,Proposal,Open,\nZaun,Won,Lost,2026-03-03\n"
    )
    run = start(as_(anna), check(as_(anna), bring(as_(anna), content)))
    assert dict(Opportunity.objects.values_list("title", "stage__name_en")) == {
        "Halle": "Won",
        "Dach": "Lost",
        "Tor": "Proposal",
    }
    assert "one of the two is wrong" in run.problems.get().reason


def test_a_person_belongs_to_the_company_of_an_id(anna, as_, bring):
    company = make.company("Edge Communications", by=anna, external_id="001A")
    content = "Id,AccountId,LastName,FirstName,Name\n003A,001A,Licht,Eva,Eva Licht\n003B,001X,Kurz,Max,Max Kurz\n"
    run = bring(as_(anna), content, target="contacts")
    start(as_(anna), check(as_(anna), run, all_company_id="empty"))
    assert dict(Contact.objects.filter(kind="person").values_list("name", "company")) == {
        "Eva Licht": company.pk,
        "Max Kurz": None,
    }


def test_a_whole_name_is_divided(anna, as_, bring):
    content = "Person - Name,Person - Organization,Person - Email - Work\nEva Maria Licht,Neu AG,eva@example.com\n"
    start(as_(anna), check(as_(anna), bring(as_(anna), content, target="contacts")))
    person = Contact.objects.get(kind="person")
    assert (person.first_name, person.last_name, person.company.name) == ("Eva Maria", "Licht", "Neu AG")


def test_a_file_of_names_alone_needs_no_company(anna, as_, bring):
    run = bring(as_(anna), "Ansprechpartner;E-Mail\nLicht, Eva;eva@example.com\n", target="contacts")
    assert post(as_(anna), run, "columns").status_code == 302
