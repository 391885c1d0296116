"""The list opens with the open ones by their expected close date: found, and added up, without looking at others."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("opportunities", "0015_take_over_base_currency_totals")]

    operations = [
        migrations.AddIndex(
            model_name="opportunity",
            index=models.Index(
                condition=models.Q(("closed_on", None)),
                fields=[
                    *("expected_close_on", "id", "closed_on", "stage", "currency", "total", "base_total"),
                    *("own_probability", "restricted", "responsible", "created_by"),
                ],
                name="opportunities_open_by_due",
            ),
        ),
    ]
