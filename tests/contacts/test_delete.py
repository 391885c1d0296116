"""Deleting a contact: what refers to it is named as far as one may see, stays, and loses only the reference."""

import re

import pytest

from contacts import verbs
from contacts.models import Contact, ContactPoint
from documents.models import Document
from history.models import Event
from opportunities import verbs as opportunity_verbs
from opportunities.models import Opportunity
from tasks import verbs as task_verbs
from tasks.models import Task
from tests import make

GERMAN = {"accept-language": "de"}


def address(contact):
    return f"/contacts/{contact.public_id}/delete/"


def main_of(answer) -> str:
    """Return the words of a page's own part."""
    (main,) = re.findall(r"(?s)<main.*</main>", answer.content.decode())
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


@pytest.fixture
def company(anna):
    return make.company("Muster AG", by=anna, points=[ContactPoint(kind="phone", value="030 1234")])


@pytest.fixture
def referred(company, anna):
    """anna's company with a person, two opportunities (one with a task, history and a document), and its own task."""
    make.person("Muster", by=anna, company=company)
    own = make.opportunity(responsible=anna, title="Eigene", contact=company)
    other = make.opportunity(responsible=anna, title="Teilnahme")
    other.add_participant(company, by=anna)
    make.task(opportunity=own, by=anna, title="Aufgabe der Verkaufschance")
    make.event(own, by=anna, text="Notiz der Verkaufschance")
    make.document(opportunity=own, by=anna)
    make.task(contact=company, by=anna, title="Aufgabe des Kontakts")
    make.event(company, by=anna, text="Notiz des Kontakts")
    make.document(contact=company, by=anna)
    return company


def test_it_names_what_goes_and_what_only_loses_the_reference(referred, anna, as_):
    page = main_of(as_(anna, **GERMAN).get(address(referred)))
    kept, _heading, lost = page.partition("Damit wird auch gelöscht")
    assert lost, page
    for words in ("2 Verkaufschancen", "1 Aufgabe", "1 Person dieses Unternehmens"):
        assert words in kept, words
        assert words not in lost, words
    assert "1 Dokument" in lost
    assert "kann nicht rückgängig gemacht werden" in page
    assert Contact.objects.filter(pk=referred.pk).exists()


def test_it_counts_the_events_that_go(referred, anna, as_):
    page = main_of(as_(anna).get(address(referred)))
    as_(anna).post(address(referred))
    logged = Event.objects.get(verb=verbs.DELETED).particulars["counts"]
    assert f"{logged['events']} events" in page


def test_it_deletes_the_contact_and_leads_to_the_list_as_it_was_left(company, anna, as_):
    client = as_(anna)
    client.get("/contacts/?kind=company&sort=-city")
    answer = client.post(address(company))
    assert answer["Location"] == "/contacts/?kind=company&sort=-city"
    assert not Contact.objects.exists()
    assert not ContactPoint.objects.exists()
    assert "“Muster AG” was deleted." in client.get(answer["Location"]).content.decode()


def test_nothing_of_an_opportunity_goes_with_it(referred, anna, as_):
    before = {row.pk: set(row.events.values_list("pk", flat=True)) for row in Opportunity.objects.all()}
    as_(anna).post(address(referred))
    assert {row.title for row in Opportunity.objects.all()} == {"Eigene", "Teilnahme"}
    for row in Opportunity.objects.all():
        assert before[row.pk] <= set(row.events.values_list("pk", flat=True))
    assert Task.objects.filter(opportunity__title="Eigene").exists()
    assert Document.objects.filter(opportunity__title="Eigene").exists()
    assert Event.objects.filter(text="Notiz der Verkaufschance").exists()


def test_the_references_are_cleared_and_that_is_recorded(referred, anna, as_):
    as_(anna).post(address(referred))
    own, other = Opportunity.objects.get(title="Eigene"), Opportunity.objects.get(title="Teilnahme")
    assert (own.contact, own.version, other.participants.count()) == (None, 2, 0)
    assert own.events.newest_first()[0].verb == opportunity_verbs.CONTACT_CHANGED
    assert other.events.newest_first()[0].verb == opportunity_verbs.PARTICIPANT_REMOVED
    assert "Muster AG" in other.events.newest_first()[0].sentence
    assert not Opportunity.objects.search("muster ag").exists()


def test_its_people_stay_without_a_company_and_are_not_found_by_it_any_more(referred, anna, as_):
    as_(anna).post(address(referred))
    person = Contact.objects.get()
    assert (person.name, person.company, person.version) == ("Erika Muster", None, 2)
    assert person.events.newest_first()[0].particulars == {"fields": ["company"]}
    assert not Contact.objects.search("muster ag").exists()


def test_its_own_tasks_stay_with_their_history(referred, anna, as_):
    task = Task.objects.get(contact=referred)
    task.close(by=anna, result="Erreicht")
    as_(anna).post(address(referred))
    task.refresh_from_db()
    assert (task.contact, task.is_closed, task.version) == (None, True, 3)
    history = [event.verb for event in task.events.newest_first()]
    assert history == [task_verbs.REVISED, task_verbs.CLOSED, task_verbs.CREATED]
    assert "Erreicht" in as_(anna).get(task.get_absolute_url()).content.decode()


def test_its_notes_and_files_go_with_it(referred, anna, as_):
    as_(anna).post(address(referred))
    assert not Event.objects.filter(text="Notiz des Kontakts").exists()
    assert not Document.objects.filter(opportunity=None).exists()


def test_administrators_keep_a_line_in_the_log(referred, anna, dora, as_):
    as_(anna).post(address(referred))
    (line,) = [event for event in make.events_visible_to(dora) if event.verb == verbs.DELETED]
    assert (line.subject_label, line.actor, line.page) == ("Muster AG", anna, None)
    counts = line.particulars["counts"]
    assert {word: counts[word] for word in ("opportunities", "tasks", "documents", "people")} == {
        "opportunities": 2,
        "tasks": 1,
        "documents": 1,
        "people": 1,
    }
    assert not [event for event in make.events_visible_to(anna) if event.verb == verbs.DELETED]


def test_a_second_time_there_is_nothing_to_delete(company, anna, as_):
    client = as_(anna)
    client.post(address(company))
    assert client.post(address(company)).status_code == 404
    assert Event.objects.filter(verb=verbs.DELETED).count() == 1


def test_asking_deletes_nothing(company, anna, as_):
    as_(anna).get(address(company))
    as_(anna).head(address(company))
    assert as_(anna).put(address(company)).status_code == 405
    assert Contact.objects.exists()


# Who may


def test_its_creator_and_administrators_may(anna, dora, as_):
    for person in (anna, dora):
        as_(person).post(address(make.company(by=anna)))
    assert not Contact.objects.exists()


def test_who_may_only_edit_it_may_not(company, carla, as_):
    assert as_(carla).get(address(company)).status_code == 403
    assert as_(carla).post(address(company)).status_code == 403
    assert Contact.objects.exists()
    for page in (company.get_absolute_url(), "/contacts/"):
        assert address(company) not in as_(carla).get(page).content.decode()


def test_a_reader_may_not(company, rita, as_):
    assert as_(rita).get(address(company)).status_code == 403
    assert as_(rita).post(address(company)).status_code == 403
    assert Contact.objects.exists()


def test_a_creator_who_only_reads_by_now_may_not(company, anna, as_):
    anna.groups.set(make.user("reader", role=make.Role.READ_ONLY).groups.all())
    assert as_(anna).post(address(company)).status_code == 403
    assert Contact.objects.exists()


def test_an_outsider_without_a_role_cannot_see_it(company, as_):
    nobody = make.user("nobody", role=None)
    assert as_(nobody).get(address(company)).status_code == 404
    assert as_(nobody).post(address(company)).status_code == 404
    assert Contact.objects.exists()


# What the deleter may not see


@pytest.fixture
def secret(anna, otto):
    """otto's company, to which only a restricted opportunity of anna's refers, twice, and a task of it."""
    company = make.company("Ottos AG", by=otto)
    hidden = make.opportunity(responsible=anna, title="Geheim", restricted=True, contact=company)
    beside = make.opportunity(responsible=anna, title="Auch geheim", restricted=True)
    beside.add_participant(company, by=anna)
    make.task(opportunity=hidden, by=anna, title="Geheime Aufgabe")
    return company


def test_hidden_opportunities_are_told_neither_by_words_nor_by_counts(secret, otto, as_):
    unreferred = make.company("Ottos AG", by=otto)
    asked, plain = main_of(as_(otto).get(address(secret))), main_of(as_(otto).get(address(unreferred)))
    assert asked == plain
    assert "refers" not in asked
    done = as_(otto).post(address(secret), follow=True)
    assert "eheim" not in done.content.decode()
    assert not [event for event in make.events_visible_to(otto) if event.verb == verbs.DELETED]


def test_hidden_opportunities_lose_it_too_and_those_who_see_them_read_so(secret, anna, otto, as_):
    as_(otto).post(address(secret))
    hidden, beside = Opportunity.objects.get(title="Geheim"), Opportunity.objects.get(title="Auch geheim")
    assert (hidden.contact, beside.participants.count()) == (None, 0)
    seen = {(event.verb, event.actor) for event in make.events_visible_to(anna)}
    assert (opportunity_verbs.CONTACT_CHANGED, otto) in seen
    assert (opportunity_verbs.PARTICIPANT_REMOVED, otto) in seen
    assert Task.objects.get().title == "Geheime Aufgabe"


def test_who_sees_some_of_them_is_told_of_these(secret, otto, as_):
    make.opportunity(responsible=otto, contact=secret)
    assert "1 opportunity" in main_of(as_(otto).get(address(secret)))


def test_deleting_one_with_much_around_it_takes_few_queries(anna, as_, django_assert_max_num_queries):
    def surrounded(n):
        company = make.company(by=anna)
        for _number in range(n):
            make.person(by=anna, company=company)
            make.opportunity(responsible=anna, contact=company)
            make.opportunity(responsible=anna).add_participant(company, by=anna)
            make.task(contact=company, by=anna)
        return company

    few, many, client = surrounded(1), surrounded(12), as_(anna)
    client.get("/contacts/")
    with django_assert_max_num_queries(60) as counted:
        client.post(address(few))
    with django_assert_max_num_queries(len(counted) + 5):
        client.post(address(many))
