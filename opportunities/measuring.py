"""How long opportunities usually stay in a stage: measured from the moves that history recorded, once a day.

Everybody reads it, so it is measured of those that everybody sees: a median, too, tells of what it is made of.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Window
from django.db.models.functions import Lag
from django.utils import timezone

from history.models import Event
from jobs import DONE, Outcome, Slice
from opportunities import verbs
from opportunities.models import Opportunity, Stage

# Fewer say more about single ones than about the stage.
ENOUGH = 8
# How people sold longer ago is not how they sell now.
LOOKED_BACK = timedelta(days=366)
ARRIVALS = (verbs.CREATED, verbs.IMPORTED, verbs.MOVED)


def measure(slice: Slice) -> Outcome:
    """Note at each stage the median of the days that opportunities spent in it, by the clock."""
    measure_stages(timezone.now())
    return DONE


def measure_stages(now: datetime) -> None:
    """Write `measured_days` of all stages: the median, rounded to whole days, or None where too few moved on."""
    spent: dict[int, list[float]] = defaultdict(list)
    for key, stay in _stays(now - LOOKED_BACK):
        spent[key].append(stay)
    with transaction.atomic():
        for stage in Stage.objects.select_for_update(no_key=True).order_by("pk"):
            days = spent[stage.pk]
            measured = round(median(days)) if len(days) >= ENOUGH else None
            if measured != stage.measured_days:
                Stage.objects.filter(pk=stage.pk).update(measured_days=measured)


def _stays(since: datetime) -> Iterator[tuple[int, float]]:
    """Give the key of a stage, and how many days an opportunity was in it, for each that moved on since then.

    One that was lost has not moved on: mostly it lay there until somebody gave it up, and would make that usual.
    """
    arrivals: Any = Event.objects.filter(
        page_type=ContentType.objects.get_for_model(Opportunity),
        page_id__in=Opportunity.objects.for_everybody().values("pk"),
        verb__in=ARRIVALS,
    ).annotate(arrived_at=Window(Lag("happened_at"), partition_by="page_id", order_by=["happened_at", "pk"]))
    told = arrivals.order_by().values_list("verb", "particulars", "arrived_at", "happened_at")
    for verb, particulars, arrived_at, left_at in told.iterator(chunk_size=5_000):
        if verb != verbs.MOVED or arrived_at is None or left_at < since or particulars.get("kind") == "lost":
            continue
        stage = (particulars.get("from") or {}).get("id")
        if stage is not None:
            yield stage, (left_at - arrived_at).total_seconds() / 86_400
