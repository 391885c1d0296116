"""What one deed tells somebody many times over becomes one notification, and one mail.

A deed in several parts (a job that works in slices) adds to what its first part told: in the app to the same line, and
to the same mail as long as that has not gone out. Its mails wait until the deed has been quiet for a while.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import timedelta

from django.utils import timezone

from core.deeds import Deed
from notifications.models import Channel, Notification, State

QUIET = timedelta(minutes=2)

Hearing = tuple[int, str]  # a recipient and a channel


def gathered(deed: Deed, rows: Iterable[Notification]) -> list[Notification]:
    """Return the notifications to be written for these of one deed; adds to those that an earlier part has written.

    In the caller's transaction. What stands alone for its hearer stays as it is, and names its page.
    """
    groups: dict[Hearing, list[Notification]] = defaultdict(list)
    for row in rows:
        groups[row.recipient_id, row.channel].append(row)
    earlier = _earlier(deed, groups) if deed.in_parts else {}
    told: list[Notification] = []
    for hearing, group in groups.items():
        before = earlier.get(hearing, [])
        still_open = next((row for row in before if _takes_more(row)), None)
        if still_open is not None:
            _add(still_open, group)
        elif len(group) == 1 and not before:
            told += group
        else:
            told.append(_summary(deed, group, part=len(before)))
    return told


def _earlier(deed: Deed, groups: Iterable[Hearing]) -> dict[Hearing, list[Notification]]:
    found: dict[Hearing, list[Notification]] = defaultdict(list)
    hearers = {recipient for recipient, _channel in groups}
    rows = Notification.objects.select_for_update().filter(recipient__in=hearers, dedupe_key__startswith=_key(deed))
    for row in rows.order_by("pk"):
        found[row.recipient_id, row.channel].append(row)
    return found


def _key(deed: Deed) -> str:
    return f"deed:{deed.key}:"


def _takes_more(row: Notification) -> bool:
    """Whether a line can still be added to: in the app always, elsewhere until a worker has taken it."""
    return row.channel == Channel.IN_APP or (row.state == State.PENDING and row.lease_until is None)


def _add(row: Notification, group: list[Notification]) -> None:
    counts = Counter(dict(row.particulars["counts"])) + Counter(each.kind for each in group)
    row.particulars["counts"] = list(counts.items())
    row.read_at = None
    row.next_attempt_at = timezone.now() + QUIET
    row.save(update_fields=["particulars", "read_at", "next_attempt_at"])


def _summary(deed: Deed, group: list[Notification], part: int) -> Notification:
    first = group[0]
    counts = Counter(row.kind for row in group)
    absent = [row.particulars.get("told_for") for row in group]
    told_for = {"told_for": absent[0]} if absent[0] and all(one == absent[0] for one in absent) else {}
    actor = {"user": deed.by.pk, "name": deed.by.name} if deed.by else {}
    return Notification(
        recipient_id=first.recipient_id,
        channel=first.channel,
        kind=deed.word,
        dedupe_key=f"{_key(deed)}{part}",
        particulars=deed.particulars | told_for | {"actor": actor or None, "counts": list(counts.items())},
        state=first.state,
        next_attempt_at=timezone.now() + (QUIET if deed.in_parts else timedelta()),
    )
