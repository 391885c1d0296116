"""Rows for tests: plain functions that go through the product's own verbs."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from itertools import count
from typing import Any

import docx
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role, role_group
from contacts.models import Contact, ContactPoint, create_contact
from core.sharing import CHANGE, VIEW, Grant
from documents.models import Document, Template, add_document, add_template
from fields.models import CustomField, add_field
from history import verbs
from history.models import Event, EventCategory, record
from opportunities.models import ExchangeRate, Opportunity, Stage, open_opportunity
from tasks.models import Task, TaskCategory, open_task

PASSWORD = "demo-demo"
_numbers = count(1)
METALS = (("Gold", "Gold"), ("Silber", "Silver"), ("Bronze", "Bronze"))


def user(username: str = "", *, role: Role | None = Role.SALES, **fields: Any) -> User:
    """Return a person with a role; first name from the user name, an e-mail address at example.com."""
    username = username or f"person{next(_numbers)}"
    fields = {"first_name": username.capitalize(), "last_name": "Test", "email": f"{username}@example.com"} | fields
    fields = {"is_staff": role == Role.ADMINISTRATION} | fields
    person = User.objects.create_user(username, password=PASSWORD, **fields)
    if role:
        person.groups.add(role_group(role))
    return User.objects.get(pk=person.pk)


def team(name: str, *, members: Any = ()) -> Group:
    """Return a team; people hold their groups, so ask for a member anew to see them in it."""
    made = Group.objects.create(name=name)
    for member in members:
        member.groups.add(made)
    return made


def stage(name: str = "Initial contact") -> Stage:
    """Return a stage of the default pipeline by its English name."""
    return Stage.objects.get(name_en=name, pipeline__is_default=True)


def opportunity(
    *, responsible: User, by: User | None = None, viewers: Any = (), editors: Any = (), **fields: Any
) -> Opportunity:
    """Return an opportunity; restricted as soon as somebody is granted something."""
    grants = [*(Grant(who, VIEW) for who in viewers), *(Grant(who, CHANGE) for who in editors)]
    changes = {
        "title": f"Opportunity {next(_numbers)}",
        "responsible": responsible,
        "stage": stage(),
        "currency": "EUR",
    } | fields
    if grants:
        changes |= {"restricted": True, "grants": grants}
    return open_opportunity(changes, by=by or responsible)


def rate(currency: str, rate: Decimal, day: date | None = None) -> ExchangeRate:
    """Return a rate, one unit of the base currency in `currency`, as the system keeps it: without applying it."""
    return ExchangeRate.objects.create(
        base=settings.BASE_CURRENCY, currency=currency, day=day or timezone.localdate(), rate=rate
    )


def company(name: str = "", *, by: User, **fields: Any) -> Contact:
    """Return a company."""
    return create_contact({"kind": "company", "company_name": name or f"Firma {next(_numbers)}"} | fields, by=by)


def person(last_name: str = "", *, by: User, email: str = "", **fields: Any) -> Contact:
    """Return a person, reached by an e-mail address if one is given."""
    points = [ContactPoint(kind="email", value=email)] if email else []
    named = {"kind": "person", "first_name": "Erika", "last_name": last_name or f"Muster{next(_numbers)}"}
    return create_contact(named | {"points": points} | fields, by=by)


def events_visible_to(user: User) -> list[Event]:
    """Return all events that a person may read, newest first."""
    return list(Event.objects.visible_to(user).newest_first())


def event(page: Any, *, by: User, text: str = "Angerufen", **fields: Any) -> Event:
    """Return a note that somebody added on a page."""
    note = EventCategory.objects.order_by("position").first()
    return record(verbs.ADDED, page, by=by, page=page, text=text, category=note, **fields)


def upload(name: str = "Angebot.txt", content: bytes = b"Inhalt") -> SimpleUploadedFile:
    """Return a file as a browser sends it."""
    return SimpleUploadedFile(name, content)


def document(
    *, by: User, opportunity: Any = None, contact: Any = None, event: Any = None, file: Any = None, **fields: Any
) -> Document:
    """Return a document of an opportunity, a contact or an event; fields may be `name` and `note`."""
    return add_document(opportunity or contact or event, file or upload(), by=by, **fields)


def docx_file(*paragraphs: str, header: str = "", name: str = "Vorlage.docx") -> SimpleUploadedFile:
    """Return a .docx of these paragraphs as a browser sends it."""
    document, out = docx.Document(), BytesIO()
    for text in paragraphs:
        document.add_paragraph(text)
    if header:
        document.sections[0].header.paragraphs[0].text = header
    document.save(out)
    return SimpleUploadedFile(name, out.getvalue())


def template(*paragraphs: str, by: User, name_de: str = "Angebot", name_en: str = "Offer", **fields: Any) -> Template:
    """Return a template of these paragraphs."""
    file = docx_file(*(paragraphs or ("{{ contact.name }}",)))
    return add_template({"name_de": name_de, "name_en": name_en} | fields, file, by=by)


def field(kind: str, name: str = "", *, by: User, bearer: str = "opportunities", **fields: Any) -> CustomField:
    """Return a custom field, called after its kind; of a list with the choices Gold, Silver and Bronze."""
    called = {"bearer": bearer, "kind": kind, "name_en": name or f"My {kind.replace('_', ' ')}", "choices": []}
    if kind in ("choice", "choices"):
        called["choices"] = [{"de": german, "en": english} for german, english in METALS]
    return add_field(called | fields, by=by)


def task(*, by: User, **fields: Any) -> Task:
    """Return a task, due today and `by`'s own unless fields say otherwise."""
    category = TaskCategory.objects.order_by("position").first()
    changes = {"title": f"Task {next(_numbers)}", "category": category, "due_on": timezone.localdate()} | fields
    return open_task(changes, by=by)
