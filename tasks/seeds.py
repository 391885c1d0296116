"""The task categories that ship. Seeded after migrating and only into an empty table: an administrator's list stays."""

from typing import Any

# (German, English, Bootstrap icon), in the order of the list in the form.
CATEGORIES = (
    ("Telefonat", "Call", "telephone"),
    ("Termin", "Meeting", "calendar-event"),
    ("Kundenbesuch", "Customer visit", "geo-alt"),
    ("E-Mail", "Email", "envelope"),
    ("Angebot erstellen", "Prepare proposal", "file-earmark-text"),
    ("Nachfassen", "Follow-up", "arrow-repeat"),
    ("Demo", "Demo", "easel"),
    ("Geschäftsessen", "Business lunch", "cup-hot"),
    ("Lieferung", "Delivery", "truck"),
    ("Social Media", "Social media", "share"),
    ("Dankeschön", "Thank-you", "gift"),
    ("Sonstiges", "Other", "check2-square"),
)


def seed_categories(sender: Any, using: str = "default", apps: Any = None, **_signal: Any) -> None:
    """Fill an empty list of task categories."""
    try:
        categories = (apps or sender.apps).get_model(sender.label, "TaskCategory")
    except LookupError:  # migrated back to before the table was made
        return
    if categories.objects.using(using).exists():
        return
    categories.objects.using(using).bulk_create(
        categories(name_de=de, name_en=en, icon=icon, position=position)
        for position, (de, en, icon) in enumerate(CATEGORIES, start=1)
    )
