"""What a bulk change comes to, or came to, as its page shows it: in counts, and by title as far as one may see."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count
from django.utils.translation import ngettext

from accounts.models import User
from opportunities.models import BulkChange, BulkRow, Opportunity

SHOWN = 8
SHOWN_LEFT = 200
LEFT = (BulkRow.Outcome.SKIPPED, BulkRow.Outcome.LEFT)


@dataclass
class Left:
    """Rows that are left for one reason: how many, and the first of them."""

    sentence: str
    count: int
    rows: list[Any] = field(default_factory=list)
    outcome: str = ""


@dataclass
class Told:
    """All that the page of a bulk change tells of its rows."""

    counts: dict[str, int]
    overwrites: int
    examples: list[Opportunity]
    left: list[Left]
    unseen: list[str]


def outcome_of(change: BulkChange, user: Any) -> Told:
    """Return what a bulk change comes to for whoever looks: titles only of what `user` may see."""
    rows = change.rows.order_by()
    counts = dict.fromkeys(BulkRow.Outcome.values, 0)
    counts |= dict(rows.values_list("outcome").annotate(number=Count("pk")))
    overwrites = rows.filter(outcome=BulkRow.Outcome.READY, overwrites=True).count() if change.is_preview else 0
    shown = BulkRow.Outcome.READY if change.is_preview else BulkRow.Outcome.CHANGED
    examples = list(change.rows.filter(outcome=shown).order_by("pk").values_list("row_key", flat=True)[:SHOWN])
    kept = list(change.rows.filter(outcome__in=LEFT).select_related("changed_by").order_by("pk")[:SHOWN_LEFT])
    titles = _titles([*examples, *(row.row_key for row in kept)], user)
    found = [titles[key] for key in examples if key in titles]
    return Told(counts, overwrites, found, _left(change, kept, titles), _unseen(change))


def _unseen(change: BulkChange) -> list[str]:
    """Return sentences about the people who would lose sight of open tasks, by name; none once it is written."""
    counts = change.unseen if change.is_preview else {}
    people = User.objects.filter(pk__in=counts).by_name() if counts else []
    return [
        ngettext(
            "%(person)s would no longer see %(n)s open task of theirs.",
            "%(person)s would no longer see %(n)s open tasks of theirs.",
            counts[str(person.pk)],
        )
        % {"person": person.label, "n": counts[str(person.pk)]}
        for person in people
    ]


def _titles(keys: Sequence[int], user: Any) -> dict[int, Opportunity]:
    rows = Opportunity.objects.visible_to(user).filter(pk__in=keys).select_related("stage")
    return {row.pk: row for row in rows}


def _left(change: BulkChange, kept: Sequence[BulkRow], titles: dict[int, Opportunity]) -> list[Left]:
    """Return the rows that are left by reason, the most frequent reason first."""
    counted = change.rows.filter(outcome__in=LEFT).order_by()
    reasons: dict[tuple[str, str, str], Left] = {}
    for outcome, reason, sentence, count in (
        counted.values_list("outcome", "reason", "sentence").annotate(number=Count("pk")).order_by("-number")
    ):
        told = sentence or str(BulkRow.Reason(reason).label)
        reasons[outcome, reason, sentence] = Left(told, count, outcome=outcome)
    for row in kept:
        if row.row_key in titles:
            held = titles[row.row_key]
            reasons[row.outcome, row.reason, row.sentence].rows.append({"opportunity": held, "by": row.changed_by})
    return list(reasons.values())
