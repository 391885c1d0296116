from django.db import migrations, models

import core.money


class Migration(migrations.Migration):
    dependencies = [("opportunities", "0023_what_a_stage_requires")]

    operations = [
        migrations.CreateModel(
            name="OfferedCurrency",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "code",
                    models.CharField(
                        max_length=3, unique=True, validators=[core.money.validate_currency], verbose_name="Currency"
                    ),
                ),
            ],
            options={
                "verbose_name": "offered currency",
                "verbose_name_plural": "offered currencies",
                "ordering": ("code",),
            },
        ),
    ]
