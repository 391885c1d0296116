"""Notes at every opportunity when its first open task is due."""

from django.db import migrations
from django.db.models import OuterRef, Subquery


def note(apps, schema_editor):
    alias = schema_editor.connection.alias
    tasks = apps.get_model("tasks", "Task")._default_manager.using(alias)
    rows = apps.get_model("opportunities", "Opportunity")._default_manager.using(alias)
    firsts = tasks.filter(opportunity=OuterRef("pk"), closed_at=None).order_by("due_at", "pk").values("due_at")[:1]
    with_task = tasks.filter(closed_at=None, opportunity__isnull=False).values("opportunity")
    rows.filter(pk__in=with_task).update(next_step_at=Subquery(firsts))


class Migration(migrations.Migration):
    dependencies = [
        ("tasks", "0002_lists_are_versioned"),
        ("opportunities", "0011_an_index_for_every_order"),
    ]

    operations = [migrations.RunPython(note, migrations.RunPython.noop, elidable=True)]
