"""Opportunities as a target of imports: the fields, what is asked, and how an import is taken back."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from contacts.imports import CompaniesPart
from contacts.vocabularies import ContactIds, ContactNames
from core.money import currency_choices
from history.models import Event
from imports.fields import Field, Kind
from imports.targets import Assignment, Option, Part, Session, Target
from imports.vocabularies import EMPTY, REFUSE, Vocabulary
from opportunities import verbs
from opportunities.drafts import BY_EXPECTED, BY_TODAY, REFUSED, OpportunitySession
from opportunities.models import Opportunity, Participant
from opportunities.vocabularies import AmountTypes, Currencies, People, Reasons, Stages

PRODUCTS = "Product; Produkt; Product name; Produktname; Article; Artikel; Service; Leistung"
ACCOUNTS = "Account; Account Name; Company; Unternehmen; Firma; Kunde; Customer; Organization; Kontakt"

FIELDS = (
    Field(
        "title",
        _("Title"),
        aliases="Titel; Name der Verkaufschance; Opportunity title; Opportunity Name; Deal Name; Deal - Title; Deal "
        "title; Potential Name; Topic; Thema; Verkaufschance; Opportunity; Bezeichnung; Name; Betreff; "
        "Subject",
        required=True,
        templated=True,
        parts=(PRODUCTS, ACCOUNTS),
    ),
    Field(
        "contact",
        _("Contact"),
        Kind.NAME,
        aliases="Kontakt bei der Verkaufschance; Opportunity contact; Account; Account Name; Company; Company name; "
        "Unternehmen; Firma; Firmenname; Kunde; Customer; Client; Organization; Organisation; Deal - "
        "Organization; Associated Company; Primary Associated Company; Potential Customer; Deal - Contact "
        "person",
        vocabulary="contact",
    ),
    Field(
        "contact_id",
        _("Contact: id in the former system"),
        Kind.NAME,
        aliases="AccountId; Account ID; Company ID; Kundennummer; Customer number; Associated Company IDs",
        longest=100,
        vocabulary="contact_id",
    ),
    Field(
        "description",
        _("Description"),
        aliases="Beschreibung der Verkaufschance; Opportunity description; Deal Description; Notes; Notizen",
        longest=65000,
    ),
    Field(
        "stage",
        _("Stage"),
        Kind.NAME,
        aliases="Verkaufschance in der Phase; Opportunity at stage; Deal Stage; Deal - Stage; Stage Name; Sales "
        "Stage; Verkaufsphase; Opportunity Stage; Pipeline Stage; Status",
        vocabulary="stage",
    ),
    Field(
        "responsible",
        _("Owner"),
        Kind.NAME,
        aliases="Zuständige Person; Zuständig für die Verkaufschance; Responsible for the opportunity; Responsible; "
        "Responsible person; Zuständig; Verantwortlich; Bearbeiter; Sales Agent; Deal Owner; Deal - Owner; "
        "Opportunity Owner; Potential Owner; Owner Name; Owner Alias; Account Manager; Sales rep; "
        "Salesperson; Vertriebsmitarbeiter",
        vocabulary="responsible",
    ),
    Field(
        "amount",
        _("Amount"),
        Kind.NUMBER,
        aliases="Summe; Sum; Betrag; Budget; Wert; Value; Deal - Value; Deal value; Close Value; Estimated Revenue; "
        "Est. Revenue; Umsatz; Volumen; Auftragswert",
    ),
    Field(
        "currency",
        _("Currency"),
        Kind.NAME,
        aliases="Währung; Currency ISO Code; Currency code; Deal - Currency of Value; Deal currency code",
        vocabulary="currency",
    ),
    Field(
        "amount_type",
        _("Type of the amount"),
        Kind.NAME,
        aliases="Typ; Satz; Stake; Budget type; Art des Betrags",
        vocabulary="amount_type",
    ),
    Field(
        "periods",
        _("Number of periods"),
        Kind.NUMBER,
        aliases="Anzahl Zeiträume; Turnus der Zahlungen; Payment recurrence; Anzahl Monate; Periods",
    ),
    Field(
        "probability",
        _("Probability"),
        Kind.PERCENT,
        aliases="Erfolgswahrscheinlichkeit; Erfolgswahrscheinlichkeit %; Success probability %; Wahrscheinlichkeit; "
        "Probability (%); Deal probability; Deal - Probability",
    ),
    Field(
        "expected_close_on",
        _("Expected close date"),
        Kind.DAY,
        aliases="Geschätzte Fälligkeit; Geschätzte Fälligkeit der Verkaufschance; Estimated deal due date; Deal - "
        "Expected close date; Fälligkeit; Close Date; Closing Date; Est. Close Date; Estimated close date; "
        "Abschlussdatum",
    ),
    Field(
        "closed_on",
        _("Closed on"),
        Kind.DAY,
        aliases="Abgeschlossen am; Aktuelles Datum des Vertrags; Actual date of the deal; Actual close date; Deal - "
        "Won time; Deal - Deal closed on; Won time",
    ),
    Field(
        "lost_reason",
        _("Lost reason"),
        Kind.NAME,
        aliases="Verlustgrund; Deal - Lost reason; Closed Lost Reason; Loss Reason; Reason for loss",
        vocabulary="lost_reason",
    ),
    Field(
        "tags",
        _("Tags"),
        Kind.NAMES,
        aliases="Schlagwörter; Tag; Opportunity Tag List; Liste mit den Schlagwörtern; Label; Deal - Label",
        longest=50,
        several=True,
    ),
    Field(
        "participants",
        _("Participants"),
        Kind.NAMES,
        aliases="Teilnehmer; Other opportunity participants; Opportunity Participant; Teilnehmer der Verkaufschance; "
        "Deal - Participants",
        vocabulary="participant",
        several=True,
    ),
    Field(
        "created_on",
        _("Created on"),
        Kind.DAY,
        aliases="Erstellt am; Created Date; Create Date; Deal - Deal created; Created; Angelegt am; Engage Date; "
        "Eröffnet am",
    ),
    Field(
        "external_id",
        _("Id in the former system"),
        aliases="External id; Externe ID; Id; Opportunity ID; Record ID; Deal ID; Deal - ID; "
        "Potential ID; Nummer; Number",
        longest=100,
    ),
)


class Participants(ContactNames):
    """Contacts that take part: they are found, or left out, but never created."""

    key = "participant"
    label = _("Participants")
    allows = (EMPTY, REFUSE)


class OpportunityPart(Part):
    """The opportunities that an import made, as they are taken back."""

    label = _("Opportunities")

    def rows(self, run: Any) -> models.QuerySet[Any]:
        return Opportunity.objects.filter(import_run=run)

    def touched(self, rows: Sequence[Any]) -> set[int]:
        """Changed ones, ones with events of their own, and ones that something hangs on: tasks, documents.

        What may hang on one is asked of the model, so that floors above need not be known here.
        """
        keys = {row.pk for row in rows}
        held = {row.pk for row in rows if row.version != 1}
        events = Event.objects.filter(
            page_type__app_label="opportunities", page_type__model="opportunity", page_id__in=keys
        )
        held |= set(events.exclude(verb=verbs.IMPORTED).values_list("page_id", flat=True))
        for relation in Opportunity._meta.related_objects:
            if relation.related_model is Participant:  # added ones have their event
                continue
            name = relation.field.name
            others = relation.related_model._base_manager.filter(**{f"{name}__in": keys})
            held |= set(others.values_list(name, flat=True))
        return held


class OpportunityTarget(Target):
    """Opportunities out of a file."""

    key = "opportunities"
    label = _("Opportunities")
    heading = _("Import opportunities")
    icon = "graph-up-arrow"
    list_url = "opportunities:index"
    fields = FIELDS

    def vocabularies(self, by: Any) -> dict[str, Vocabulary]:
        found: tuple[Vocabulary, ...] = (
            Stages(),
            People(),
            ContactNames(by),
            ContactIds(by),
            Participants(by),
            Currencies(),
            AmountTypes(),
            Reasons(),
        )
        return {vocabulary.key: vocabulary for vocabulary in found}

    def options(self, by: Any) -> Sequence[Option]:
        stages = [(known.ref, known.label) for known in Stages().choices()]
        people = [(known.ref, known.label) for known in People().choices()]
        closing = (
            (BY_EXPECTED, _("The expected close date of the row")),
            (BY_TODAY, _("The day of the import")),
            (REFUSED, _("Refuse the row")),
        )
        return (
            Option("stage", _("Stage where the file names none"), stages, stages[0][0] if stages else ""),
            Option("responsible", _("Owner where the file names none"), people, by.public_id),
            Option("currency", _("Currency where the file names none"), currency_choices(), settings.BASE_CURRENCY),
            Option("closing", _("Closing day of won and lost ones where the file has none"), closing, BY_EXPECTED),
            Option(
                "restricted",
                _("Restrict access to the opportunities"),
                help_text=_(
                    "Then only the responsible person of each, you and the administrators see them, "
                    "until more people are granted access."
                ),
            ),
        )

    def session(self, assignment: Assignment) -> Session:
        return OpportunitySession(assignment, self.fields, self.vocabularies(assignment.by))

    def parts(self) -> Sequence[Part]:
        return (OpportunityPart(), CompaniesPart())
