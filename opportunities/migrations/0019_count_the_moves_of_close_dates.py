"""Counts, from history, how often the close dates of open opportunities were moved later before there was a counter."""

from itertools import groupby
from operator import itemgetter

from django.db import migrations

DUE_CHANGED, MOVED = "opportunities.due_changed", "opportunities.moved"


def count(apps, schema_editor):
    using = schema_editor.connection.alias
    kinds = apps.get_model("contenttypes", "ContentType")._default_manager.using(using)
    kind = kinds.filter(app_label="opportunities", model="opportunity").first()
    if kind is None:  # a new database: nothing has happened in it
        return
    events = apps.get_model("history", "Event")._default_manager.using(using)
    opportunities = apps.get_model("opportunities", "Opportunity")._default_manager.using(using)
    moved = events.filter(verb=DUE_CHANGED, page_type=kind).order_by().values("page_id").distinct()
    told = events.filter(page_type=kind, page_id__in=moved, verb__in=(DUE_CHANGED, MOVED))
    rows = told.order_by("page_id", "happened_at", "pk").values_list("page_id", "verb", "particulars")
    for key, of_one in groupby(rows.iterator(chunk_size=2_000), key=itemgetter(0)):
        times = pushes((verb, particulars) for _key, verb, particulars in of_one)
        if times:
            opportunities.filter(pk=key).update(close_pushed=min(times, 32_767))


def pushes(told):
    """Return how often a date was moved later between two days while the opportunity was open."""
    times, is_open = 0, True
    for verb, particulars in told:
        if verb == MOVED:
            is_open = particulars.get("kind", "open") == "open"
            continue
        before, after = ((particulars.get(end) or {}).get("day", "") for end in ("from", "to"))
        times += bool(is_open and before and after > before)
    return times


class Migration(migrations.Migration):
    dependencies = [
        ("opportunities", "0018_how_opportunities_lie_still"),
        ("history", "0001_initial"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    # Backwards there is nothing to do: 0018 takes the column away.
    operations = [migrations.RunPython(count, migrations.RunPython.noop, elidable=True)]
