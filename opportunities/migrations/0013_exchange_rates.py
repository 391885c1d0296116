import django.utils.timezone
from django.db import migrations, models

import core.ids
import core.money
import opportunities.models.rate


class Migration(migrations.Migration):
    dependencies = [("opportunities", "0012_saved_views_of_the_list")]

    operations = [
        migrations.CreateModel(
            name="ExchangeRate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(default=core.ids.new_public_id, editable=False, max_length=12, unique=True),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("base", models.CharField(editable=False, max_length=3, verbose_name="base currency")),
                (
                    "currency",
                    models.CharField(max_length=3, validators=[core.money.validate_currency], verbose_name="currency"),
                ),
                ("day", models.DateField(verbose_name="day")),
                ("rate", opportunities.models.rate.RateField(verbose_name="rate")),
                (
                    "source",
                    models.CharField(
                        choices=[("hand", "by hand"), ("ecb", "European Central Bank")],
                        default="hand",
                        editable=False,
                        max_length=4,
                        verbose_name="source",
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="created at"),
                ),
                (
                    "updated_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="updated at"),
                ),
            ],
            options={"verbose_name": "exchange rate", "verbose_name_plural": "exchange rates"},
        ),
        migrations.AddConstraint(
            model_name="exchangerate",
            constraint=models.UniqueConstraint(
                fields=("base", "currency", "day"),
                name="opportunities_rate_one_a_day",
                violation_error_message="There is a rate of this currency on that day already: correct that one.",
            ),
        ),
        migrations.AddConstraint(
            model_name="exchangerate",
            constraint=models.CheckConstraint(
                condition=models.Q(("rate__gt", 0)), name="opportunities_rate_above_zero"
            ),
        ),
        migrations.AddConstraint(
            model_name="exchangerate",
            constraint=models.CheckConstraint(
                condition=models.Q(("currency", models.F("base")), _negated=True),
                name="opportunities_rate_of_another_currency",
                violation_error_message="The base currency has no rate: choose another currency.",
            ),
        ),
    ]
