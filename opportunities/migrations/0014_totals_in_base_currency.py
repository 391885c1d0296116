"""A column to sort, filter and add up by: amounts of several currencies in the base currency."""

from django.db import migrations, models

import core.money


class Migration(migrations.Migration):
    dependencies = [("opportunities", "0013_exchange_rates")]

    operations = [
        migrations.AddField(
            model_name="opportunity",
            name="base_total",
            field=core.money.AmountField(
                blank=True, editable=False, null=True, verbose_name="total in the base currency"
            ),
        ),
        migrations.AddIndex(
            model_name="opportunity",
            index=models.Index(fields=["base_total", "id"], name="opportunities_by_base_total"),
        ),
    ]
