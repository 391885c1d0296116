"""A stage that is deleted: what stands in it is moved by a bulk change, then the stage goes."""

from django.core.exceptions import ValidationError
from django.urls import reverse

from history.lists.writing import remove_entry
from opportunities.models import BulkChange, Stage

STAGES = "stages"


def stage_goes(change: BulkChange) -> None:
    """Delete the stage whose opportunities a bulk change has moved, in the caller's transaction, and record it.

    It stays where something stands in it still, new opportunities would have no stage to start in, or whoever asked for
    it does not administer the CRM any more.
    """
    if not change.is_of_stage or not change.owner.may("administer"):
        return
    stage = stage_of(change)
    other = Stage.objects.filter(pk=change.wish["stage"]).first()
    if stage is None or other is None or stage.opportunities.exists():
        return
    try:
        remove_entry(stage, by=change.owner, to=other, moved=change.changed)
    except ValidationError:
        return  # its page tells that it is there, and deleting it once more says why


def stage_of(change: BulkChange) -> Stage | None:
    """Return the stage that a bulk change is to empty; None where it is gone."""
    return Stage.objects.filter(pk=change.wish["goes"]["id"]).first()


def stages_address(change: BulkChange) -> str:
    """Return where the stages of its pipeline are kept."""
    return f"{reverse('lists:list', args=[STAGES])}?of={change.wish['pipeline']}"
