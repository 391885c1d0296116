"""An import looks for ids whatever system they come from: the id stands first in the index."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("contacts", "0002_countries_by_name")]

    operations = [
        migrations.RemoveIndex(model_name="contact", name="contacts_contact_external"),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(fields=["external_id", "external_source"], name="contacts_contact_external_id"),
        ),
    ]
