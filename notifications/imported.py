"""Who is told what an import gave them: once for the whole file, at its end, however many rows there are."""

from collections import Counter
from collections.abc import Iterator

from django.contrib.auth import get_user_model
from django.db.models import Count, Q, QuerySet

from core.sharing import grant_models
from imports.models import ImportRun
from notifications import kinds
from notifications.telling import Telling
from opportunities.models import Opportunity


def given_by(run: ImportRun) -> Iterator[Telling]:
    """Yield what is told to everybody but the owner of an import that made them responsible, or gave them access.

    Of how many opportunities; of a single one, of which. Who became responsible is told that, and of access no more.
    """
    responsible, granted = _made_responsible(run), _granted(run)
    for person, count in responsible.items():
        if person != run.owner_id:
            kind = kinds.RESPONSIBLE if count == 1 else kinds.RESPONSIBLE_FOR_MANY
            yield _telling(kind, run, person, count, _handed_over(run).filter(responsible=person))
    for person, count in granted.items():
        if person != run.owner_id and person not in responsible:
            kind = kinds.GRANTED if count == 1 else kinds.GRANTED_MANY
            yield _telling(kind, run, person, count, Opportunity.objects.filter(import_run=run))


def _telling(kind: kinds.Kind, run: ImportRun, person: int, count: int, rows: QuerySet[Opportunity]) -> Telling:
    words = {"by": {"user": run.owner_id, "name": run.owner.name}, "count": count}
    page = rows.get() if count == 1 else None
    return Telling(kind, frozenset({person}), f"{kind.name}:import:{run.pk}", page=page, particulars=words)


def _handed_over(run: ImportRun) -> QuerySet[Opportunity]:
    """Return the opportunities that an import made, and those that it gave to somebody else."""
    made = Q(import_run=run)
    if run.updated:
        made |= Q(pk__in=run.changes.filter(former__has_key="responsible_id").values("row_key"))
    return Opportunity.objects.filter(made)


def _made_responsible(run: ImportRun) -> Counter[int]:
    counted = _handed_over(run).order_by().values_list("responsible").annotate(Count("pk"))
    return Counter(dict(counted))


def _granted(run: ImportRun) -> Counter[int]:
    """Return how many new opportunities were granted to whom, by themselves or as a member of a team."""
    if not run.options.get("restricted"):
        return Counter()
    people, teams = (held._default_manager.filter(content_object__import_run=run) for held in grant_models(Opportunity))
    counts = Counter(dict(people.values_list("user").annotate(Count("pk"))))
    for team, count in teams.values_list("group").annotate(Count("pk")):
        for member in get_user_model()._default_manager.filter(groups=team).values_list("pk", flat=True):
            counts[member] = max(counts[member], count)
    return counts
