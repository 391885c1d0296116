"""What each part of the filter means: one method a part; each takes and gives rows."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import Group
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from accounts.querysets import teams
from contacts.models import Contact
from core import slots
from core.posted_keys import is_key
from opportunities.filters.days import due_range, start_of
from opportunities.models import Opportunity, Stage

ME, TEAM = "me", "team"
# A team that is named by its key.
OF_TEAM = "team-"
# The amount that a range of amounts asks about: in the base currency.
AMOUNT = "base_total"
NONE = "none"


class Narrowing:
    """The methods that the declared parts of the filter name."""

    request: Any
    form: Any

    @property
    def cleaned(self) -> dict[str, Any]:
        """What is asked, part by part."""
        raise NotImplementedError

    def known_stages(self) -> Sequence[Stage]:
        """Return all stages, as they are offered."""
        raise NotImplementedError

    def by_words(self, rows: Any, name: str, value: str) -> Any:
        """Every word is found in title, contact or description."""
        return rows.search(value)

    def by_kind(self, rows: Any, name: str, value: str) -> Any:
        """A chosen stage says more than the state, which the form always sends."""
        if self.cleaned.get("stage"):
            return rows
        by_word: dict[str, Callable[[], Any]] = {"all": rows.all, "open": rows.open, "closed": rows.closed}
        return by_word[value]() if value in by_word else rows.closed().filter(stage__kind=value)

    def by_person(self, rows: Any, name: str, value: list[str]) -> Any:
        """One’s own, those of one’s teams’ people, of a team’s, or those of some people."""
        return rows.filter(person_q(value, self.request.user)) if value else rows

    def by_stage(self, rows: Any, name: str, value: list[str]) -> Any:
        """In one of these stages."""
        return rows.filter(stage__in=value) if value else rows

    def by_pipeline(self, rows: Any, name: str, value: list[str]) -> Any:
        """In a stage of one of these pipelines."""
        return rows.filter(stage__pipeline__in=value) if value else rows

    def by_due(self, rows: Any, name: str, value: str) -> Any:
        """Overdue, in a span of days, or without a date."""
        today = timezone.localdate()
        if value == "overdue":
            return rows.overdue(today)
        between = due_range(value, today)
        return rows.filter(expected_close_on__range=between) if between else rows.filter(expected_close_on=None)

    def by_due_from(self, rows: Any, name: str, value: date | None) -> Any:
        """Expected to close on this day or later."""
        return rows.filter(expected_close_on__gte=value) if value else rows

    def by_due_to(self, rows: Any, name: str, value: date | None) -> Any:
        """Expected to close on this day or earlier."""
        return rows.filter(expected_close_on__lte=value) if value else rows

    def by_closed_from(self, rows: Any, name: str, value: date | None) -> Any:
        """Won or lost on this day or later."""
        return rows.filter(closed_on__gte=value) if value else rows

    def by_closed_to(self, rows: Any, name: str, value: date | None) -> Any:
        """Won or lost on this day or earlier."""
        return rows.filter(closed_on__lte=value) if value else rows

    def by_reason(self, rows: Any, name: str, value: list[str]) -> Any:
        """Lost for one of these reasons, or without one."""
        wanted = Q(lost_reason__in=[word for word in value if word != NONE])
        if NONE in value:
            wanted |= Q(lost_reason=None)
        return rows.filter(wanted, stage__kind="lost") if value else rows

    def by_report(self, rows: Any, name: str, value: slots.Reported | None) -> Any:
        """Those that a number of a report counts."""
        return rows.filter(pk__in=value.keys) if value else rows

    def by_contact(self, rows: Any, name: str, value: Contact | None) -> Any:
        """Of this contact, or with it as a participant; of a company, those of its people, too."""
        return rows.around_contact(value) if value else rows

    def by_tags(self, rows: Any, name: str, value: list[str]) -> Any:
        """Every chosen tag is on the row, or, where that is asked for, any of them."""
        through: Any = Opportunity.tags.through.objects
        if self.form.cleaned_data.get("tag_match") == "any" and value:
            return rows.filter(pk__in=through.filter(tag__in=value).values("opportunity"))
        for tag in value:
            rows = rows.filter(pk__in=through.filter(tag=tag).values("opportunity"))
        return rows

    def says_how(self, rows: Any, name: str, value: str) -> Any:
        """A part that only says how another one is meant."""
        return rows

    def by_amount_from(self, rows: Any, name: str, value: Decimal | None) -> Any:
        """Worth as much or more; what has no amount is not."""
        return rows if value is None else rows.filter(**{f"{AMOUNT}__gte": value})

    def by_amount_to(self, rows: Any, name: str, value: Decimal | None) -> Any:
        """Worth as much or less; what has no amount is not."""
        return rows if value is None else rows.filter(**{f"{AMOUNT}__lte": value})

    def by_currency(self, rows: Any, name: str, value: str) -> Any:
        """Reckoned in this currency."""
        return rows.filter(currency=value)

    def by_probability_from(self, rows: Any, name: str, value: int | None) -> Any:
        """As probable or more, by the percentage that counts."""
        return rows if value is None else rows.with_probability().filter(effective_probability__gte=value)

    def by_probability_to(self, rows: Any, name: str, value: int | None) -> Any:
        """As probable or less, by the percentage that counts."""
        return rows if value is None else rows.with_probability().filter(effective_probability__lte=value)

    def by_created_from(self, rows: Any, name: str, value: date | None) -> Any:
        """Made on this day of the reader’s or later."""
        return rows.filter(created_at__gte=start_of(value)) if value else rows

    def by_created_to(self, rows: Any, name: str, value: date | None) -> Any:
        """Made on this day of the reader’s or earlier."""
        return rows.filter(created_at__lt=start_of(value + timedelta(days=1))) if value else rows

    def by_active_from(self, rows: Any, name: str, value: date | None) -> Any:
        """Something happened around it on this day of the reader’s or later."""
        return rows.filter(last_activity_at__gte=start_of(value)) if value else rows

    def by_active_to(self, rows: Any, name: str, value: date | None) -> Any:
        """The last that happened around it was on this day of the reader’s or earlier."""
        return rows.filter(last_activity_at__lt=start_of(value + timedelta(days=1))) if value else rows

    def by_restricted(self, rows: Any, name: str, value: str) -> Any:
        """With restricted access, or seen by everybody."""
        return rows.filter(restricted=value == "yes")

    def by_no_task(self, rows: Any, name: str, value: bool | None) -> Any:
        """Without an open task, whoever’s: tasks are seen with what they are about."""
        return rows.filter(next_step_at=None) if value else rows

    def by_stale(self, rows: Any, name: str, value: bool | None) -> Any:
        """Open ones without an open task, with an overdue one, past their close date, or too long in their stage."""
        return rows.stale(timezone.localtime(), self.known_stages()) if value else rows


def person_q(words: list[str], user: Any, path: str = "responsible") -> Q:
    """Return the condition that the person at the end of `path` is one of those whom words of the address name."""
    named = [word for word in words if word not in (ME, TEAM) and not word.startswith(OF_TEAM)]
    wanted = Q(**{f"{path}__public_id__in": named})
    if ME in words:
        wanted |= Q(**{path: user})
    if TEAM in words:
        mine = User.objects.filter(groups__in=teams().filter(user=user))
        wanted |= Q(**{f"{path}__in": mine.values("pk")})
    keys = [word.removeprefix(OF_TEAM) for word in words if word.startswith(OF_TEAM)]
    if keys := [key for key in keys if is_key(key, Group)]:
        wanted |= Q(**{f"{path}__in": User.objects.filter(groups__in=teams().filter(pk__in=keys)).values("pk")})
    return wanted
