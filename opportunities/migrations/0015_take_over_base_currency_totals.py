"""Fills what 0014 added: amounts in the base currency are it already. No rate of another one is known as yet."""

from django.conf import settings
from django.db import migrations
from django.db.models import F


def take_over(apps, schema_editor):
    rows = apps.get_model("opportunities", "Opportunity")._default_manager.using(schema_editor.connection.alias)
    rows.filter(currency=settings.BASE_CURRENCY, total__isnull=False).update(base_total=F("total"))


class Migration(migrations.Migration):
    dependencies = [("opportunities", "0014_totals_in_base_currency")]

    # Backwards there is nothing to do: 0014 takes the column away.
    operations = [migrations.RunPython(take_over, migrations.RunPython.noop, elidable=True)]
