"""A world with something to hide: a restricted opportunity of anna's, with canaries in every field of what hangs on it.

ben may view it, carla may change it, otto is outside. A canary is a word that stands nowhere else; where it shows, it
leaked.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from accounts.models import Invitation, User
from accounts.roles import Role
from contacts.models import Contact
from core.models import Tag
from documents.models import Document
from exports.models import ExportRun
from history.models import Event
from imports.models import SURVEY, ImportRun
from jobs.models import Job
from jobs.queue import enqueue
from notifications.models import Notification
from opportunities.bulk.steps import begin
from opportunities.models import BulkChange, Opportunity, Participant, SavedView, save_view
from reports.taking import take_all
from tasks.models import Task
from tests import make

CANARIES = (
    "Kanarientitel",
    "Kanarienbeschreibung",
    "Kanarienschlagwort",
    "Kanarienrolle",
    "Kanarienaufgabe",
    "Kanariennotiz",
    "Kanarienergebnis",
    "kanariendatei",
    "kanarieninhalt",
    "Kanarienereignis",
    "Kanarienansicht",
    "Kanarienvermerk",
    "987654321",
    "987.654.321",
    "987,654,321",
)
# Written by every request, or by nobody's doing: not what a refused request must leave alone.
PASSING = {
    "sessions.session",
    "accounts.user",
    "django_tasks_database.dbtaskresult",
    "jobs.schedule",
    "account.emailaddress",
}


@dataclass
class World:
    """The hidden rows, by what an address may name."""

    opportunity: Opportunity
    contact: Contact
    task: Any
    document: Any
    event: Event
    held: Any  # a task on it that ben, who may only view it, is to do
    own_task: Any  # a task of anna's about nothing
    run: ImportRun
    export: ExportRun
    job: Job
    notification: Notification
    invitation: Invitation
    person: User
    change: BulkChange  # of many opportunities, anna's
    view: SavedView  # a view of the list that anna keeps for herself
    rate: Any  # an exchange rate: administrators keep them
    field: Any  # a custom field: everybody sees it, administrators keep it
    template: Any  # of new documents: everybody who makes some may use it, administrators change it

    @property
    def pages(self) -> dict[str, Any]:
        """A hidden page of every kind that has hidden ones, by the word that addresses name it with."""
        return {"opportunity": self.opportunity, "task": self.own_task, "importrun": self.run, "exportrun": self.export}

    def around(self) -> dict[str, list[Any]]:
        """Return what hangs on the hidden opportunity, and itself: what a forged form must leave as it is."""
        mine = {"opportunity": self.opportunity.pk}
        asked = {
            "opportunity": Opportunity.objects.filter(pk=self.opportunity.pk),
            "tasks": Task.objects.filter(**mine),
            "participants": Participant.objects.filter(**mine),
            "documents": Document.objects.filter(**mine),
            "tags": Opportunity.tags.through.objects.filter(tag__folded__contains="kanarien"),
            "events": Event.objects.on_page(self.opportunity),
        }
        return {word: list(rows.order_by("pk").values_list()) for word, rows in asked.items()}


def build(anna: User, ben: User, carla: User) -> World:
    """Return a world with the hidden rows, each written by its own verb."""
    contact = make.company("Öffentliche AG", by=anna)
    (tag,) = Tag.objects.named(["Kanarienschlagwort"])
    opportunity = make.opportunity(
        responsible=anna,
        viewers=[ben],
        editors=[carla],
        title="Kanarientitel",
        description="Kanarienbeschreibung",
        amount=Decimal("987654321"),
        contact=contact,
        tags=[tag],
    )
    opportunity.add_participant(make.person("Muster", by=anna), by=anna, role="Kanarienrolle")
    field = make.field("text", "Vermerk", by=anna)
    opportunity.revise({"custom": {field.key: "Kanarienvermerk"}}, by=anna)
    task = make.task(opportunity=opportunity, by=anna, title="Kanarienaufgabe", description="Kanariennotiz")
    done = make.task(opportunity=opportunity, by=anna, title="Kanarienaufgabe zwei")
    done.close(by=anna, result="Kanarienergebnis")
    content = SimpleUploadedFile("kanariendatei.txt", b"kanarieninhalt")
    document = make.document(opportunity=opportunity, by=anna, file=content)
    event = make.event(opportunity, by=anna, text="Kanarienereignis", recipients=[ben])
    held = make.task(opportunity=opportunity, by=anna, assignee=ben, title="Kanarienaufgabe für ben")
    own_task = make.task(by=anna, title="Kanarienaufgabe für mich", description="Kanariennotiz")
    run = ImportRun.objects.create(owner=anna, target="opportunities", original_name="kanariendatei.csv")
    export = ExportRun.objects.create(owner=anna, source="opportunities", form="xlsx", query="q=Kanarientitel")
    job = enqueue(SURVEY, by=anna, payload={"run": run.pk, "version": run.version})
    notification = Notification.objects.filter(recipient=ben, channel="in_app").latest("pk")
    take_all()
    invitation = Invitation.objects.invite(by=anna, email="neu@example.com", role=Role.SALES)
    return World(
        opportunity,
        contact,
        task,
        document,
        event,
        held,
        own_task,
        run,
        export,
        job,
        notification,
        invitation,
        anna,
        begin("due", {"how": "set", "day": "2031-03-01"}, [opportunity.pk], by=anna, query="q=Kanarientitel"),
        save_view({"name": "Kanarienansicht", "query": "q=Kanarientitel"}, by=anna),
        make.rate("CHF", Decimal("0.9345")),
        field,
        make.template(by=anna),
    )


READING = ("SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK")


@contextmanager
def writes() -> Iterator[list[str]]:
    """Give a list that fills with the statements that may write something: much cheaper than a snapshot each time."""
    written = []

    def watch(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        if not sql.startswith(READING):
            written.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield written


def snapshot() -> dict[str, list[Any]]:
    """Return every row of every table, but the ones that each request writes."""
    return {
        model._meta.label_lower: list(model._base_manager.order_by("pk").values_list())
        for model in apps.get_models()
        if model._meta.label_lower not in PASSING
    }
