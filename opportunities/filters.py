"""The filter above the list. The address is the filter: every part of it can be linked, kept and gone back to."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, NamedTuple

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from contacts.models import Contact
from core import slots
from core.formfields import DayField, FindingFormMixin, KeysField, PickerField
from core.forms import Form
from core.models import Tag
from core.templatetags.crm import day
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
# What stands behind "more filters".
FOLDED_AWAY = ("tag", "contact", "due_from", "due_to", "no_task")


class SetPart(NamedTuple):
    """A part of the filter that is set: what it says, and the address of the list without it."""

    text: str
    address: str


def month_of(one: date) -> tuple[date, date]:
    """Return the first and the last day of the month in which a day lies."""
    first = one.replace(day=1)
    return first, (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def due_range(word: str, today: date) -> tuple[date, date] | None:
    """Return the days, both included, that a word such as "this-month" means, or None."""
    first, last = month_of(today)
    return {
        "next-7-days": (today, today + timedelta(days=6)),
        "this-month": (first, last),
        "next-month": month_of(last + timedelta(days=1)),
    }.get(word)


class FilterForm(FindingFormMixin, Form):
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


class KeysFilter(django_filters.ModelMultipleChoiceFilter):
    """Rows out of a short list, named by their keys."""

    field_class = KeysField


class Choosing(forms.SelectMultiple):
    """Several of a list: with script they are found by typing and stand as chips, without it is a list."""

    def __init__(self, nothing: Any) -> None:
        super().__init__({"data-picker": "", "data-placeholder": nothing, "size": 4})


class OpportunityFilter(django_filters.FilterSet):
    """Which opportunities the list shows. Every choice offered stems from what the signed-in person may see."""

    q = django_filters.CharFilter(label=_("Search"), method="by_words", max_length=200)
    kind = django_filters.ChoiceFilter(label=_("State"), choices=KINDS, method="by_kind", empty_label=None)
    who = django_filters.ChoiceFilter(label=_("Owner"), method="by_person", empty_label=_("Any owner"))
    stage = KeysFilter(label=_("Stage"), queryset=Stage.objects.none(), widget=Choosing(_("Any stage")))
    due = django_filters.ChoiceFilter(
        label=_("Expected close date"), choices=DUE, method="by_due", empty_label=_("Any time")
    )
    due_from = DayFilter(label=_("From"), method="by_due_from")
    due_to = DayFilter(label=_("Until"), method="by_due_to")
    contact = PickerFilter(label=_("Contact or participant"), method="by_contact", queryset=None, url="")
    tag = KeysFilter(label=_("Tags"), queryset=Tag.objects.none(), method="by_tags", widget=Choosing(_("Any tag")))
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
        self.filters["who"].extra["choices"] = [(ME, _("Mine")), *self.people()]
        self.filters["stage"].queryset = Stage.objects.in_order() if request.user.role else Stage.objects.none()
        self.filters["tag"].queryset = self.visible.used_tags()
        self.filters["contact"].queryset = Contact.objects.visible_to(request.user)
        self.filters["contact"].extra["url"] = contact_url

    def people(self) -> list[tuple[str, str]]:
        """Return who can be chosen: people with a role, and whoever is responsible for what one may see."""
        responsible = Exists(self.visible.order_by().filter(responsible=OuterRef("pk")))
        people = User.objects.visible_to(self.request.user)
        people = people.filter(Q(pk__in=User.objects.with_role().values("pk")) | Q(responsible))
        return [(person.public_id, person.label) for person in people.by_name()]

    @property
    def set_words(self) -> list[str]:
        """The names of the parts that are set beyond what the list opens with."""
        data = self.data
        return [
            name
            for name in self.filters
            if any(data.getlist(name)) and not (name == "kind" and data.getlist(name) == ["open"])
        ]

    @property
    def more_open(self) -> bool:
        """Whether a part of what is folded away is set."""
        return any(name in FOLDED_AWAY for name in self.set_words)

    @property
    def hides_nothing(self) -> bool:
        """Whether nothing is set, and there is nothing that one may see."""
        return not self.set_words and not self.visible.exists()

    @property
    def parts_set(self) -> list[SetPart]:
        """What is set and understood, each with the address of the list without it.

        The words that are searched stand in their field, always in sight, and are not said once more: a link of their
        text would be taken for the row that they find.
        """
        return [part for name in self.set_words if name != "q" for part in self._parts_of(name)]

    def _parts_of(self, name: str) -> list[SetPart]:
        field, value = self.form.fields[name], self.form.cleaned_data.get(name)
        if not value or (name == "kind" and self.form.cleaned_data.get("stage")):
            return []
        if isinstance(field, KeysField):
            return [SetPart(f"{field.label}: {row}", self._without(name, str(row.pk))) for row in value]
        if isinstance(field, forms.ChoiceField) and not isinstance(field, PickerField):
            offered: Any = field.choices
            value = dict(offered)[value]
        text = field.label if value is True else f"{field.label}: {day(value) if isinstance(value, date) else value}"
        return [SetPart(text, self._without(name))]

    def _without(self, name: str, one: str = "") -> str:
        query = self.request.GET.copy()
        query.setlist(name, [value for value in query.getlist(name) if one and value != one])
        query.pop("cursor", None)
        return f"{self.request.path}?{query.urlencode()}" if query else self.request.path

    # One method a part; each takes and gives rows

    def by_words(self, rows: Any, name: str, value: str) -> Any:
        """Every word is found in title, contact or description."""
        return rows.search(value)

    def by_kind(self, rows: Any, name: str, value: str) -> Any:
        """A chosen stage says more than the state, which the form always sends."""
        if self.form.cleaned_data.get("stage"):
            return rows
        by_word: dict[str, Callable[[], Any]] = {"all": rows.all, "open": rows.open, "closed": rows.closed}
        return by_word[value]() if value in by_word else rows.filter(stage__kind=value)

    def by_person(self, rows: Any, name: str, value: str) -> Any:
        """One’s own, or those of one person."""
        return rows.filter(responsible=self.request.user) if value == ME else rows.filter(responsible__public_id=value)

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

    def by_contact(self, rows: Any, name: str, value: Contact | None) -> Any:
        """Of this contact, or with it as a participant; of a company, those of its people, too."""
        return rows.around_contact(value) if value else rows

    def by_tags(self, rows: Any, name: str, value: list[Tag]) -> Any:
        """Every chosen tag must be on the row."""
        for tag in value:
            rows = rows.filter(pk__in=Opportunity.tags.through.objects.filter(tag=tag).values("opportunity"))
        return rows

    def by_no_task(self, rows: Any, name: str, value: bool | None) -> Any:
        """Without an open task, whoever’s."""
        if not value:
            return rows
        for with_task in slots.ask("open_task_opportunities", user=self.request.user):
            rows = rows.exclude(pk__in=with_task)
        return rows


def with_defaults(query: QueryDict) -> QueryDict:
    """Return the query of the address; the list opens on the open ones unless it asks for a kind or for stages."""
    if query.get("kind") in dict(KINDS) or any(query.getlist("stage")):
        return query
    filled = query.copy()
    filled["kind"] = "open"
    return filled
