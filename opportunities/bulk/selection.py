"""Which opportunities of the list are chosen: some rows of a page, or all that the filter shows, however many pages.

The address says it: `row` names rows by their public ids, `all` means the whole filter, which stands in the same
address. Which rows that is, is settled once, when the preview is made (`BulkChange`): a filter may show others a moment
later, and nobody changes what they were not shown.
"""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property

from core.ids import LENGTH
from opportunities.filters import OpportunityFilter
from opportunities.models import Opportunity

ROW, ALL, ACTION = "row", "all", "action"
# An address holds no more; static/crm/js/bulk.js ticks no more.
MOST_ROWS = 200
# More than so many are no slip of the pen that can be looked through.
MOST = 100_000
# What of the address of a list is no filter.
NO_FILTER = ("cursor", "size", ROW, ALL, ACTION)


class Selection:
    """What a request has chosen, among what its person may see."""

    def __init__(self, request: HttpRequest) -> None:
        self.request, self.user = request, request.user
        self.is_everything = request.GET.get(ALL) == "1"

    @cached_property
    def ids(self) -> list[str]:
        """The public ids that are named; what cannot be one is left out."""
        named = dict.fromkeys(self.request.GET.getlist(ROW)[:MOST_ROWS])
        return [one for one in named if len(one) == LENGTH and one.isascii() and one.isalnum()]

    @property
    def left_out(self) -> Sequence[str]:
        """What of the filter could not be read, where all of it is meant: sentences."""
        return OpportunityFilter(self.request, reverse("contacts:suggest")).left_out if self.is_everything else ()

    @property
    def rows(self) -> Any:
        """The rows that are chosen and may be seen."""
        if self.is_everything:
            return OpportunityFilter(self.request, reverse("contacts:suggest")).qs
        return Opportunity.objects.visible_to(self.user).filter(public_id__in=self.ids)

    @cached_property
    def count(self) -> int:
        """How many rows are chosen."""
        return int(self.rows.order_by().count())

    def keys(self) -> Sequence[int]:
        """Return the keys of the chosen rows, in order, each once; one more than `MOST` where they are too many."""
        return sorted(set(self.rows.order_by("pk").values_list("pk", flat=True)[: MOST + 1]))

    def gone(self, keys: Sequence[int]) -> int:
        """Return how many of the named ids led to none of these rows: deleted ones, hidden ones, invented ones."""
        return 0 if self.is_everything else len(self.ids) - len(keys)

    @property
    def query(self) -> str:
        """The filter, as the address of the list says it."""
        query = self.request.GET.copy()
        for name in NO_FILTER:
            query.pop(name, None)
        return str(query.urlencode())
