"""Fills what 0002 added."""

from django.db import migrations

from core.fold import fold

BATCH = 1000


def fold_titles(apps, schema_editor):
    rows = apps.get_model("opportunities", "Opportunity")._default_manager.using(schema_editor.connection.alias)
    last = 0
    while batch := list(rows.filter(pk__gt=last).order_by("pk").only("pk", "title")[:BATCH]):
        for row in batch:
            row.sort_title = fold(row.title)[:300]
        rows.bulk_update(batch, ["sort_title"])
        last = batch[-1].pk


class Migration(migrations.Migration):
    dependencies = [("opportunities", "0003_sort_by_title")]

    operations = [migrations.RunPython(fold_titles, migrations.RunPython.noop, elidable=True)]
