"""What was exported and is read in again changes nothing, whatever stands in it and in whichever form."""

import io
from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.roles import Role
from contacts.models import Contact, ContactPoint, create_contact
from core.models import Tag
from core.money import MAX_AMOUNT
from exports.formats import BY_KEY
from exports.rows import Pieces, keys_of
from exports.sources import source
from imports import work
from imports.bringing import guess_mapping, keep_file, look_at
from imports.fields import OWN_ID
from imports.models import CHECK, SURVEY, ImportRun
from imports.reading.columns import Column
from imports.starting import start, work_off
from imports.targets import target
from opportunities.models import LostReason, Opportunity, Pipeline, Stage
from tests import make
from tests.exports.conftest import FORMATS, body, changes_nothing, export, read_in, why
from tests.imports.conftest import check, post, upload

AWKWARD = (
    "=1+1", "+49 30 1234", "-Rabatt", "@vip", "'=1+1", "''=1+1", "'s Gravenhage", "＝SUMME(A1)", "＋1", "－1", "＠x",
    'Er sagte "ja"', '"', "'", "a;b,c|d", "erste\nzweite", "erste\r\nzweite\r\n\r\nvierte", "\x01Steuerzeichen\x1f",
    "_x0041_", "_x000D_", "Summe", "Total:", "sep=;", "01067", "1e5", "2026-01-01", "75 %", "TRUE", "#N/A", "=", "“x”",
    "\u2028Zeile", "🦊 & <b>", "Überfällig", "0", "-", "x" * 250, "Muster AG [Berlin]", "Muster AG [0123456789ab]",
)  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("form", FORMATS)
def test_awkward_texts_come_back_as_they_were(form, language, anna, as_):
    company = make.company("=Firma", by=anna)
    for text in AWKWARD:
        make.opportunity(responsible=anna, title=text, description=text, contact=company, external_id=text[:100])
    browser = as_(anna, **{"accept-language": language})
    content = body(export(browser, form=form))
    assert changes_nothing(read_in(browser, content, form=form), len(AWKWARD))


@pytest.mark.django_db
@pytest.mark.parametrize("form", FORMATS)
def test_every_field_of_an_opportunity_comes_back(form, anna, ben, as_):
    muster, same = make.company("Muster, AG", by=anna), make.company("Muster, AG", by=anna)
    person = make.person("Schmidt", by=anna, title="Dr.", company=same)
    offer = make.stage("Qualified")
    rows = [
        {"contact": muster, "stage": offer, "own_probability": 50},  # by hand what the stage has, too
        {"contact": same, "stage": offer},
        {"contact": person, "stage": offer, "own_probability": 1},
        {"stage": make.stage(), "own_probability": 0, "amount": Decimal("0"), "currency": "JPY"},
        {"amount": Decimal("234.567"), "currency": "KWD", "expected_close_on": date(2026, 2, 1)},
        {"amount": Decimal("1.5"), "amount_type": "month", "periods": 12, "currency": "CHF"},
        {"amount": MAX_AMOUNT, "expected_close_on": date(2026, 12, 11)},
        {"stage": make.stage("Won"), "closed_on": date(2026, 3, 2), "amount": Decimal("12500.50")},
        {"stage": make.stage("Lost"), "closed_on": date(2025, 3, 2), "lost_reason": LostReason.objects.first()},
        {"tags": Tag.objects.named(["R&D; intern, geheim", 'Größe 3"', "=Messe", "Messe"])},
    ]
    for fields in rows:
        make.opportunity(responsible=anna, **fields)
    several = make.opportunity(responsible=ben, title="Mit Teilnehmern", contact=muster)
    for contact in (same, person, make.person("Weber", by=anna)):
        several.add_participant(contact, by=anna)
    content = body(export(as_(anna), form=form))
    assert changes_nothing(read_in(as_(anna), content, form=form), len(rows) + 1)


@pytest.mark.django_db
@pytest.mark.parametrize("form", FORMATS)
def test_what_is_not_offered_any_more_comes_back(form, anna, ben, as_):
    """A person who left, a reader who was in Sales, a reason that was taken out, and a stage of another pipeline."""
    reason = LostReason.objects.first()
    lost = make.opportunity(responsible=ben, stage=make.stage("Lost"), closed_on=date(2025, 1, 1), lost_reason=reason)
    other = Pipeline.objects.create(name_en="Partners", name_de="Partner", position=5)
    stage = Stage.objects.create(pipeline=other, name_en="Proposal", name_de="Angebot", probability=10)
    make.opportunity(responsible=anna, stage=stage)
    make.opportunity(responsible=anna, stage=make.stage("Proposal"))
    twin = make.user("ben2", first_name="Ben")
    make.opportunity(responsible=twin)
    LostReason.objects.filter(pk=reason.pk).update(active=False)
    type(ben).objects.filter(pk=ben.pk).update(is_active=False)
    content = body(export(as_(anna), form=form))
    assert changes_nothing(read_in(as_(anna), content, form=form), 4)
    lost.refresh_from_db()
    assert (lost.responsible, lost.lost_reason) == (ben, reason)


@pytest.mark.django_db
def test_a_person_who_left_is_given_to_no_other_row(anna, ben, as_):
    make.opportunity(responsible=ben, title="Bens")
    make.opportunity(responsible=anna, title="Annas")
    type(ben).objects.filter(pk=ben.pk).update(is_active=False)
    content = body(export(as_(anna), columns=["title", "responsible"])).decode("utf-8-sig")
    changed = content.replace("Anna Test", "Ben Test")
    answer = as_(anna).post("/import/opportunities/", {"file": upload(changed)})
    run = brought(answer)
    check(as_(anna), run)
    assert (run.checked["unchanged"], run.checked["refused"]) == (1, 1), why(run)


@pytest.mark.django_db
def test_another_file_that_names_a_person_who_left_is_asked_about(anna, ben, as_):
    type(ben).objects.filter(pk=ben.pk).update(is_active=False)
    browser = as_(anna)
    run = brought(browser.post("/import/opportunities/", {"file": upload("Titel;Zuständig\nHalle;Ben Test\n")}))
    assert post(browser, run, "columns").status_code == 302
    (found,) = browser.get(f"/import/{run.public_id}/values/").context["form"].unclear
    assert [(unclear.name, unclear.candidates) for unclear in found.names] == [("Ben Test", ())]
    assert post(browser, run, "values", **{"all-responsible": "refuse"}).status_code == 302
    assert run.checked["refused"] == 1


@pytest.mark.django_db
@pytest.mark.parametrize("form", FORMATS)
def test_every_field_of_a_contact_comes_back(form, anna, as_):
    companies = [make.company("Muster AG", by=anna, country="DE", city="Köln", postcode="01067") for _ in range(2)]
    kinds = [(kind, label) for kind in ContactPoint.Kind for label in ContactPoint.Label]
    values = {"phone": "+49 30 127", "email": "e7@example.com", "web": "https://example.com/7;b"}
    for company in companies:
        points = [
            ContactPoint(
                kind=kind, label=label, value=values[kind].replace("3", str(number % 10)).replace("e@", f"e{number}@")
            )
            for number, (kind, label) in enumerate(kinds)
        ]
        make.person(
            "Schmidt", by=anna, title="Prof. Dr.", salutation="ms", company=company, tags=Tag.objects.named(["A;B"])
        )
        create_contact({"kind": "person", "first_name": "=Tim", "points": points, "position": "@Chef"}, by=anna)
    make.company("=Formel AG", by=anna, description="erste\r\n-zweite", external_id="'4711", country="CH")
    content = body(export(as_(anna), "contacts", "", form=form))
    assert changes_nothing(read_in(as_(anna), content, "contacts", form=form), 7)


@pytest.mark.long
@pytest.mark.django_db
@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("name", ["opportunities", "contacts"])
def test_every_column_alone_comes_back(form, name, anna, as_):
    """Through the pages as a workbook; which sign stands between cells is no page's concern."""
    company = make.company("Muster AG", by=anna, city="Köln", tags=Tag.objects.named(["Messe"]))
    make.person("Schmidt", by=anna, company=company, email="e@example.com")
    make.opportunity(responsible=anna, title="Halle", contact=company, amount=Decimal("12.5"))
    everything = (Contact if name == "contacts" else Opportunity).objects.order_by("pk")
    assert len(everything) == (2 if name == "contacts" else 1)
    for column in source(name).columns():
        if column.key == OWN_ID or column.key in OTHERS:
            continue
        if form == "xlsx":
            content = body(export(as_(anna), name, form=form, columns=[column.key]))
            run = read_in(as_(anna), content, name, form=form)
        else:
            run = through_the_engine(name, everything, anna, form, [column.key])
        assert changes_nothing(run, len(everything)), column.key


OTHERS = {"total", "base_total", "base_weighted", "next_step", "next_step_due", "last_activity"}
OTHERS |= {"pipeline", "stage_since", "created_by", "last_activity_on"}


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("name", ["opportunities", "contacts"])
def test_every_heading_is_known_by_name(name, language):
    with translation.override(language):
        columns = source(name).columns()
        headings = [str(column.label) for column in columns]
    mapping = guess_mapping(target(name), [column_called(index, text) for index, text in enumerate(headings)])
    found = {key: source.columns[0] for key, source in mapping.sources.items()}
    assert found == {column.key: index for index, column in enumerate(columns) if column.key not in OTHERS}
    assert set(found) == {field.key for field in target(name).fields if not field.foreign}


def column_called(index, text):
    return Column(index, text, text)


@pytest.mark.django_db
def test_rows_that_one_may_only_see_are_unchanged_and_cannot_be_changed(restricted, ben, as_):
    content = body(export(as_(ben))).decode("utf-8-sig")
    assert changes_nothing(read_in(as_(ben), content.encode("utf-8-sig")), 1)
    answer = as_(ben).post("/import/opportunities/", {"file": upload(content.replace("Vertraulich", "Untergeschoben"))})
    run = check(as_(ben), brought(answer))
    assert (run.checked["updated"], run.checked["refused"]) == (0, 1)
    assert "may be seen by you, but not changed" in run.problems.get().reason


@pytest.mark.django_db
def test_the_number_of_a_hidden_row_is_as_if_it_were_not_there(restricted, otto, as_):
    own = make.opportunity(responsible=otto, title="Ottos")
    content = body(export(as_(otto))).decode("utf-8-sig").replace(own.public_id, restricted.public_id)
    run = check(as_(otto), brought(as_(otto).post("/import/opportunities/", {"file": upload(content)})))
    assert run.checked["created"] == 1


def brought(answer):
    return ImportRun.objects.get(public_id=answer["Location"].split("/")[2])


# Any texts

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40).map(str.strip)
SIGNS = st.sampled_from([*"=+-@＝＋－＠'\";,\n\t ", "''", "\r\n", "[x]"])
FORMS, LANGUAGES = st.sampled_from(FORMATS), st.sampled_from(["de", "en"])
RISKY = st.lists(st.one_of(SIGNS, TEXTS), max_size=6).map("".join).map(str.strip)
ROW = st.fixed_dictionaries(
    {
        "title": RISKY.filter(bool).map(lambda text: text[:255].strip()),
        "description": RISKY,
        "external_id": RISKY.map(lambda text: text[:100].strip()),
        "amount": st.none() | st.decimals(0, MAX_AMOUNT, places=3),
        "currency": st.sampled_from(["EUR", "JPY", "KWD", "CHF"]),
        "own_probability": st.none() | st.integers(0, 100),
        "expected_close_on": st.none() | st.dates(date(1900, 1, 1), date(2199, 12, 31)),
        "tags": st.lists(RISKY.map(lambda text: " ".join(text.split())[:50].strip()).filter(bool), max_size=3),
    }
)


@pytest.mark.long
class AnyTexts(TestCase):
    """Through the engine itself: survey, check and run, as its pages and the command line do."""

    @given(
        rows=st.lists(ROW, min_size=1, max_size=4),
        form=FORMS,
        language=LANGUAGES,
    )
    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    def test_what_was_exported_reads_in_as_the_same(self, rows, form, language):
        anna = make.user(role=Role.SALES)
        for fields in rows:
            tags = Tag.objects.named(fields["tags"])
            make.opportunity(responsible=anna, stage=make.stage("Qualified"), **fields | {"tags": tags})
        with translation.override(language):
            run = through_the_engine("opportunities", Opportunity.objects.visible_to(anna).order_by("pk"), anna, form)
        assert changes_nothing(run, len(rows))

    @given(
        names=st.lists(RISKY.map(lambda text: text[:100].strip()).filter(bool), min_size=1, max_size=4),
        form=FORMS,
        language=LANGUAGES,
    )
    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    def test_contacts_do_too(self, names, form, language):
        anna = make.user(role=Role.SALES)
        for name in names:
            company = make.company(name, by=anna, description=name, city=name)
            create_contact(
                {"kind": "person", "last_name": name, "title": name[:50].strip(), "company": company}, by=anna
            )
        with translation.override(language):
            run = through_the_engine("contacts", Contact.objects.order_by("pk"), anna, form)
        assert changes_nothing(run, len(names) * 2)


def through_the_engine(name, rows, by, form, columns=()):
    """Export rows, and import the file as it is offered; questions about names are answered by refusing."""
    chosen = list(columns) or [column.key for column in source(name).columns()]
    pieces = Pieces(source(name), by, BY_KEY[form], chosen)
    out = io.BytesIO()
    pieces.put_together(out, pieces.all(keys_of(rows)))
    file = upload(out.getvalue(), f"export.{BY_KEY[form].extension}")
    run = keep_file(file, look_at(file), target=target(name), by=by)
    mapping = guess_mapping(run.kind, run.columns_kept())
    options = {each.key: each.initial for each in (*run.kind.match_options(mapping.sources), *run.kind.options(by))}
    run.settle(by=by, mapping=mapping.as_json(), options=options)
    work.survey_file(work.AtOnce(run.begin(SURVEY, by=by)))
    run.refresh_from_db()
    assert not [key for key, (_decided, rivals) in run.survey_kept().decisions().items() if rivals]
    work.check_rows(work.AtOnce(run.begin(CHECK, by=by)))
    run.refresh_from_db()
    assert start(run, by=by)
    work_off(run)
    return run
