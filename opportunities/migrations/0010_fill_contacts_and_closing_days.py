"""Fills the contacts that 0009 added (tasks fill the next steps), and sees to it that what is closed has a closing day, and only that."""

from django.db import migrations
from django.db.models import OuterRef, Subquery
from django.db.models.functions import TruncDate


def name_contacts(apps, schema_editor):
    alias = schema_editor.connection.alias
    contacts = apps.get_model("contacts", "Contact")._default_manager.using(alias)
    rows = apps.get_model("opportunities", "Opportunity")._default_manager.using(alias)
    name = Subquery(contacts.filter(pk=OuterRef("contact_id")).values("sort_name")[:1])
    rows.filter(contact__isnull=False).update(sort_contact=name)


def mend_closing_days(apps, schema_editor):
    rows = apps.get_model("opportunities", "Opportunity")._default_manager.using(schema_editor.connection.alias)
    rows.filter(stage__kind="open", closed_on__isnull=False).update(closed_on=None)
    rows.exclude(stage__kind="open").filter(closed_on=None).update(closed_on=TruncDate("stage_since"))


class Migration(migrations.Migration):
    dependencies = [("opportunities", "0009_sort_by_contact_and_next_step")]

    operations = [
        migrations.RunPython(name_contacts, migrations.RunPython.noop, elidable=True),
        migrations.RunPython(mend_closing_days, migrations.RunPython.noop, elidable=True),
    ]
