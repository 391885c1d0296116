"""The event types that ship. Seeded after migrating, and only into an empty table: an administrator's list stays."""

from typing import Any

from django.apps import apps as installed

# (German, English, Bootstrap icon), in the order of the list in the form.
CATEGORIES = (
    ("Notiz", "Note", "sticky"),
    ("E-Mail", "Email", "envelope"),
    ("Telefonat", "Phone call", "telephone"),
    ("Termin", "Appointment", "calendar-event"),
)


def seed_categories(sender: Any, using: str = "default", apps: Any = installed, **_signal: Any) -> None:
    """Fill an empty list of event types. A flushed database says nothing of `apps`: then the installed ones count."""
    try:
        categories = (apps or sender.apps).get_model(sender.label, "EventCategory")
    except LookupError:  # migrated back to before the table was made
        return
    if categories.objects.using(using).exists():
        return
    categories.objects.using(using).bulk_create(
        categories(name_de=de, name_en=en, icon=icon, position=position)
        for position, (de, en, icon) in enumerate(CATEGORIES, start=1)
    )
