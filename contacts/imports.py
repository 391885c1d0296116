"""Contacts as a target of imports: the fields, what is asked, and how an import is taken back."""

from collections.abc import Collection, Sequence
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from contacts.drafts import ContactSession
from contacts.guessing import reconsider
from contacts.matching import EXTERNAL_ID, NATURAL
from contacts.models import Contact
from contacts.parts import CompaniesPart, PeoplePart, TagsPart
from contacts.plans import MAX_POINTS
from contacts.vocabularies import CompanyIds, CompanyNames, Tags
from contacts.word_lists import Countries, Kinds, Salutations
from fields.imports import custom_vocabularies, import_fields
from fields.layout import Layout
from imports.fields import OWN_ID, Field, Kind
from imports.options import FILL, MatchKey, Option
from imports.sessions import Assignment, Session
from imports.targets import Part, Target
from imports.vocabularies import Vocabulary

# As many as a contact may have, each as long as it may be.
LONGEST_POINTS = MAX_POINTS * 260

FIELDS = (
    Field(
        "kind",
        pgettext_lazy("of a contact", "Kind"),
        Kind.NAME,
        aliases="Kontaktart; Record type",
        vocabulary="kind",
    ),
    Field(
        "company_name",
        _("Company name"),
        Kind.NAME,
        aliases="Firma; Firmenname; Unternehmen; Unternehmensname; Name des Unternehmens; Company; Account; Account "
        "Name; Accountname; Organization; Organization - Name; Person - Organization; Organisation; Associated "
        "Company (Primary); Associated Company; Primary Associated Company; Name",
        vocabulary="company",
        refers=True,
    ),
    Field(
        "company_id",
        _("Company: id in the former system"),
        Kind.NAME,
        aliases="Account Name.id; Associated Company IDs (Primary); Associated Company IDs; Primary Associated "
        "Company ID; Company ID; Organization - ID; Person - Organization ID; Parent Account ID; Account ID",
        longest=100,
        vocabulary="company_id",
        foreign=True,
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
        aliases="Vorname; Given name; Person - First name; Firstname",
        longest=100,
    ),
    Field(
        "last_name",
        _("Last name"),
        aliases="Nachname; Familienname; Surname; Family name; Person - Last name; Lastname",
        longest=100,
    ),
    Field(
        "full_name",
        _("First and last name in one"),
        aliases="Full name; Vollständiger Name; Person - Name; Contact name; Kontaktname; Ansprechpartner; Name; "
        "Name der Person; Contact person",
        longest=200,
        foreign=True,
    ),
    Field(
        "position",
        pgettext_lazy("in a company", "Position"),
        aliases="Job title; Stellenbezeichnung; Funktion; Person - Job title; Beruf; Jobtitel; Positionsbezeichnung",
        longest=100,
    ),
    Field(
        "email",
        _("Email"),
        aliases="E-Mail; E-Mail-Adresse; Email address; Mail; Person - Email; Person - Email - Work; Person - Email "
        "(Work); Email (Work); E-Mail (geschäftlich); E-Mail (Arbeit); Work email",
        longest=LONGEST_POINTS,
        several=True,
    ),
    Field(
        "private_email",
        _("Private email"),
        aliases="E-Mail (privat); Email (Home); Person - Email - Home; Person - Email (Home); Personal email; "
        "Secondary Email; Email Address 2",
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
        "(geschäftlich); Telefon (Arbeit); Person - Phone; Person - Phone - Work; Person - Phone (Work); Main "
        "Phone; Haupttelefon; Telefon (Zentrale); Tel",
        longest=LONGEST_POINTS,
        several=True,
    ),
    Field(
        "mobile",
        _("Mobile"),
        aliases="Mobil; Mobiltelefon; Handy; Mobile phone; Mobile phone number; Phone (Mobile); Person - Phone - "
        "Mobile; Person - Phone (Mobile); Telefon (mobil); Mobiltelefonnummer",
        longest=LONGEST_POINTS,
        several=True,
    ),
    Field(
        "private_phone",
        _("Private phone"),
        aliases="Telefon (privat); Home phone; Phone (Home); Person - Phone - Home; Person - Phone (Home)",
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
        aliases="Webseite; Website; Web site (Work); Website (Work); Website (geschäftlich); Website URL; Homepage; "
        "Internet; URL; Organization - Website; Company domain name; Unternehmens-Domain-Name",
        longest=LONGEST_POINTS,
        several=True,
    ),
    Field(
        "street",
        _("Street"),
        aliases="Straße; Street address; Address (Work) street; Adresse (geschäftlich) Straße; Billing Street; "
        "Mailing Street; Address 1: Street 1; Adresse 1: Straße 1; Organization - Street/road name of Address; "
        "Anschrift; Adresse; Address; Organization - Address; Address 1",
    ),
    Field(
        "postcode",
        _("Postcode"),
        aliases="PLZ; Postleitzahl; Postal code; ZIP; ZIP code; Address (Work) zip code; Address (Work) zip; "
        "Adresse (geschäftlich) Postleitzahl; Billing Postal Code; Mailing Postal Code; Billing Zip; Billing Code; "
        "Billing Zip/Postal Code; Mailing Zip; Mailing Code; Mailing Zip/Postal Code; Address 1: ZIP/Postal Code; "
        "Adresse 1: Postleitzahl; Organization - ZIP/Postal code of Address",
        longest=20,
    ),
    Field(
        "city",
        _("City"),
        aliases="Ort; Stadt; Town; Address (Work) city; Adresse (geschäftlich) Stadt; Billing City; Mailing City; "
        "Address 1: City; Adresse 1: Ort; Organization - City/town/village/locality of Address",
        longest=100,
    ),
    Field(
        "country",
        _("Country"),
        Kind.NAME,
        aliases="Land; Country/Region; Land/Region; Address (Work) country; Adresse (geschäftlich) Land; Billing "
        "Country; Mailing Country; Address 1: Country/Region; Adresse 1: Land/Region; Organization - Country of "
        "Address; Staat; Billing State/Country",
        vocabulary="country",
    ),
    Field(
        "description",
        _("Description"),
        aliases="Beschreibung; Notizen; Notes; Background info; Hintergrundinfo; Comment; Bemerkung; About; Hinweis",
        longest=65000,
    ),
    Field(
        "tags",
        _("Tags"),
        Kind.NAMES,
        aliases="Schlagwörter; Tag; Label; Labels; Kategorien; Contact tag list; Liste mit Schlagwörtern der "
        "Kontakte; Person - Label; Person - Labels; Organization - Label; Organization - Labels",
        longest=50,
        several=True,
        vocabulary="tag",
    ),
    Field(
        "created_on",
        _("Created on"),
        Kind.DAY,
        aliases="Erstellt am; Created Date; Create Date; Created Time; Created; Angelegt am; Person - Person "
        "created; Organization - Organization created; Erstelldatum",
    ),
    Field(
        "external_id",
        _("Id in the former system"),
        aliases="External id; Externe ID; Id; Record ID; Datensatz-ID; Contact ID; Person - ID; Organization - ID; "
        "Account ID; Kundennummer; Customer number; Person - System ID; Organization - System ID; (Do Not Modify) "
        "Contact; (Do Not Modify) Account; (Nicht ändern) Kontakt; (Nicht ändern) Firma",
        longest=100,
    ),
    Field(
        "id",
        _("Contact number"),
        aliases="Nummer des Kontakts",
        longest=12,
    ),
)


class ContactTarget(Target):
    """Companies and people out of a file."""

    key = "contacts"
    label = _("Contacts")
    heading = _("Import contacts")
    icon = "people"
    list_url = "contacts:index"
    model = Contact
    other_labels = MappingProxyType({"points": _("Phone, e-mail, web"), "company": _("Company")})
    match_keys = (
        MatchKey(OWN_ID, _("Contact number"), ("id",)),
        MatchKey(EXTERNAL_ID, _("Id in the former system, else by name or e-mail address"), ("external_id",)),
        MatchKey(NATURAL, _("Companies by name, people by e-mail address")),
    )
    on_match = FILL

    @property
    def fields(self) -> Sequence[Field]:  # type: ignore[override]
        """Our own, and the custom ones as they are now."""
        return (*FIELDS, *import_fields(Layout.of(self.key)))

    def vocabularies(self, by: Any, options: dict[str, Any]) -> dict[str, Vocabulary]:
        found: tuple[Vocabulary, ...] = (
            Kinds(),
            CompanyIds(by),
            CompanyNames(by),
            Tags(Contact.objects.visible_to(by)),
            Salutations(),
            Countries(),
        )
        own = {vocabulary.key: vocabulary for vocabulary in found}
        return own | custom_vocabularies(Layout.of(self.key), by)

    def options(self, by: Any) -> Sequence[Option]:
        return (
            Option(
                "tags", _("Tags for all rows"), typed=True, help_text=_("Separated by commas. They go onto every row.")
            ),
        )

    def asks_about(self, vocabulary: str, mapped: Collection[str]) -> bool:
        """The companies of people are asked about; those that are rows themselves come into being anyway."""
        return vocabulary != "company" or bool({"first_name", "last_name", "full_name"} & set(mapped))

    def session(self, assignment: Assignment) -> Session:
        return ContactSession(assignment, self.fields, self.vocabularies(assignment.by, assignment.options))

    def parts(self) -> Sequence[Part]:
        return (PeoplePart(), CompaniesPart(), TagsPart())

    def reconsider(self, found: dict[str, int], columns: Sequence[Any]) -> dict[str, int]:
        return reconsider(found, columns)

    def missing(self, mapped: Collection[str]) -> str:
        if {OWN_ID, "company_name", "first_name", "last_name", "full_name"} & set(mapped):
            return ""
        return gettext("Choose a column for the company name, or for the first or the last name.")
