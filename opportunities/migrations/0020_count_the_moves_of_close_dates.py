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
    rows = told.order_by("page_id", "happened_at", "pk").values_list("page_id", "happened_at", "verb", "particulars")
    for key, of_one in groupby(rows.iterator(chunk_size=2_000), key=itemgetter(0)):
        changes = [list(at_once) for _at, at_once in groupby(of_one, key=itemgetter(1))]
        if times := pushes([[row[2:] for row in at_once] for at_once in changes]):
            opportunities.filter(pk=key).update(close_pushed=min(times, 32_767))


def pushes(changes):
    """Return how often a date was moved later between two days, while open before and after the same change."""
    times, was_open = 0, True
    for told in changes:
        is_open = was_open
        for verb, particulars in told:
            if verb == MOVED:
                is_open = particulars.get("kind", "open") == "open"
        if was_open and is_open:
            times += sum(later(particulars) for verb, particulars in told if verb == DUE_CHANGED)
        was_open = is_open
    return times


def later(particulars):
    before, after = ((particulars.get(end) or {}).get("day", "") for end in ("from", "to"))
    return bool(before) and after > before


class Migration(migrations.Migration):
    dependencies = [
        ("opportunities", "0019_how_opportunities_lie_still"),
        ("history", "0001_initial"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    # Backwards there is nothing to do: 0018 takes the column away.
    operations = [migrations.RunPython(count, migrations.RunPython.noop, elidable=True)]
