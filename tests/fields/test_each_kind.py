"""Each kind of custom field, from the form to the page, the list, its filter and order, the export and back again."""

from datetime import date
from html import unescape
from typing import Any

import pytest

from accounts.models import User
from contacts.models import Contact
from fields.kinds import Kind
from imports.models import ImportRun
from opportunities.models import Opportunity
from tests import make
from tests.exports.conftest import FORMATS, body, changes_nothing, export, read_in
from tests.exports.conftest import words_of as words_of_page
from tests.imports.conftest import post, start, upload, work

pytestmark = pytest.mark.django_db

# What is typed for each kind, what is kept of it, what is read, and filters that find it and do not.
CASES: dict[str, tuple[Any, Any, str, dict[str, Any], dict[str, Any]]] = {
    Kind.TEXT: ("Müller & Söhne", "Müller & Söhne", "Müller & Söhne", {"": "mueller"}, {"": "meier"}),
    Kind.LONG_TEXT: ("eins\r\nzwei", "eins\nzwei", "eins zwei", {"": "ZWEI"}, {"": "drei"}),
    Kind.NUMBER: ("-1,234.5", -1234500, "-1,234.5", {"_to": "-1000"}, {"_from": "0"}),
    Kind.MONEY: ("12500.50", 12500500, "€12,500.50", {"_from": "12500"}, {"_to": "12500"}),
    Kind.DAY: ("2026-12-31", "2026-12-31", "31 Dec 2026", {"_from": "2026-12-31"}, {"_to": "2026-12-30"}),
    Kind.CHOICE: ("silver", "silver", "Silver", {"": ["gold", "silver"]}, {"": ["gold"]}),
    Kind.CHOICES: (["bronze", "gold"], ["gold", "bronze"], "Gold, Bronze", {"": ["bronze"]}, {"": ["silver"]}),
    Kind.YES_NO: ("no", False, "No", {"": "no"}, {"": "yes"}),
    Kind.LINK: ("www.example.com/a", "https://www.example.com/a", "www.example.com/a", {"": "example"}, {"": "org"}),
    Kind.USER: ("ben", "ben", "Ben Test", {"": "ben"}, {"": "anna"}),
    Kind.CONTACT: ("muster", "muster", "Muster AG", {"": "muster"}, {"": "other"}),
}


@pytest.fixture
def named(ben: User, anna: User) -> dict[str, Any]:
    """The rows that values refer to."""
    return {
        "ben": ben,
        "anna": anna,
        "muster": make.company("Muster AG", by=anna),
        "other": make.company("Andere AG", by=anna),
    }


def posted(value: Any, named: dict[str, Any]) -> Any:
    """Return what a browser sends for a value: of a row its public id."""
    return named[value].public_id if value in list(named) else value


def kept(value: Any, named: dict[str, Any]) -> Any:
    return named[value].pk if not isinstance(value, list) and value in named else value


def words_of(answer: Any) -> str:
    return unescape(words_of_page(answer))


def all_kinds(by: User, bearer: str = "opportunities") -> None:
    for kind in Kind.values:
        make.field(kind, by=by, bearer=bearer, listed=True)


def test_every_kind_goes_the_whole_way(anna, dora, ben, named, as_, typed):
    all_kinds(dora)
    assert set(CASES) == set(Kind.values)
    empty = make.opportunity(responsible=anna, title="Ohne")
    browser = as_(anna)
    sent = {f"custom_my_{kind}": posted(case[0], named) for kind, case in CASES.items()}
    answer = browser.post("/opportunities/new/", typed(anna, title="Mit allem", **sent))
    assert answer.status_code == 302, answer.context["form"].errors
    row = Opportunity.objects.get(title="Mit allem")
    assert row.custom == {f"my_{kind}": kept(case[1], named) for kind, case in CASES.items()}

    page, listed = words_of(browser.get(row.get_absolute_url())), words_of(browser.get("/opportunities/"))
    for kind, (_typed, _kept, shown, *_filters) in CASES.items():
        assert shown in page, kind
        assert shown in listed, kind
    for kind, (*_values, finds, misses) in CASES.items():
        for wanted, asked in (({row}, finds), (set(), misses)):
            query = {f"custom_my_{kind}{end}": posted_all(value, named) for end, value in asked.items()}
            found = browser.get("/opportunities/", query)
            assert set(found.context["page"].rows) == wanted, (kind, query)
            assert found.context["filter"].parts_set, (kind, query)
    for kind in set(Kind.values) - {Kind.LONG_TEXT, Kind.CHOICES}:
        for sign in ("", "-"):  # what has no value stands last, whichever way, and page by page
            found = browser.get("/opportunities/", {"sort": f"{sign}custom_my_{kind}"})
            assert found.context["page"].rows == [row, empty], kind
    for form in FORMATS[:2]:
        content = body(export(browser, form=form))
        assert changes_nothing(read_in(browser, content, form=form), 2)


def posted_all(value: Any, named: dict[str, Any]) -> Any:
    return [posted(one, named) for one in value] if isinstance(value, list) else posted(value, named)


def test_contacts_bear_every_kind_too(anna, dora, named, as_):
    all_kinds(dora, "contacts")
    browser = as_(anna)
    sent = {f"custom_my_{kind}": posted(case[0], named) for kind, case in CASES.items()}
    rows = {"points-TOTAL_FORMS": "0", "points-INITIAL_FORMS": "0"}
    answer = browser.post("/contacts/new/?kind=company", {"company_name": "Neue AG", **rows, **sent})
    assert answer.status_code == 302, answer.context["form"].errors
    row = Contact.objects.get(name="Neue AG")
    assert row.custom == {f"my_{kind}": kept(case[1], named) for kind, case in CASES.items()}
    page, listed = words_of(browser.get(row.get_absolute_url())), words_of(browser.get("/contacts/"))
    for kind, (_typed, _kept, shown, finds, misses) in CASES.items():
        assert shown in page, kind
        assert shown in listed, kind
        for wanted, asked in (([row], finds), ([], misses)):
            query = {f"custom_my_{kind}{end}": posted_all(value, named) for end, value in asked.items()}
            assert browser.get("/contacts/", query).context["page"].rows == wanted, kind
    assert browser.get("/contacts/?sort=custom_my_user").context["page"].rows[0] == row
    content = body(export(browser, "contacts", "", form="csv-excel-de"))
    assert changes_nothing(read_in(browser, content, "contacts", form="csv-excel-de"), 3)
    assert date.fromisoformat(row.custom["my_day"]) == date(2026, 12, 31)


@pytest.mark.long
@pytest.mark.parametrize("target", ["opportunities", "contacts"])
def test_an_import_changes_every_kind_and_taking_it_back_gives_what_was(target, anna, dora, named, as_):
    all_kinds(dora, target)
    full = {f"my_{kind}": kept(case[1], named) for kind, case in CASES.items()}
    other = full | {
        "my_text": "anders",
        "my_number": 1,
        "my_choice": "gold",
        "my_choices": ["silver"],
        "my_yes_no": True,
    }
    other |= {"my_user": anna.pk, "my_contact": named["other"].pk, "my_day": "2020-01-01", "my_money": 0}
    if target == "contacts":
        rows = [make.company(f"Firma {number} AG", by=anna, custom=full) for number in range(2)]
    else:
        rows = [make.opportunity(responsible=anna, custom=full) for number in range(2)]
    browser = as_(anna)
    content = body(export(browser, target, "", form="csv-semicolon"))
    model = type(rows[0])
    for row, custom in zip(rows, (other, {}), strict=True):
        model.objects.filter(pk=row.pk).update(custom=custom)
    answer = browser.post(f"/import/{target}/", {"file": upload(content, "export.csv")})
    run = ImportRun.objects.get(public_id=answer["Location"].split("/")[2])
    for step in ("columns", "values"):
        assert post(browser, run, step, **{"option-on_match": "update"}).status_code == 302
    assert run.checked["updated"] == 2, list(run.problems.values_list("column", "reason"))
    start(browser, run)
    assert [model.objects.get(pk=row.pk).custom for row in rows] == [full, full]
    browser.post(f"/import/{run.public_id}/undo/")
    work(run)
    assert [model.objects.get(pk=row.pk).custom for row in rows] == [other, {}]
