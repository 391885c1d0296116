"""The list as its address asks for it: the filter, the view that is open, the columns and the order."""

from collections.abc import Hashable
from dataclasses import replace
from functools import cached_property
from typing import Any

from django.db.models import Exists, QuerySet, Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from core.fold import words
from core.kept import answer, answers
from core.ordering import Order, order_of
from core.paging import Page, keyset, known_keyset, page_size
from core.walks import Walk, walked
from jobs.models import Job
from opportunities.board import AT_ONCE
from opportunities.bulk.selection import NO_FILTER
from opportunities.columns import chosen_of, columns_for
from opportunities.filters import OpportunityFilter
from opportunities.models import SavedView
from opportunities.models.rate import RECKON
from opportunities.ordering import DEFAULT, ListColumn, in_turn, prepared

ALL_OPEN = "kind=open"
# Whether exchange rates are being applied just now.
APPLYING = Exists(Job.objects.live().filter(kind=RECKON))
# So many keys of finds go into a question as they are.
FEW = 1000


class Listing:
    """What one request sees of the list. `missing` says that the address names a view that is not there for it."""

    def __init__(self, request: HttpRequest) -> None:
        self.request, self.user = request, request.user
        self.filter = OpportunityFilter(request, reverse("contacts:suggest"))
        self.all_columns = columns_for(self.user)
        self.order: Order = order_of(request.GET.get("sort", ""), self.all_columns, DEFAULT)
        self.size = page_size(request.GET.get("size"))

    @cached_property
    def _rows(self) -> list[SavedView]:
        return answer(_views, of=self.user)

    @property
    def views(self) -> list[SavedView]:
        """The views that stand above the list."""
        return [view for view in self._rows if view.name]

    @property
    def choice(self) -> SavedView:
        """What the person has chosen for the plain list."""
        return next((view for view in self._rows if not view.name), SavedView())

    @property
    def opening_view(self) -> SavedView | None:
        """The view that the person's list opens with, as long as they may see it."""
        return next((view for view in self.views if view.pk == self.choice.opens_with_id), None)

    @cached_property
    def view(self) -> SavedView | None:
        """The view that is open."""
        asked = self.request.GET.get("view", "")
        return next((view for view in self.views if view.public_id == asked), None)

    @property
    def missing(self) -> bool:
        """Whether the address names a view that is gone, or is not shared with the person any more."""
        return bool(self.request.GET.get("view")) and self.view is None

    @property
    def chosen_keys(self) -> list[str]:
        """The keys of the columns that were chosen, by the view or by the person; none where nobody has."""
        return list((self.view and self.view.columns) or self.choice.columns)

    @cached_property
    def columns(self) -> list[ListColumn]:
        """The columns of the list, in order."""
        return chosen_of(self.all_columns, self.chosen_keys)

    @property
    def has_custom_fields(self) -> bool:
        """Whether there are custom fields that could be changed on many rows at once."""
        return any(column.custom for column in self.all_columns)

    def columns_in_words(self) -> list[ListColumn]:
        """Return the columns with their headings as the reader reads them: each cell names its own."""
        return [replace(column, heading=str(column.heading)) for column in self.columns]

    @property
    def kept(self) -> dict[str, Any]:
        """What a view keeps of this list: filter, order and page size."""
        sort = "" if self.order.word == DEFAULT else self.order.word
        return {"query": self.filter.query, "sort": sort, "size": self.size}

    @property
    def differs(self) -> bool:
        """Whether the list was changed since its view was opened."""
        view = self.view
        return view is not None and any(getattr(view, name) != value for name, value in self.kept.items())

    @property
    def filter_parts(self) -> list[tuple[str, str]]:
        """The filter and order of the address, part by part, without the place in the list."""
        given = self.request.GET.lists()
        return [(name, value) for name, values in given if name not in NO_FILTER for value in values]

    @property
    def tabs(self) -> list[dict[str, str]]:
        """The views as tabs; none where there are no views. All open ones can always be gone back to."""
        if not self.views:
            return []
        everything = {"key": "", "label": _("All open"), "url": f"{reverse('opportunities:index')}?{ALL_OPEN}"}
        return [
            everything,
            *({"key": one.public_id, "label": one.name, "url": one.get_absolute_url()} for one in self.views),
        ]

    @property
    def current_tab(self) -> str | None:
        """The key of the tab that is open, if one is."""
        if self.view:
            return self.view.public_id
        return None if self.filter.set_words else ""

    @property
    def reset_url(self) -> str:
        """The list without what was set by hand: the open view as it was saved, else all open ones."""
        if self.view and self.differs:
            return self.view.get_absolute_url()
        return f"{self.request.path}?{ALL_OPEN}"

    def page(self) -> Page:
        """Return the page of the list that the address asks for."""
        cursor, column = self.request.GET.get("cursor", ""), self.order.column
        if isinstance(column, ListColumn) and column.by:
            turn = self.filter.stages_in_turn() if column.by == "stage" else in_turn(column.by)
            walk = Walk(f"{column.by}_id", turn, self.order.descending)
            return walked(self.rows(), walk, cursor, self.size)
        if self.known:
            return known_keyset(self.rows, self.order.terms(), cursor, self.size, known=self.known, user=self.user)
        return keyset(self.rows(), self.order.terms(), cursor, self.size)

    @cached_property
    def known(self) -> Hashable:
        """What tells the question for this list from others; None where the list follows from more than that."""
        asked, columns = self.filter.known, [*self.columns, self.order.column]
        if asked is None or any(getattr(column, "prepare", None) for column in columns):
            return None
        return Listing, asked, tuple(column.key for column in columns)

    @cached_property
    def few(self) -> list[tuple[int, bool]] | None:
        """The keys of the rows that hold the words that are asked for, where there are words, and few such rows.

        So all texts are read once, and not for each question. With each stands whether rates are being applied.
        """
        if not words(self.filter.cleaned.get("q") or ""):
            return None
        found = list(self.filter.qs.order_by().values_list("pk", APPLYING)[: FEW + 1])
        return found if len(found) <= FEW else None

    @cached_property
    def found(self) -> Any:
        """The rows of the whole filter."""
        if self.few is None:
            return self.filter.qs
        return self.filter.visible.filter(pk__in=[key for key, _applying in self.few])

    @cached_property
    def length(self) -> tuple[bool, bool]:
        """Whether the whole filter has more than `AT_ONCE` rows, and whether exchange rates are being applied now."""
        if self.few is not None:
            return False, any(applying for _key, applying in self.few)
        known = self.known and (Listing, AT_ONCE, self.known)
        beyond, applying = next(answers(known, lambda: [_beyond(self.user, self.found)], of=self.user))[0]
        return beyond is not None, applying

    def rows(self) -> QuerySet[Any]:
        """Return the rows of the whole filter with what the columns need."""
        rows = prepared(self.found.for_list(self.user), self.order, self.user)
        for column in self.columns:
            if column.prepare and column != self.order.column:
                rows = column.prepare(rows)
        related = [name for column in self.columns for name in column.related]
        return rows.select_related(*related) if related else rows


def _beyond(user: Any, rows: Any) -> Any:
    """Ask for the row beyond those that are added up at once, and whether exchange rates are being applied just now."""
    beyond = Subquery(rows.order_by().values("pk")[AT_ONCE : AT_ONCE + 1])
    return User.objects.filter(pk=user.pk).values_list(beyond, APPLYING)


def _views(user: Any) -> Any:
    return SavedView.objects.offered_to(user)
