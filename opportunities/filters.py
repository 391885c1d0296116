"""The filter above the list. The address is the filter: every part of it can be linked, kept and gone back to."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from contacts.models import Contact
from core import slots
from core.formfields import DayField, FindingFormMixin, PickerField
from core.models import Tag
from opportunities.models import Opportunity, Stage

Rows = QuerySet[Opportunity]

KINDS = (
    ("open", _("Open")),
    ("won", _("Won")),
    ("lost", _("Lost")),
    ("closed", _("Won and lost")),
    ("all", _("All")),
)
DUE = (
    ("overdue", _("Overdue")),
    ("next-7-days", _("Next 7 days")),
    ("this-month", _("This month")),
    ("next-month", _("Next month")),
    ("none", _("Without a date")),
)
ME = "me"


def month_of(day: date) -> tuple[date, date]:
    """Return the first and the last day of the month in which `day` lies."""
    first = day.replace(day=1)
    return first, (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def due_range(word: str, today: date) -> tuple[date, date] | None:
    """Return the days, both included, that a word such as "this-month" means, or None."""
    first, last = month_of(today)
    return {
        "next-7-days": (today, today + timedelta(days=7)),
        "this-month": (first, last),
        "next-month": month_of(last + timedelta(days=1)),
    }.get(word)


class FilterForm(FindingFormMixin, forms.Form):
    """The filter's form; a picker in it is searched without losing what was set."""


class DayFilter(django_filters.Filter):
    """A day, as it is typed."""

    field_class = DayField


class PickerFilter(django_filters.ModelChoiceFilter):
    """A row found by typing."""

    field_class = PickerField

    @property
    def field(self) -> Any:
        if not hasattr(self, "_field"):
            wanted = {"label": self.label, "required": False, "url": self.extra["url"]}
            self._field = PickerField(self.get_queryset(self.get_request()), **wanted)
        return self._field


class OpportunityFilter(django_filters.FilterSet):
    """Which opportunities the list shows. Every choice offered stems from what the signed-in person may see."""

    q = django_filters.CharFilter(label=_("Search"), method="by_words", max_length=200)
    kind = django_filters.ChoiceFilter(label=_("State"), choices=KINDS, method="by_kind", empty_label=None)
    who = django_filters.ChoiceFilter(label=_("Owner"), method="by_person", empty_label=_("Everybody"))
    stage = django_filters.ModelMultipleChoiceFilter(label=_("Stage"), queryset=Stage.objects.none())
    due = django_filters.ChoiceFilter(
        label=_("Expected close date"), choices=DUE, method="by_due", empty_label=_("Any time")
    )
    due_from = DayFilter(label=_("From"), method="by_due_from")
    due_to = DayFilter(label=_("Until"), method="by_due_to")
    contact = PickerFilter(label=_("Contact or participant"), method="by_contact", queryset=None, url="")
    tag = django_filters.ModelMultipleChoiceFilter(label=_("Tags"), queryset=Tag.objects.none(), method="by_tags")
    no_task = django_filters.BooleanFilter(
        label=_("Without an open task"), method="by_no_task", widget=forms.CheckboxInput
    )

    class Meta:
        model = Opportunity
        fields: list[str] = []
        form = FilterForm

    def __init__(self, request: HttpRequest, contact_url: str) -> None:
        self.visible = Opportunity.objects.visible_to(request.user)
        super().__init__(with_defaults(request.GET), queryset=self.visible, request=request)
        people = [
            (person.public_id, person.label) for person in User.objects.visible_to(request.user).with_role().by_name()
        ]
        self.filters["who"].extra["choices"] = [(ME, _("Mine")), *people]
        self.filters["stage"].queryset = Stage.objects.in_order() if request.user.role else Stage.objects.none()
        self.filters["tag"].queryset = self.tags()
        self.filters["contact"].queryset = Contact.objects.visible_to(request.user)
        self.filters["contact"].extra["url"] = contact_url

    def tags(self) -> QuerySet[Tag]:
        """Return the tags on opportunities that may be seen: a tag of a hidden one alone is not offered."""
        through = Opportunity.tags.through.objects.filter(tag=OuterRef("pk"), opportunity__in=self.visible)
        return Tag.objects.filter(Exists(through))

    @property
    def set_words(self) -> list[str]:
        """The names of the parts that are set beyond what the list opens with."""
        data = self.data
        return [
            name
            for name in self.filters
            if any(data.getlist(name)) and not (name == "kind" and data.getlist(name) == ["open"])
        ]

    # One method a part; each takes and gives rows

    def by_words(self, rows: Any, name: str, value: str) -> Any:
        return rows.search(value)

    def by_kind(self, rows: Any, name: str, value: str) -> Any:
        by_word: dict[str, Callable[[], Any]] = {"all": rows.all, "closed": rows.closed}
        return by_word[value]() if value in by_word else rows.filter(stage__kind=value)

    def by_person(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(responsible=self.request.user) if value == ME else rows.filter(responsible__public_id=value)

    def by_due(self, rows: Any, name: str, value: str) -> Any:
        today = timezone.localdate()
        if value == "overdue":
            return rows.overdue(today)
        between = due_range(value, today)
        return rows.filter(expected_close_on__range=between) if between else rows.filter(expected_close_on=None)

    def by_due_from(self, rows: Any, name: str, value: date | None) -> Any:
        return rows.filter(expected_close_on__gte=value) if value else rows

    def by_due_to(self, rows: Any, name: str, value: date | None) -> Any:
        return rows.filter(expected_close_on__lte=value) if value else rows

    def by_contact(self, rows: Any, name: str, value: Contact | None) -> Any:
        return rows.with_contact(value) if value else rows

    def by_tags(self, rows: Any, name: str, value: list[Tag]) -> Any:
        """Every chosen tag must be on the row."""
        for tag in value:
            rows = rows.filter(pk__in=Opportunity.tags.through.objects.filter(tag=tag).values("opportunity"))
        return rows

    def by_no_task(self, rows: Any, name: str, value: bool | None) -> Any:
        if not value:
            return rows
        for with_task in slots.ask("open_task_opportunities", user=self.request.user):
            rows = rows.exclude(pk__in=with_task)
        return rows


def with_defaults(query: QueryDict) -> QueryDict:
    """Return the query of the address; the list opens on the open ones unless it asks for a kind or for stages."""
    if any(query.getlist("kind")) or any(query.getlist("stage")):
        return query
    filled = query.copy()
    filled["kind"] = "open"
    return filled
