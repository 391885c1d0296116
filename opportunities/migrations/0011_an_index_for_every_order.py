"""What the list of opportunities sorts by; the open ones have indexes of their own where age is the order."""

from django.db import migrations, models

OPEN = models.Q(closed_on=None)
CLOSED = models.Q(closed_on__isnull=False)


def index(name, field, condition=None):
    return migrations.AddIndex("opportunity", models.Index(fields=[field, "id"], name=name, condition=condition))


class Migration(migrations.Migration):
    dependencies = [("opportunities", "0010_fill_contacts_and_closing_days")]

    operations = [
        migrations.RemoveIndex("opportunity", "opportunities_by_activity"),
        index("opportunities_by_contact", "sort_contact"),
        index("opportunities_by_currency", "currency"),
        index("opportunities_by_step", "next_step_at"),
        index("opportunities_by_creation", "created_at"),
        index("opportunities_last_active", "last_activity_at"),
        index("opportunities_by_stage_since", "stage_since"),
        index("opportunities_by_closing", "closed_on", CLOSED),
        index("opportunities_open_by_step", "next_step_at", OPEN),
        index("opportunities_open_by_creation", "created_at", OPEN),
        index("opportunities_open_last_active", "last_activity_at", OPEN),
        index("opportunities_open_by_since", "stage_since", OPEN),
    ]
