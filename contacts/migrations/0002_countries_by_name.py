from django.db import migrations, models

import core.countries


class Migration(migrations.Migration):
    dependencies = [
        ("contacts", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="contact",
            name="country",
            field=models.CharField(
                blank=True,
                choices=core.countries.country_choices,
                error_messages={"invalid_choice": "Choose a country that is in the list."},
                max_length=2,
                verbose_name="country",
            ),
        ),
    ]
