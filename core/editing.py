"""Two people at once: the second saver of a row is told, sees both texts, and decides."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, models, transaction
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from core.forms import Form


class Conflict(Exception):
    """The row was changed by somebody else since the form was opened. `row` is how it stands now."""

    def __init__(self, row: Any) -> None:
        super().__init__(_("Somebody else has changed this in the meantime."))
        self.row = row


class Gone(Http404):
    """The row was deleted since it was opened. A page that lets it pass answers as if it had never been there."""


def locked(row: models.Model, version: int | None = None) -> Any:
    """Return `row` read anew under a lock, inside the caller's transaction.

    The lock keeps other writers of the row away, not those who write a row that refers to it (an event names its
    author): they would wait for each other. Raises Conflict where `version` is given and is not the row's own any
    more; Gone where somebody has deleted it.
    """
    fresh = type(row)._base_manager.select_for_update(no_key=True).filter(pk=row.pk).first()
    if fresh is None:
        raise Gone
    if version is not None and fresh.version != version:  # type: ignore[attr-defined]
        raise Conflict(fresh)
    return fresh


def one_at_a_time(model: type[models.Model]) -> None:
    """Let only the caller's transaction compare the rows of a model with each other, and add some, until it has ended.

    Locks on rows do not do that: whoever has waited for them sees the rows that there were when the waiting began, and
    where there is no row yet, nobody waits. So the row of the model's kind is held in their stead. Comes before the
    locks on its rows, or two who want them in different orders would wait for each other. On SQLite a transaction that
    writes is the only one anyhow.
    """
    kind = ContentType.objects.get_for_model(model)
    ContentType.objects.select_for_update(no_key=True).get(pk=kind.pk)


def save_first(row: models.Model) -> None:
    """Save a new row that was looked at already (`save_unique`)."""
    save_unique(row, force_insert=True)


def save_unique(row: models.Model, **kwargs: Any) -> None:
    """Save a row that was looked at already, in the caller's transaction; `kwargs` are those of its `save`.

    Where somebody else has saved its like in the same moment, which no look can see, the constraint of the database
    refuses it; then the ValidationError is raised that a later look gives. Other errors of the database stay as they
    are.
    """
    try:
        with transaction.atomic():
            row.save(**kwargs)
    except IntegrityError:
        row.validate_constraints()
        raise


def lock_all(*rows: models.Model | None) -> None:
    """Lock these rows, without the ones that are None, each once and always in the same order.

    For the caller's transaction; raises the model's DoesNotExist where one is gone.
    """
    found = {(row._meta.label, row.pk): row for row in rows if row is not None}
    for key in sorted(found):
        locked(found[key])


class VersionedFormMixin(Form):
    """A form that remembers which version of the row it was opened on."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)

    def keep_mine_next_time(self, current: Any) -> None:
        """Let the next post of this form win over the version `current`, which its reader has now seen."""
        self.data = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict
        self.data[self.add_prefix("version")] = str(current.version)  # type: ignore[index]

    def differences(self, theirs: Sequence[tuple[str, Any, Any]]) -> list[dict[str, Any]]:
        """Return the rows of the comparison that the page shows, from (label, mine, theirs)."""
        return [
            {"label": label, "mine": mine, "theirs": other} for label, mine, other in theirs if str(mine) != str(other)
        ]
