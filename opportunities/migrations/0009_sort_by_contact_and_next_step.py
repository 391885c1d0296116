"""Columns of its own to sort by: a list cannot walk an index of another table."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("opportunities", "0008_find_by_external_id")]

    operations = [
        migrations.AddField("opportunity", "sort_contact", models.CharField(editable=False, max_length=300, null=True)),
        migrations.AddField("opportunity", "next_step_at", models.DateTimeField(editable=False, null=True)),
    ]
