"""The fields of an opportunity that a file can fill, with the headings by which they are known."""

from django.utils.translation import gettext_lazy as _

from imports.fields import Field, Kind

PRODUCTS = "Product; Produkt; Product name; Produktname; Article; Artikel; Service; Leistung"
ACCOUNTS = "Account; Account Name; Company; Unternehmen; Firma; Kunde; Customer; Organization; Kontakt"

FIELDS = (
    Field(
        "title",
        _("Title"),
        aliases="Titel; Name der Verkaufschance; Opportunity title; Opportunity Name; Deal Name; Deal - Title; Deal "
        "title; Potential Name; Topic; Thema; Verkaufschance; Opportunity; Bezeichnung; Name; Betreff; Subject; "
        "Opportunity-Name; Deal-Name",
        required=True,
        templated=True,
        parts=(PRODUCTS, ACCOUNTS),
    ),
    Field(
        "contact",
        _("Contact"),
        Kind.NAME,
        first="Potential Customer; Potenzieller Kunde",
        aliases="Kontakt bei der Verkaufschance; Opportunity contact; Account; Account Name; Accountname; Company; "
        "Company name; Unternehmen; Firma; Firmenname; Kunde; Customer; Client; Organization; Organisation; Deal - "
        "Organization; Organization - Name; Associated Company (Primary); Associated Company; Primary Associated "
        "Company; Deal - Contact person; Person - Name; Contact person; Contact Name; Associated Contact",
        vocabulary="contact",
        refers=True,
    ),
    Field(
        "contact_id",
        _("Contact: id in the former system"),
        Kind.NAME,
        aliases="AccountId; Account ID; Account Name.id; Company ID; Kundennummer; Customer number; Associated "
        "Company IDs (Primary); Associated Company IDs; Company Name.id; Deal - Organization ID; Organization - ID",
        longest=100,
        vocabulary="contact_id",
    ),
    Field(
        "description",
        _("Description"),
        aliases="Beschreibung der Verkaufschance; Opportunity description; Deal Description; Notes; Notizen; "
        "Bemerkung; Bemerkungen; Kommentar; Comment; Comments",
        longest=65000,
    ),
    Field(
        "stage",
        _("Stage"),
        Kind.NAME,
        aliases="Verkaufschance in der Phase; Opportunity at stage; Deal Stage; Deal - Stage; Stage Name; Sales "
        "Stage; Verkaufsphase; Opportunity Stage; Pipeline Stage; Deal - Stage (pipeline); Pipeline Phase; "
        "Pipelinephase; Deal-Phase; Status",
        vocabulary="stage",
    ),
    Field(
        "outcome",
        _("Won or lost"),
        Kind.NAME,
        aliases="Gewonnen oder verloren; Deal - Status; Deal status; Stage type; Phasentyp; Opportunity Status; "
        "Outcome; Won/Lost; Opportunity State; State; Statecode; Status der Verkaufschance; Ergebnis; Status",
        vocabulary="outcome",
        foreign=True,
    ),
    Field(
        "responsible",
        _("Owner"),
        Kind.NAME,
        aliases="Zuständige Person; Zuständig für die Verkaufschance; Responsible for the opportunity; Responsible; "
        "Responsible person; Zuständig; Verantwortlich; Bearbeiter; Betreuer; Sales Agent; Deal Owner; Deal - Owner; "
        "Opportunity Owner; Potential Owner; Owner Name; Owner Alias; Account Manager; Sales rep; Salesperson; "
        "Vertriebsmitarbeiter; Besitzer; Opportunity-Inhaber; Inhaber; Zuständiger Mitarbeiter",
        vocabulary="responsible",
    ),
    Field(
        "amount",
        _("Amount"),
        Kind.NUMBER,
        aliases="Summe; Sum; Betrag; Budget; Wert; Value; Deal - Value; Deal value; Close Value; Estimated Revenue; "
        "Est. Revenue; Umsatz; Volumen; Auftragswert; Geschätzter Umsatz; Geschätzte Einnahmen; Expected Revenue",
    ),
    Field(
        "currency",
        _("Currency"),
        Kind.NAME,
        aliases="Währung; Currency ISO Code; Currency code; Deal - Currency of Value; Deal - Currency; Deal "
        "currency code; Amount Currency; Transaction Currency",
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
        "Probability (%); Wahrscheinlichkeit (%); Deal probability; Deal - Probability",
    ),
    Field(
        "probability_origin",
        _("Origin of the probability"),
        Kind.NAME,
        aliases="Herkunft der Wahrscheinlichkeit",
        vocabulary="probability_origin",
    ),
    Field(
        "expected_close_on",
        _("Expected close date"),
        Kind.DAY,
        aliases="Geschätzte Fälligkeit; Geschätzte Fälligkeit der Verkaufschance; Estimated deal due date; Deal - "
        "Expected close date; Fälligkeit; Fällig am; Fällig; Close Date; Closing Date; Est. Close Date; Estimated "
        "close date; Abschlussdatum; Abschluss geplant; Geplanter Abschluss; Schlusstermin; Geschätztes "
        "Abschlussdatum; Geschätztes Abschlussdat.",
    ),
    Field(
        "closed_on",
        _("Closed on"),
        Kind.DAY,
        aliases="Abgeschlossen am; Aktuelles Datum des Vertrags; Actual date of the deal; Actual close date; "
        "Tatsächliches Abschlussdatum; Deal - Deal closed on; Deal - Closed on; Deal - Won time; Won time",
    ),
    Field(
        "lost_reason",
        _("Lost reason"),
        Kind.NAME,
        aliases="Verlustgrund; Deal - Lost reason; Closed Lost Reason; Loss Reason; Reason for loss; Lost reason "
        "(other)",
        vocabulary="lost_reason",
    ),
    Field(
        "tags",
        _("Tags"),
        Kind.NAMES,
        aliases="Schlagwörter; Tag; Opportunity Tag List; Liste mit den Schlagwörtern; Label; Deal - Label; Labels",
        longest=50,
        several=True,
        vocabulary="tag",
    ),
    Field(
        "participants",
        _("Participants"),
        Kind.NAMES,
        aliases="Teilnehmer; Other opportunity participants; Opportunity Participant; Teilnehmer der "
        "Verkaufschance; Deal - Participants; Deal - Contact person; Person - Name; Contact person; Contact Name; "
        "Primary Contact; Associated Contact; Contact; Kontakt; Ansprechpartner",
        vocabulary="participant",
        refers=True,
        several=True,
    ),
    Field(
        "created_on",
        _("Created on"),
        Kind.DAY,
        aliases="Erstellt am; Created Date; Create Date; Deal - Deal created; Deal - Creation date; Created Time; "
        "Created; Angelegt am; Engage Date; Eröffnet am; Erstelldatum",
    ),
    Field(
        "external_id",
        _("Id in the former system"),
        aliases="External id; Externe ID; Id; Opportunity ID; Record ID; Datensatz-ID; Deal ID; Deal - ID; Deal - "
        "System ID; Deal - Pipedrive System ID; Potential ID; (Do Not Modify) Opportunity; (Nicht ändern) "
        "Verkaufschance; Nummer; Number",
        longest=100,
    ),
    Field(
        "id",
        _("Opportunity number"),
        aliases="Nummer der Verkaufschance",
        longest=12,
    ),
)
