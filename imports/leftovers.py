"""What is left when an import is taken back, and why: somebody has changed it, or something hangs on it since."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext as _

from history.models import Event
from imports.models import ImportChange


def reasons_to_stay(
    rows: Sequence[Any], *, imported: str, apart: Collection[type[models.Model]] = ()
) -> dict[int, list[str]]:
    """Return by key why rows of one model, made by one import, have to stay; those without a reason are not in it.

    They stay where they were changed, have events of their own (beside `imported` and those of their import), or
    anything refers to them. What may refer to one is asked of the model, so that no floor above need be known;
    `apart` are models whose rows belong to it.
    """
    model, reasons = type(rows[0]), defaultdict(list)
    keys, given_back = {row.pk for row in rows}, _given_back(rows)
    for row in rows:
        if row.version != given_back.get(row.pk, 1):
            reasons[row.pk].append(_("changed since"))
    page_type = ContentType.objects.get_for_model(model)
    told = Event.objects.filter(page_type=page_type, page_id__in=keys).exclude(verb=imported)
    runs = {row.pk: row.import_run.public_id for row in rows} if (events := list(told)) else {}
    for key in {event.page_id for event in events if event.particulars.get("import") != runs[event.page_id]}:
        reasons[key].append(_("entries in its history"))
    for relation in model._meta.related_objects:
        if relation.related_model in apart:
            continue
        name, label = relation.field.name, str(relation.related_model._meta.verbose_name_plural)
        others = relation.related_model._base_manager.filter(**{f"{name}__in": keys})
        for key in set(others.values_list(name, flat=True)):
            reasons[key].append(label)
    return dict(reasons)


def _given_back(rows: Sequence[Any]) -> dict[int, int]:
    """Return the versions of rows that a later line of their import had changed and that got their values back."""
    runs = {row.import_run_id for row in rows}
    changes = ImportChange.objects.filter(run__in=runs, row_key__in=[row.pk for row in rows], restored=True)
    return {key: version + 1 for key, version in changes.values_list("row_key", "version")}
