"""A column of its own to sort by: the text that is searched holds the description, too, and is no order of titles."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("opportunities", "0002_lists_are_versioned")]

    operations = [
        migrations.AddField("opportunity", "sort_title", models.CharField(default="", editable=False, max_length=300)),
        migrations.AddIndex("opportunity", models.Index(fields=["sort_title", "id"], name="opportunities_by_title")),
    ]
