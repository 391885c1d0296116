"""What is left when an import is taken back, and why: somebody has changed it, or something hangs on it since."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext as _

from core.templatetags.crm import moment
from history.models import Event
from imports.models import ImportChange, ImportRun
from imports.targets import registered

# A change that was given back counts twice in the version of its row.
BOTH_WAYS = 2


def reasons_to_stay(
    rows: Sequence[Any], *, imported: str, apart: Collection[type[models.Model]] = ()
) -> dict[int, list[str]]:
    """Return by key why rows of one model, made by one import, have to stay; those without a reason are not in it.

    They stay where they were changed, have events of their own (beside `imported` and those of their import), or
    anything refers to them. What may refer to one is asked of the model, so that no floor above need be known;
    `apart` are models whose rows belong to it.
    """
    model, given = type(rows[0]), given_back(rows)
    # Their numbers only: an import holds what its survey found, much of it, and each row would read it once more.
    named = dict(ImportRun.objects.filter(pk__in={row.import_run_id for row in rows}).values_list("pk", "public_id"))
    runs = {row.pk: {named[row.import_run_id], *given[row.pk]} for row in rows}
    last = last_events(model, runs, without=imported)
    reasons: dict[int, list[str]] = defaultdict(list)
    for row in rows:
        if row.version != 1 + BOTH_WAYS * len(given[row.pk]):
            reasons[row.pk].append(changed_since(last.get(row.pk)))
    for key, labels in referring(model, [row.pk for row in rows], apart=apart).items():
        reasons[key].append(_("added since: %(things)s") % {"things": ", ".join(labels)})
    for key in last.keys() - reasons.keys():
        reasons[key].append(entry_since(last[key]))
    return dict(reasons)


def reasons_unrestored(rows: Sequence[Any], changes: Mapping[int, Any], run: Any) -> dict[int, list[str]]:
    """Return by key why existing rows that an import had changed did not get their former values back.

    `changes` are its `ImportChange`s by key of the row.
    """
    if not rows:
        return {}
    given = given_back(rows)
    last = last_events(type(rows[0]), {row.pk: {run.public_id, *given[row.pk]} for row in rows}, since=run.started_at)
    changed = {row.pk for row in rows if row.version != unchanged_version(changes[row.pk], given[row.pk])}
    return {
        key: [changed_since(last.get(key)) if key in changed else entry_since(last[key])]
        for key in (row.pk for row in rows)
        if key in changed or key in last
    }


def given_back(rows: Sequence[Any]) -> dict[int, dict[str, int]]:
    """Return by key which imports had changed a row and gave its former values back: the version they made, by run.

    What such an import did to the row is as if it had never been; what people did in between stands in the version.
    """
    found: dict[int, dict[str, int]] = {row.pk: {} for row in rows}
    model = type(rows[0])
    target_keys = [target.key for target in registered() if target.model is model]
    changes = ImportChange.objects.filter(run__target__in=target_keys, row_key__in=list(found), restored=True)
    for key, run, version in changes.values_list("row_key", "run__public_id", "version"):
        found[key][run] = version
    return found


def unchanged_version(change: Any, given: Mapping[str, int]) -> int:
    """Return the version of a row that nobody has changed since an `ImportChange`, but imports that gave it back."""
    version: int = change.version
    return version + BOTH_WAYS * sum(later > version for later in given.values())


def last_events(
    model: type[models.Model], runs: Mapping[int, Collection[str]], *, without: str = "", since: Any = None
) -> dict[int, Event]:
    """Return by key the last event on the page of each row that certain imports did not write.

    `runs` names those (by `public_id`) by key of the row; events of the verb `without` do not count.
    """
    told = Event.objects.filter(page_type=ContentType.objects.get_for_model(model), page_id__in=runs)
    told = told.exclude(verb=without) if without else told
    told = told.filter(recorded_at__gte=since) if since else told
    events = told.order_by("recorded_at", "pk")
    return {event.page_id: event for event in events if event.particulars.get("import") not in runs[event.page_id]}


def changed_since(event: Event | None) -> str:
    """Return the sentence about a row that somebody has changed; `event` tells by whom, where it is known."""
    if event is None:
        return _("changed since")
    return _("changed since by %(name)s on %(moment)s") % _whose(event)


def entry_since(event: Event) -> str:
    """Return the sentence about a row in whose history something stands since."""
    return _("an entry in its history by %(name)s on %(moment)s") % _whose(event)


def _whose(event: Event) -> dict[str, str]:
    return {"name": event.actor_name or _("System"), "moment": moment(event.recorded_at)}


def referring(
    model: type[models.Model], keys: Iterable[int], *, apart: Collection[type[models.Model]] = ()
) -> dict[int, list[str]]:
    """Return by key what kinds of rows refer to rows of a model, by name.

    Models `apart` do not count, nor do those that say of themselves that nobody makes their rows (`by_itself`).
    """
    found: dict[int, list[str]] = defaultdict(list)
    wanted = list(keys)
    for relation in model._meta.related_objects:
        if relation.related_model in apart or getattr(relation.related_model, "by_itself", False):
            continue
        name, label = relation.field.name, str(relation.related_model._meta.verbose_name_plural)
        others = relation.related_model._base_manager.filter(**{f"{name}__in": wanted})
        for key in set(others.values_list(name, flat=True)) & set(wanted):
            if label not in found[key]:
                found[key].append(label)
    return dict(found)
