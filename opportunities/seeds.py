"""What ships: the default pipeline with its stages, and reasons for losing. Seeded into empty tables only."""

from typing import Any

# (German, English, probability in %, kind, colour key, German and English description)
STAGES = (
    (
        "Erstkontakt",
        "Initial contact",
        1,
        "open",
        "slate",
        "Es gab ein erstes Gespräch; ob ein Bedarf besteht, ist offen.",
        "There was a first conversation; whether there is a need is open.",
    ),
    (
        "Vorqualifizierung",
        "Pre-qualification",
        2,
        "open",
        "cyan",
        "Wir prüfen, ob der Kontakt als Kunde in Frage kommt.",
        "We check whether the contact can become a customer.",
    ),
    (
        "Kaufinteresse",
        "Interested",
        3,
        "open",
        "blue",
        "Der Kontakt ist interessiert und darf entscheiden.",
        "The contact is interested and may decide.",
    ),
    (
        "Bedarfsermittlung",
        "Needs assessment",
        20,
        "open",
        "indigo",
        "In Gesprächen klären wir, was gebraucht wird.",
        "We find out in conversations what is needed.",
    ),
    (
        "Qualifiziert",
        "Qualified",
        50,
        "open",
        "violet",
        "Bedarf, Budget und Zeitraum sind bestätigt.",
        "Need, budget and time frame are confirmed.",
    ),
    ("Angebot", "Proposal", 75, "open", "amber", "Ein schriftliches Angebot liegt vor.", "A written offer was made."),
    (
        "Verhandlung",
        "Negotiation",
        90,
        "open",
        "orange",
        "Das Angebot wird im Einzelnen verhandelt.",
        "The offer is being negotiated in detail.",
    ),
    ("Gewonnen", "Won", 100, "won", "green", "Der Auftrag ist erteilt.", "The order was placed."),
    ("Verloren", "Lost", 0, "lost", "rose", "Es kam kein Auftrag zustande.", "There will be no order."),
)

LOST_REASONS = (
    ("Preis", "Price"),
    ("Wettbewerber", "Competitor"),
    ("Kein Budget", "No budget"),
    ("Kein Bedarf", "No need"),
    ("Zeitpunkt", "Timing"),
    ("Keine Rückmeldung", "No response"),
    ("Sonstiges", "Other"),
)


def seed_stages(sender: Any, using: str = "default", apps: Any = None, **_signal: Any) -> None:
    """Make the default pipeline with its stages where there is no pipeline yet."""
    try:
        pipelines, stages = (
            (apps or sender.apps).get_model(sender.label, "Pipeline"),
            (apps or sender.apps).get_model(sender.label, "Stage"),
        )
    except LookupError:  # migrated back to before the tables were made
        return
    if pipelines.objects.using(using).exists():
        return
    pipeline = pipelines.objects.using(using).create(name_de="Vertrieb", name_en="Sales", position=1, is_default=True)
    stages.objects.using(using).bulk_create(
        stages(
            pipeline=pipeline,
            name_de=de,
            name_en=en,
            probability=probability,
            kind=kind,
            colour=colour,
            description_de=about_de,
            description_en=about_en,
            position=position,
        )
        for position, (de, en, probability, kind, colour, about_de, about_en) in enumerate(STAGES, start=1)
    )


def seed_lost_reasons(sender: Any, using: str = "default", apps: Any = None, **_signal: Any) -> None:
    """Fill an empty list of reasons for losing."""
    try:
        reasons = (apps or sender.apps).get_model(sender.label, "LostReason")
    except LookupError:
        return
    if not reasons.objects.using(using).exists():
        reasons.objects.using(using).bulk_create(
            reasons(name_de=de, name_en=en, position=position)
            for position, (de, en) in enumerate(LOST_REASONS, start=1)
        )
