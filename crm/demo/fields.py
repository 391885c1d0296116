"""The custom fields of the demo: what a company of its kind adds, and values of them."""

from datetime import timedelta
from random import Random

from accounts.models import User
from contacts.models import Contact
from crm.demo.stories import Cast, backdate
from fields.kinds import Kind
from fields.models import CustomField, add_field
from opportunities.models import Opportunity

SOURCES = (("Messe", "Trade fair"), ("Empfehlung", "Referral"), ("Website", "Website"), ("Kaltakquise", "Cold call"))
INDUSTRIES = (("Maschinenbau", "Engineering"), ("Handel", "Retail"), ("Logistik", "Logistics"), ("Medizin", "Health"))


def make_fields(by: User) -> list[CustomField]:
    """Add where an opportunity comes from and since when there is a contract, and the industry of a contact."""
    wanted = (
        ("opportunities", Kind.CHOICE, "Herkunft", "Source", SOURCES),
        ("opportunities", Kind.DAY, "Vertrag läuft aus", "Contract ends", ()),
        ("contacts", Kind.CHOICE, "Branche", "Industry", INDUSTRIES),
    )
    return [
        add_field(
            {
                "bearer": bearer,
                "kind": kind,
                "name_de": german,
                "name_en": english,
                "choices": [{"de": one, "en": other} for one, other in choices],
            },
            by=by,
        )
        for bearer, kind, german, english, choices in wanted
    ]


def fill_in(rng: Random, cast: Cast, row: Opportunity, fields: list[CustomField]) -> None:
    """Give every other opportunity values, as of the day it was opened; it is no later activity."""
    if rng.random() < 0.5:
        return
    source, ends, _industry = fields
    values: dict[str, object] = {source.key: rng.choice(source.choices)["key"]}
    if rng.random() < 0.3:
        values[ends.key] = (row.created_at.date() + timedelta(days=rng.randrange(90, 700))).isoformat()
    before = row.last_activity_at
    row.revise({"custom": values}, by=row.responsible)
    backdate(row, cast.now, row.created_at + timedelta(minutes=6))
    Opportunity.objects.filter(pk=row.pk).update(last_activity_at=before)


def fill_in_industries(rng: Random, contacts: list[Contact], fields: list[CustomField]) -> None:
    """Give companies their industry."""
    industry = fields[-1]
    for contact in contacts:
        if contact.kind == "company" and rng.random() < 0.8:
            contact.revise({"custom": {industry.key: rng.choice(industry.choices)["key"]}}, by=contact.created_by)
