"""What a report is about: the opportunities that its reader may see, under the filter and the period of the address.

Every part of the list's filter holds here, too, but for what the report itself says (state, stage, days). So the
address of a number's opportunities is the filter with the number's own parts, and the list comes to the same.
"""

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from opportunities.filters import OpportunityFilter
from opportunities.models import Opportunity, Stage
from reports.period import Period, PeriodForm

DAYS = ("due_from", "due_to", "closed_from", "closed_to", "created_from", "created_to")
SAID_BY_REPORT = ("kind", "stage", "reason", "report", *DAYS)


class Scope:
    """One request's view of the opportunities."""

    def __init__(self, request: HttpRequest, usual: str) -> None:
        self.request, self.user = request, request.user
        self.today = timezone.localdate()
        self.filter = OpportunityFilter(request, reverse("contacts:suggest"), with_teams=True)
        self.form = PeriodForm(request.GET, usual=usual, today=self.today)
        self.period: Period = self.form.chosen

    def rows(self, *besides: str) -> Any:
        """Return the opportunities of the filter; `besides` are parts of it that do not count."""
        rows, cleaned = Opportunity.objects.visible_to(self.user), self.filter.form.cleaned_data
        for name, part in self.filter.filters.items():
            if name not in SAID_BY_REPORT and name not in besides and name in cleaned:
                rows = part.filter(rows, cleaned[name])
        return rows

    def link(self, **parts: Any) -> str:
        """Return the address of the list of opportunities under this filter, and these parts of it.

        A part may be a word, a day, or several words; "" takes it out.
        """
        query = QueryDict(self.filter.query, mutable=True)
        for name in SAID_BY_REPORT:
            query.pop(name, None)
        for name, value in parts.items():
            words = value if isinstance(value, list) else [value]
            query.setlist(name, [str(word) for word in words if word not in ("", None)])
        return f"{reverse('opportunities:index')}?{query.urlencode()}"

    @property
    def who(self) -> list[str]:
        """The words of the people that are chosen; none for everybody."""
        return self.filter.form.cleaned_data.get("who") or []

    def people(self, keys: Iterable[int]) -> list[User]:
        """Return the people of these keys, by name; they are known already, unless they have left."""
        wanted, known = set(keys), list(self.filter.persons)
        missing = wanted - {person.pk for person in known}
        if missing:
            known += User.objects.visible_to(self.user).filter(pk__in=missing).by_name()
        return [person for person in known if person.pk in wanted]

    @cached_property
    def funnel(self) -> list[Stage]:
        """The stages of the pipeline that the report shows, in order: the chosen one, else the default one."""
        stages = self.filter.all_stages
        asked = self.filter.form.cleaned_data.get("pipeline") or []
        keys = asked or [str(one.pipeline_id) for one in stages if one.pipeline.is_default]
        return [one for one in stages if keys and str(one.pipeline_id) == keys[0]]
