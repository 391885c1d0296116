"""The list opens with the open ones by their expected close date: found without looking at closed ones."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("opportunities", "0011_take_over_base_currency_totals")]

    operations = [
        migrations.AddIndex(
            model_name="opportunity",
            index=models.Index(
                condition=models.Q(("closed_on", None)),
                fields=["expected_close_on", "id"],
                name="opportunities_open_by_due",
            ),
        ),
    ]
