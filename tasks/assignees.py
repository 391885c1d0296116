"""Who can be given a task."""

from typing import Any

from accounts.models import User
from opportunities.models import Opportunity


def assignable(opportunity: Opportunity | None = None) -> Any:
    """Return the people who can be given a task: active, may edit, and may see the opportunity if it is about one."""
    people = User.objects.who_may_change().by_name()
    if opportunity is None:
        return people
    return people.filter(pk__in=User.objects.who_may_see(opportunity).values("pk"))
