"""An outsider calls every address of the house with the ids of hidden rows: it is as if they were not there."""

import re

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from django.utils import translation

from accounts.models import User
from history import pages
from opportunities.models import Stage
from tasks.models import Task, TaskCategory
from tests import make
from tests.architecture import world
from tests.architecture.test_canary import sing
from tests.architecture.test_public_views import ADDRESSES, PUBLIC

# What the part `public_id` of an address names, by app. Rows that everybody sees, and people, are there too: a walker
# who is not allowed something must not do it, and a hidden row may hang on them.
NAMES = {
    "opportunities": lambda hidden: hidden.opportunity,
    "tasks": lambda hidden: hidden.task,
    "documents": lambda hidden: hidden.document,
    "history": lambda hidden: hidden.event,
    "imports": lambda hidden: hidden.run,
    "exports": lambda hidden: hidden.export,
    "jobs": lambda hidden: hidden.job,
    "notifications": lambda hidden: hidden.notification,
    "contacts": lambda hidden: hidden.contact,
    "accounts": lambda hidden: hidden.person,
    "fields": lambda hidden: hidden.field,
    "lists": lambda hidden: hidden.task.category,
}
# Addresses whose public id names an opportunity although another app serves them.
OF_OPPORTUNITY = {
    "tasks:of_opportunity",
    "documents:of_opportunity",
    "documents:create",
    "documents:from_template",
    "documents:upload",
    "documents:waiting",
}
# Addresses of rows that an outsider may see and change: they are walked by their own rules below.
OPEN_TO_OUTSIDERS = {"contacts": "everybody with a role sees contacts, and Sales changes them"}
OF_PEOPLE = {"accounts:photo": "people with a role see each other"}
# Addresses of administrators' lists, whose rows hide nothing: walked by their own rule below.
OF_ADMINISTRATORS = {
    "documents:template",
    "documents:download_template",
    "documents:download_former",
    "documents:restore_former",
    "documents:delete_template",
    "opportunities:rate",
    "opportunities:delete_rate",
    "lists:list",
    "lists:order",
    "lists:add",
    "lists:edit",
    "lists:delete",
    "fields:field",
    "fields:move",
    "fields:delete",
    "fields:new_field",
}
NO_ROW = {"reports": "names no row", "crm": "names no row", "agenda": "one's own calendar; it names no row"}
# Addresses for machines, which answer to a key and not to the browser's session: walked by their own rule below.
OF_MACHINES = {"wopi": "tests/documents/wopi walks them with every key that opens nothing"}


@pytest.fixture
def hidden(anna, ben, carla):
    return world.build(anna, ben, carla)


@pytest.fixture
def outsider(otto, as_):
    return as_(otto)


def rows_named(name: str, pattern: URLPattern, hidden: world.World) -> list[dict[str, str]]:
    """Return what fills the parts of an address with hidden rows, in every way there is; nothing where it has none."""
    parts = pattern.pattern.converters
    app = name.partition(":")[0]
    if not parts or app in NO_ROW or name in PUBLIC:
        return []
    if "page_kind" in parts:
        return [{"page_kind": kind, "page_id": row.public_id} for kind, row in hidden.pages.items()]
    filled = {}
    for part in parts:
        if part in {"public_id", "opportunity_id"}:
            of_opportunity = name in OF_OPPORTUNITY or part == "opportunity_id"
            row = hidden.opportunity if of_opportunity else NAMES[app](hidden)
            filled[part] = hidden.invitation.public_id if "invitation" in str(pattern.pattern) else row.public_id
        elif part == "page_id":
            filled[part] = hidden.opportunity.public_id
        elif part == "change_id":
            filled[part] = hidden.change.public_id
        elif part == "view_id":
            filled[part] = hidden.view.public_id
        elif part == "template_id":
            filled[part] = hidden.template.public_id
        elif part == "rate_id":
            filled[part] = hidden.rate.public_id
        elif part == "list_key":
            filled[part] = "task-categories"
        elif part == "entry_id":
            filled[part] = hidden.task.category_id
        elif part == "field_id":
            filled[part] = hidden.field.public_id
        elif part == "bearer_key":
            filled[part] = "opportunities"
        elif part == "form":
            filled[part] = "document"
        elif part == "target":
            filled[part] = "opportunities"
        elif part in {"kind", "number", "version", "page"}:
            filled[part] = OTHERWISE[part]
        elif part in {"contact_id", "participant_id"}:
            filled[part] = hidden.contact.public_id
        else:
            pytest.fail(f"{name}: what is “{part}”? Say so here, so that outsiders are tried on it.")
    return [filled]


OTHERWISE = {"kind": "opportunity", "number": 1, "version": 1, "page": 1}


def own_addresses():
    return sorted(name for name in ADDRESSES if ":" in name and not name.startswith("admin:"))


def names_a_row(name: str) -> bool:
    """Whether an address names a row: what an import is of is no row."""
    return bool(set(ADDRESSES[name].pattern.converters) - {"target"})


def walk(client, method, hidden, spared=(), apps=None, **sent):
    """Call every address that names a hidden row; yield its name and status, and whether the call changed anything."""
    before = world.snapshot()
    for name in own_addresses():
        if name in spared or not names_a_row(name) or (apps and name.partition(":")[0] not in apps):
            continue
        for filled in rows_named(name, ADDRESSES[name], hidden):
            with world.writes() as written:
                answer = getattr(client, method)(reverse(name, kwargs=filled), sent)
            after = world.snapshot() if written else before
            yield name, answer.status_code, [table for table in after if after[table] != before[table]]
            before = after
    assert world.snapshot() == before, "Something was written behind the statements that were watched."


def wrong(walked, *right):
    """The calls that were answered otherwise than so, or that changed something."""
    assert walked
    return [one for one in walked if one[1] not in right or one[2]]


# Ids that fill whatever a form calls its rows.
def forged(hidden):
    named = {name: hidden.opportunity.public_id for name in ("opportunity", "page", "about", "public_id")}
    people = {name: hidden.person.public_id for name in ("assignee", "responsible", "recipients", "person")}
    rest = {"contact": hidden.contact.public_id, "tags": "Kanarienschlagwort", "stage": hidden.opportunity.stage_id}
    typed = {"title": "Untergeschoben", "text": "Untergeschoben", "name": "Untergeschoben", "due_on": "2031-03-01"}
    next_task = {"next_title": "Untergeschoben", "next_due_on": "2031-03-01", "result": "Untergeschoben"}
    event = {"happened_on": "2025-03-01", "category": 1}
    return named | people | rest | typed | next_task | event


@pytest.mark.long
@pytest.mark.parametrize("method", ["get", "post"])
def test_an_outsider_finds_nothing_and_changes_nothing(method, hidden, outsider):
    apps = set(NAMES) - set(OPEN_TO_OUTSIDERS) - {"accounts"}
    for sent in ({}, forged(hidden)):
        walked = list(walk(outsider, method, hidden, OF_ADMINISTRATORS, apps, **sent))
        assert len(walked) > 45
        assert not wrong(walked, 404, 405)


@pytest.mark.parametrize("method", ["get", "post"])
def test_who_does_not_administer_changes_no_account(method, hidden, outsider):
    spared = OF_PEOPLE
    for sent in ({}, forged(hidden) | {"email": "otto+anna@example.com", "role": "administration"}):
        assert not wrong(list(walk(outsider, method, hidden, spared, {"accounts"}, **sent)), 403, 404, 405)


@pytest.mark.parametrize("method", ["get", "post"])
def test_who_does_not_administer_changes_no_list_of_administrators(method, hidden, outsider):
    spared = set(ADDRESSES) - OF_ADMINISTRATORS
    walked = list(walk(outsider, method, hidden, spared, **forged(hidden)))
    assert {name for name, _status, _changed in walked} == OF_ADMINISTRATORS
    assert not wrong(walked, 403, 405)


# What a reader of a restricted opportunity may post nevertheless, and why.
READERS_POSTS = {"notifications:open": "it is their own notification, which is read then"}
# What an assignee may do with their task although they only view its opportunity.
ASSIGNEES_POSTS = {
    "tasks:close": "assignee and creator may close what they may see",
    "tasks:reopen": "and open it again",
    "tasks:report": "and say what came of it; tests/tasks/test_access.py says that no other task follows",
    "tasks:edit": "and say when they will do it; tests/tasks/test_access.py says where it cannot be moved",
}


@pytest.mark.long
def test_a_reader_changes_nothing(hidden, ben, as_):
    """ben may see it all; whatever he posts is refused (403, 404, 405), and nothing changes."""
    apps = set(NAMES) - set(OPEN_TO_OUTSIDERS)
    for sent in ({}, forged(hidden)):
        assert not wrong(list(walk(as_(ben), "post", hidden, READERS_POSTS, apps, **sent)), 403, 404, 405)


def test_a_reader_changes_nothing_by_a_task_that_is_theirs_to_do(hidden, ben, as_):
    hidden.task = hidden.held
    for sent in ({}, forged(hidden)):
        assert not wrong(list(walk(as_(ben), "post", hidden, ASSIGNEES_POSTS, {"tasks"}, **sent)), 403, 404, 405)


def test_what_an_assignee_may_do_puts_nothing_else_on_the_opportunity(hidden, ben, as_):
    hidden.task = hidden.held
    spared = set(ADDRESSES) - set(ASSIGNEES_POSTS)
    sent = {**forged(hidden), "assignee": ben.public_id}  # or the edit gives the task away
    walked = {name: status for name, status, _changed in walk(as_(ben), "post", hidden, spared, **sent)}
    assert set(walked) == set(ASSIGNEES_POSTS)
    assert 403 not in walked.values()
    assert not Task.objects.filter(title="Untergeschoben").exclude(pk=hidden.held.pk).exists()


def choices_of(form) -> dict:
    """The fields of a form in which a row is chosen."""
    return {name: field for name, field in form.fields.items() if hasattr(field, "queryset")}


@pytest.mark.long
def test_no_form_of_an_outsider_takes_or_names_a_hidden_row(hidden, otto, outsider):
    """Every form of the house, for a new row and for one's own: each choice with hidden ids."""
    company = make.company("Ottos AG", by=otto)
    own = make.opportunity(responsible=otto, contact=company)
    task, event = make.task(by=otto), make.event(own, by=otto)
    forms = [reverse(name) for name in own_addresses() if not ADDRESSES[name].pattern.converters]
    forms += [
        reverse("opportunities:edit", args=[own.public_id]),
        reverse("opportunities:access", args=[own.public_id]),
        reverse("opportunities:participants", args=[own.public_id]),
        reverse("tasks:edit", args=[task.public_id]),
        reverse("contacts:edit", args=[company.public_id]),
        reverse("history:edit", args=[event.public_id]),
        reverse("history:add", args=["contact", hidden.contact.public_id]),
    ]
    before, filled = hidden.around(), 0
    for page in forms:
        shown = outsider.get(page)
        form = shown.context.get("form") if shown.context else None
        if form is None:
            continue
        for name in choices_of(form):
            for key in (hidden.opportunity.public_id, hidden.opportunity.pk, hidden.task.public_id, hidden.task.pk):
                filled += 1
                sent = forged(hidden) | {form.add_prefix(name): key}
                assert not sing(outsider.post(page, sent | {"tags": ""})), f"{page} {name}"
    assert filled > 30
    assert hidden.around() == before


@pytest.mark.parametrize("kind", ["opportunity", "task", "importrun", "exportrun", "contact"])
def test_the_history_of_every_kind_of_page_answers_who_may_see_it(kind, hidden, anna, dora, as_):
    """For its owner and for administrators; whoever it names is somebody who may see it."""
    page = (hidden.pages | {"contact": hidden.contact})[kind]
    for person in (anna, dora):
        client = as_(person)
        for name in ("feed", "add"):
            assert client.get(reverse(f"history:{name}", args=[kind, page.public_id])).status_code == 200
        refused = client.post(reverse("history:add", args=[kind, page.public_id]), {})
        assert refused.status_code == 422


@pytest.mark.django_db
def test_every_kind_of_page_is_walked():
    kinds = {model._meta.model_name for model in pages.registered().values()}
    assert kinds == {"opportunity", "task", "importrun", "exportrun", "contact"}


def test_who_may_see_a_page_is_asked_both_ways(hidden, anna, ben, carla, dora, otto):
    everybody = [anna, ben, carla, dora, otto]
    for page in [*hidden.pages.values(), hidden.contact]:
        sees = {one for one in everybody if type(page).objects.visible_to(one).filter(pk=page.pk).exists()}
        assert set(User.objects.who_may_see(page)) == sees


def test_every_app_is_walked_or_named():
    apps = {name.partition(":")[0] for name in own_addresses()}
    assert apps <= set(NAMES) | set(NO_ROW) | set(OF_MACHINES)
    assert get_resolver().url_patterns


@pytest.mark.parametrize("who", ["otto", "anna"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_session_is_no_key_at_an_address_for_machines(method, who, hidden, as_, request):
    """With no office server set they are not there, whoever asks; nothing changes, nothing is told."""
    client, before = as_(request.getfixturevalue(who)), world.snapshot()
    walked = [name for name in own_addresses() if name.partition(":")[0] in OF_MACHINES]
    assert len(walked) == 2
    for name in walked:
        answer = getattr(client, method)(reverse(name, args=[hidden.document.public_id]))
        assert answer.status_code == 404
        assert not sing(answer)
    assert world.snapshot() == before


@pytest.mark.django_db
def test_a_hidden_row_and_no_row_are_told_alike(hidden, outsider):
    """Same status, same body but for the address asked for."""
    there = outsider.get(f"/opportunities/{hidden.opportunity.public_id}/")
    nowhere = outsider.get("/opportunities/0000000000zz/")
    assert there.status_code == nowhere.status_code == 404
    assert plain(there, hidden.opportunity.public_id) == plain(nowhere, "0000000000zz")


def plain(answer, public_id: str) -> str:
    """Return a page without what differs between any two requests: the address asked for and the form's token."""
    text = answer.content.decode().replace(public_id, "")
    return re.sub(r'X-CSRFToken": "\w+"|csrfmiddlewaretoken" value="\w+"', "", text)


def test_a_person_without_a_role_sees_nothing(hidden):
    nobody = make.user("nobody", role=None)
    client = Client()
    client.force_login(nobody)
    listed = client.get("/opportunities/?kind=all")
    assert b"Kanarien" not in listed.content
    assert client.get(f"/opportunities/{hidden.opportunity.public_id}/").status_code == 404
    assert client.get(f"/contacts/{hidden.contact.public_id}/").status_code == 404


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_person_without_a_role_reads_no_name_of_anybody(language, hidden, dora, as_):
    """No colleague, no stage, no category, no contact: on no page, whatever is asked for."""
    nobody = make.user("nobody", role=None, first_name="Niemand", last_name="Rollenlos")
    client = as_(nobody, **{"accept-language": language})
    for person, name in ((hidden.person, "Kanarienkollegin"), (dora, "Kanarienchefin")):
        User.objects.filter(pk=person.pk).update(last_name=name)
    rows = [*Stage.objects.all(), *TaskCategory.objects.all(), hidden.contact]
    with translation.override(language):
        secret = {"Kanarienkollegin", "Kanarienchefin", *world.CANARIES, *(str(row) for row in rows)} - WORDS
    for name in own_addresses():
        for filled in rows_named(name, ADDRESSES[name], hidden) if names_a_row(name) else [{}]:
            if "target" in ADDRESSES[name].pattern.converters:
                filled = {"target": "opportunities"}
            answer = client.get(reverse(name, kwargs=filled))
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            read = visible_words(body.decode("utf-8", "replace"))
            assert not [word for word in secret if word in read], name


# Names of stages and categories that are also words of the frame of every page.
WORDS = {"Lost", "Won", "Verloren", "Gewonnen", "Other", "Sonstiges", "E-Mail", "Email", "Call", "Demo"}


def visible_words(page: str) -> str:
    return re.sub(r"(?s)<head>.*?</head>", "", page)
