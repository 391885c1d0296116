"""An import looks for ids whatever system they come from: the id stands first in the index."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("opportunities", "0007_participants_are_versioned")]

    operations = [
        migrations.RemoveIndex(model_name="opportunity", name="opportunities_external"),
        migrations.AddIndex(
            model_name="opportunity",
            index=models.Index(fields=["external_id", "external_source"], name="opportunities_external_id"),
        ),
    ]
