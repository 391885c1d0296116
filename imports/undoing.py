"""Taking an import back, batch by batch, as it was written."""

from django.db import transaction
from django.utils import timezone

from history.models import record
from imports import verbs
from imports.models import ImportChange, ImportRun
from imports.outcome import left_rows
from imports.sessions import Session
from imports.telling import in_words_of_the_page
from imports.work import Superseded, current, end, keep
from jobs import AGAIN, DONE, Outcome, Slice

UNDO_BATCH = 500


@in_words_of_the_page
def take_back(slice: Slice) -> Outcome:
    """Give changed rows their former values back, then delete created ones; what was touched since is left, listed."""
    try:
        run = current(slice)
        if run.state != ImportRun.State.UNDOING:
            return DONE
        total = run.created + run.updated + run.beside.get("contacts", 0)
        session = run.kind.session(run.assignment())
        while batch := list(run.changes.filter(pk__gt=run.place.get("changes", 0)).order_by("pk")[:UNDO_BATCH]):
            with transaction.atomic():
                _restore(run, slice, session, batch)
                slice.save(run.place, done=run.restored + run.taken_back, total=total)
            if slice.time_is_up:
                return AGAIN
        parts = run.kind.parts()
        for number in range(run.place.get("part", 0), len(parts)):
            after = run.place.get("after", 0) if number == run.place.get("part", 0) else 0
            while rows := list(parts[number].rows(run).filter(pk__gt=after).order_by("pk")[:UNDO_BATCH]):
                after = rows[-1].pk
                with transaction.atomic():
                    gone = parts[number].delete_untouched(rows)
                    place = run.place | {"part": number, "after": after}
                    taken_back = run.taken_back + (0 if parts[number].are_words else gone)
                    keep(run, slice, place=place, taken_back=taken_back)
                    slice.save(run.place, done=run.restored + run.taken_back, total=total)
                if slice.time_is_up:
                    return AGAIN
        _settle_undo(run, slice)
    except Superseded:
        pass
    return DONE


def _restore(run: ImportRun, slice: Slice, session: Session, batch: list[ImportChange]) -> None:
    """Give the rows of a batch back; those that whoever takes back may not change (any more) stay as they are."""
    rows = run.kind.model._default_manager.editable_by(slice.by or run.owner)
    reach = set(rows.filter(pk__in=[change.row_key for change in batch]).values_list("pk", flat=True))
    restored = session.restore([change for change in batch if change.row_key in reach])
    ImportChange.objects.filter(run=run, row_key__in=restored).update(restored=True)
    place = run.place | {"changes": batch[-1].pk}
    keep(run, slice, place=place, restored=run.restored + len(restored))


def _settle_undo(run: ImportRun, slice: Slice) -> None:
    left = left_rows(run)
    with transaction.atomic():
        end(run, slice, state=ImportRun.State.UNDONE, undone_at=timezone.now(), place={"left": left})
        counts = {"file": run.original_name, "deleted": run.taken_back, "restored": run.restored, "left": left}
        record(verbs.UNDONE, run, by=run.owner, page=run, particulars=counts)
