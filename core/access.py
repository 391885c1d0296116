"""Opening a row with access. What may not be seen answers 404, what may be seen but not changed answers 403."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from core.ids import LENGTH
from core.querysets import VisibleQuerySet


def _rows(rows: type[models.Model] | VisibleQuerySet) -> VisibleQuerySet:
    return rows._default_manager.all() if isinstance(rows, type) else rows  # type: ignore[return-value]


def seen(request: HttpRequest, rows: type[models.Model] | VisibleQuerySet, public_id: str) -> Any:
    """Return the row of `rows` with this public id, annotated with `may_edit`.

    Raises Http404 where there is no such row for the signed-in user: a hidden row and no row are told alike.
    """
    if len(public_id) != LENGTH or not public_id.isalnum() or not public_id.isascii():
        raise Http404
    row = _rows(rows).visible_to(request.user).with_may_edit(request.user).filter(public_id=public_id).first()
    if row is None:
        raise Http404
    if request.method == "POST":
        _note_for_whom(request.user, _rows(rows).filter(pk=row.pk), row.may_edit)
    return row


def _note_for_whom(user: Any, reach: VisibleQuerySet, may_edit: bool) -> None:
    """Note on whoever changes something for whom they do, where they may only by standing in: history names them."""
    standing_in = getattr(user, "standing_in", ())
    if not standing_in:
        return
    right = reach.editable_by if may_edit else reach.visible_to
    absent = [row.absent for row in standing_in]
    user.acting_for = [] if right(user.alone()).exists() else [one for one in absent if right(user.alone(one)).exists()]


def editable(request: HttpRequest, rows: type[models.Model] | VisibleQuerySet, public_id: str) -> Any:
    """Return the row of `rows` with this public id, which the signed-in user may change.

    Raises Http404 where it may not be seen, PermissionDenied where it may be seen but not changed.
    """
    row = seen(request, rows, public_id)
    if not row.may_edit:
        raise PermissionDenied(_("You may see this, but not change it."))
    return row


def allowed(request: HttpRequest, rows: VisibleQuerySet, public_id: str, right: str, sentence: str) -> Any:
    """Return the row of `rows` with this public id, on which the signed-in user has a right beyond changing it.

    `right` names the annotation that says so, such as "may_delete". Raises Http404 where it may not be seen,
    PermissionDenied with `sentence` where it may be seen but others have that right.
    """
    row = seen(request, rows, public_id)
    if not getattr(row, right):
        raise PermissionDenied(sentence)
    return row


def may(word: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Guard a view by a right that is about no row: "create", "import" or "administer". Else 403."""

    def guard(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.may(word):  # type: ignore[union-attr]
                raise PermissionDenied(_("Your role does not include this. Ask an administrator of the CRM."))
            return view(request, *args, **kwargs)

        guarded.needs = word  # type: ignore[attr-defined]
        return guarded

    return guard
