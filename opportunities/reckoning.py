"""Converting amounts anew, in slices: after a change of rates, and once a day all of them.

The daily pass finds what no change asked for: a row that an import wrote by a rate that was corrected in the same
moment, or a base currency that was set anew.
"""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from core.bulk import update_many
from jobs import AGAIN, DONE, Outcome, Slice
from opportunities.models import Opportunity
from opportunities.rates import Rates

BATCH = 2_000


def reckon(slice: Slice) -> Outcome:
    """Convert the amounts that a change of rates concerns, in the order of their keys.

    `payload`: `currencies` (none: all), and `since`, the first closing day that is concerned (None: all). It is no edit
    of the opportunity: neither its version nor its history moves.
    """
    while not slice.time_is_up:
        if not _convert_some(slice):
            return DONE
    return AGAIN


def _convert_some(slice: Slice) -> bool:
    """Convert the amounts of the next rows; return whether there were any."""
    kept = {"last": 0, "seen": 0, **slice.checkpoint}
    with transaction.atomic():
        rows = list(
            _concerned(slice.payload)
            .filter(pk__gt=kept["last"])
            .select_for_update(no_key=True)
            .only("pk", "total", "currency", "closed_on", "base_total")
            .order_by("pk")[:BATCH]
        )
        if not rows:
            return False
        # Read after the rows are locked: who writes one meanwhile has done so by these rates, or waits.
        rates = Rates.of(row.currency for row in rows)
        moved = []
        for row in rows:
            before = row.base_total
            row.reckon(rates)
            if row.base_total != before:
                moved.append(row)
        update_many(moved, ["base_total"])
        seen = kept["seen"] + len(rows)
        slice.save({"last": rows[-1].pk, "seen": seen}, done=seen)
    return True


def _concerned(payload: dict[str, Any]) -> Any:
    rows = Opportunity.objects.filter(total__isnull=False)
    own = Q(currency=settings.BASE_CURRENCY)
    if not payload.get("currencies"):
        return rows.filter(~own | Q(base_total=None) | ~Q(base_total=F("total")))
    rows = rows.filter(currency__in=payload["currencies"])
    return rows.filter(Q(closed_on=None) | Q(closed_on__gte=payload["since"])) if payload.get("since") else rows
