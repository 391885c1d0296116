"""Contacts as a target of imports: the fields, what is asked, and how an import is taken back."""

from collections.abc import Collection, Sequence
from types import MappingProxyType
from typing import Any

from django.db import models
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from contacts import verbs
from contacts.drafts import ContactSession
from contacts.matching import EXTERNAL_ID, NATURAL
from contacts.models import Contact
from contacts.plans import MAX_POINTS
from contacts.vocabularies import Countries, Kinds, Salutations
from history.models import Event
from imports.fields import OWN_ID, Field, Kind
from imports.options import FILL, MatchKey, Option
from imports.targets import Assignment, Part, Session, Target
from imports.vocabularies import CREATE, EMPTY, REFUSE, Vocabulary

# As many as a contact may have, each as long as it may be.
LONGEST_POINTS = MAX_POINTS * 260

FIELDS = (
    Field(
        "kind",
        pgettext_lazy("of a contact", "Kind"),
        Kind.NAME,
        aliases="Contact type; Kontakttyp; Kontaktart; Record type",
        vocabulary="kind",
    ),
    Field(
        "company_name",
        _("Company name"),
        aliases="Firma; Firmenname; Unternehmen; Unternehmensname; Company; Account; Account Name; Organization; "
        "Organization - Name; Person - Organization; Organisation; Associated Company; Primary Associated "
        "Company; Name",
        refers=True,
    ),
    Field(
        "salutation",
        _("Salutation"),
        Kind.NAME,
        aliases="Anrede; Gender; Geschlecht",
        vocabulary="salutation",
    ),
    Field(
        "title",
        pgettext_lazy("of a person", "Title"),
        aliases="Akademischer Titel; Academic title; Titel (akademisch); Name prefix",
        longest=50,
    ),
    Field(
        "first_name",
        _("First name"),
        aliases="Vorname; Given name; Person - First name",
        longest=100,
    ),
    Field(
        "last_name",
        _("Last name"),
        aliases="Nachname; Familienname; Surname; Family name; Person - Last name",
        longest=100,
    ),
    Field(
        "position",
        pgettext_lazy("in a company", "Position"),
        aliases="Job title; Stellenbezeichnung; Funktion; Person - Job title; Beruf",
        longest=100,
    ),
    Field(
        "email",
        _("Email"),
        aliases="E-Mail; E-Mail-Adresse; Email address; Mail; Person - Email; Person - Email - Work; Email (Work); "
        "E-Mail (geschäftlich)",
        longest=LONGEST_POINTS,
        several=True,
    ),
    Field(
        "private_email",
        _("Private email"),
        aliases="E-Mail (privat); Email (Home); Person - Email - Home; Personal email",
        longest=LONGEST_POINTS,
        several=True,
    ),
    Field(
        "other_email",
        _("Other email"),
        aliases="Weitere E-Mail; E-Mail (sonstige); Email (Other); Person - Email - Other",
        longest=LONGEST_POINTS,
        several=True,
    ),
    Field(
        "phone",
        _("Phone"),
        aliases="Telefon; Telefonnummer; Phone number; Telephone; Business phone; Phone (Work); Telefon "
        "(geschäftlich); Person - Phone; Person - Phone - Work; Tel",
        longest=LONGEST_POINTS,
        several=True,
    ),
    Field(
        "mobile",
        _("Mobile"),
        aliases="Mobil; Mobiltelefon; Handy; Mobile phone; Mobile phone number; Phone (Mobile); Person - Phone - "
        "Mobile; Telefon (mobil)",
        longest=LONGEST_POINTS,
        several=True,
    ),
    Field(
        "private_phone",
        _("Private phone"),
        aliases="Telefon (privat); Home phone; Phone (Home); Person - Phone - Home",
        longest=LONGEST_POINTS,
        several=True,
    ),
    Field(
        "other_phone",
        _("Other phone"),
        aliases="Weiteres Telefon; Telefon (sonstige); Phone (Other); Person - Phone - Other",
        longest=LONGEST_POINTS,
        several=True,
    ),
    Field(
        "web",
        _("Web page"),
        aliases="Webseite; Website; Website URL; Homepage; Internet; URL; Company domain name",
        longest=LONGEST_POINTS,
        several=True,
    ),
    Field(
        "street",
        _("Street"),
        aliases="Straße; Anschrift; Adresse; Address; Street address; Billing Street; Mailing Street; Organization - "
        "Address",
    ),
    Field(
        "postcode",
        _("Postcode"),
        aliases="PLZ; Postleitzahl; Postal code; ZIP; ZIP code; Billing Postal Code; Mailing Postal Code",
        longest=20,
    ),
    Field(
        "city",
        _("City"),
        aliases="Ort; Stadt; Town; Billing City; Mailing City",
        longest=100,
    ),
    Field(
        "country",
        _("Country"),
        Kind.NAME,
        aliases="Land; Country/Region; Billing Country; Mailing Country; Staat",
        vocabulary="country",
    ),
    Field(
        "description",
        _("Description"),
        aliases="Beschreibung; Notizen; Notes; Background info; Hintergrundinfo; Comment; Bemerkung",
        longest=65000,
    ),
    Field(
        "tags",
        _("Tags"),
        Kind.NAMES,
        aliases="Schlagwörter; Tag; Label; Labels; Kategorien",
        longest=50,
        several=True,
    ),
    Field(
        "created_on",
        _("Created on"),
        Kind.DAY,
        aliases="Erstellt am; Created Date; Create Date; Created; Angelegt am; Person - Person created",
    ),
    Field(
        "external_id",
        _("Id in the former system"),
        aliases="External id; Externe ID; Id; Record ID; Account ID; Contact ID; Kundennummer; "
        "Customer number; Person - ID",
        longest=100,
    ),
    Field(
        "id",
        _("Contact number"),
        aliases="Nummer des Kontakts",
        longest=12,
    ),
)


class ContactPart(Part):
    """The contacts that an import made, as they are taken back."""

    label = _("Contacts")

    def rows(self, run: Any) -> models.QuerySet[Any]:
        return Contact.objects.filter(import_run=run)

    def touched(self, rows: Sequence[Any]) -> set[int]:
        """Changed ones, ones with events of their own, and ones that anything else refers to.

        What may refer to a contact is asked of the model, so that floors above need not be known here. People of the
        same import go before their companies, so only those that stay hold them.
        """
        keys = {row.pk for row in rows}
        held = {row.pk for row in rows if row.version != 1}
        events = Event.objects.filter(page_type__app_label="contacts", page_type__model="contact", page_id__in=keys)
        held |= set(events.exclude(verb=verbs.IMPORTED).values_list("page_id", flat=True))
        for relation in Contact._meta.related_objects:
            if relation.related_model._meta.model_name == "contactpoint":
                continue
            name = relation.field.name
            others = relation.related_model._base_manager.filter(**{f"{name}__in": keys})
            held |= set(others.values_list(name, flat=True))
        return held


class PeoplePart(ContactPart):
    """The people among them: they go before the companies they belong to."""

    label = _("People")

    def rows(self, run: Any) -> models.QuerySet[Any]:
        return super().rows(run).filter(kind="person")


class CompaniesPart(ContactPart):
    """The companies among them."""

    label = _("Companies")

    def rows(self, run: Any) -> models.QuerySet[Any]:
        return super().rows(run).filter(kind="company")


class ContactTarget(Target):
    """Companies and people out of a file."""

    key = "contacts"
    label = _("Contacts")
    heading = _("Import contacts")
    icon = "people"
    list_url = "contacts:index"
    fields = FIELDS
    model = Contact
    other_labels = MappingProxyType({"points": _("Phone, e-mail, web"), "company": _("Company")})
    match_keys = (
        MatchKey(OWN_ID, _("Contact number"), ("id",)),
        MatchKey(EXTERNAL_ID, _("Id in the former system, else by name or e-mail address"), ("external_id",)),
        MatchKey(NATURAL, _("Companies by name, people by e-mail address")),
    )
    on_match = FILL

    def vocabularies(self, by: Any, options: dict[str, Any]) -> dict[str, Vocabulary]:
        found: tuple[Vocabulary, ...] = (Kinds(), Salutations(), Countries())
        return {vocabulary.key: vocabulary for vocabulary in found}

    def options(self, by: Any) -> Sequence[Option]:
        return (
            Option(
                "unknown_company",
                _("A person’s company that is not known"),
                ((CREATE, _("Create it")), (EMPTY, _("Leave the company empty")), (REFUSE, _("Refuse the row"))),
                CREATE,
            ),
            Option(
                "tags", _("Tags for all rows"), typed=True, help_text=_("Separated by commas. They go onto every row.")
            ),
        )

    def session(self, assignment: Assignment) -> Session:
        return ContactSession(assignment, self.fields, self.vocabularies(assignment.by, assignment.options))

    def parts(self) -> Sequence[Part]:
        return (PeoplePart(), CompaniesPart())

    def missing(self, mapped: Collection[str]) -> str:
        if {OWN_ID, "company_name", "first_name", "last_name"} & set(mapped):
            return ""
        return gettext("Choose a column for the company name, or for the first or the last name.")
