"""The sums of the board's columns are read from an index: the table itself stays untouched."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("opportunities", "0008_find_by_external_id")]

    operations = [
        migrations.AddIndex(
            "opportunity",
            models.Index(
                fields=[
                    "stage",
                    "currency",
                    "own_probability",
                    "total",
                    "restricted",
                    "responsible",
                    "created_by",
                    "id",
                ],
                name="opportunities_to_add_up",
            ),
        ),
    ]
