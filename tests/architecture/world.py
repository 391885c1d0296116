"""A world with something to hide: a restricted opportunity of anna's, with canaries in every field of what hangs on it.

ben may view it, carla may change it, otto is outside. A canary is a word that stands nowhere else; where it shows, it
leaked.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from contacts.models import Contact
from core.models import Tag
from history.models import Event
from opportunities.models import Opportunity
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
    task = make.task(opportunity=opportunity, by=anna, title="Kanarienaufgabe", description="Kanariennotiz")
    done = make.task(opportunity=opportunity, by=anna, title="Kanarienaufgabe zwei")
    done.close(by=anna, result="Kanarienergebnis")
    content = SimpleUploadedFile("kanariendatei.txt", b"kanarieninhalt")
    document = make.document(opportunity=opportunity, by=anna, file=content)
    event = make.event(opportunity, by=anna, text="Kanarienereignis", recipients=[ben])
    return World(opportunity, contact, task, document, event)


def snapshot() -> dict[str, list[Any]]:
    """Return every row of every table, but the ones that each request writes."""
    return {
        model._meta.label_lower: list(model._base_manager.order_by("pk").values_list())
        for model in apps.get_models()
        if model._meta.label_lower not in PASSING
    }
