"""The parts of the filter, and what each offers to the person who is signed in."""

import copy
from collections.abc import Hashable, Sequence
from functools import cached_property
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.querysets import teams
from contacts.models import Contact
from core import slots
from core.kept import answer
from core.models import Tag
from core.money import currency_choices
from fields.filtering import Part, parts_of
from fields.layout import layout_for
from opportunities.filters.asked import KINDS, YES_NO, Asked
from opportunities.filters.days import DUE
from opportunities.filters.fields import (
    AmountFilter,
    Choice,
    Choosing,
    CustomFilter,
    DayFilter,
    FilterForm,
    PercentFilter,
    PickerFilter,
    ReportFilter,
    SeveralFilter,
    WordsFilter,
    several_of,
)
from opportunities.filters.narrowing import ME, NONE, OF_TEAM, TEAM, Narrowing
from opportunities.filters.parts import Parts
from opportunities.models import LostReason, Opportunity, Stage

Rows = QuerySet[Opportunity]

ANY_OR_ALL = (("all", _("All of these tags")), ("any", _("Any of these tags")))
# What is always in sight; all else stands behind "more filters".
IN_SIGHT = ("q", "kind", "who", "stage", "due", "report")


class OpportunityFilter(Asked, Parts, Narrowing, django_filters.FilterSet):
    """Which opportunities the list shows. Every choice offered stems from what the signed-in person may see."""

    q = WordsFilter(label=_("Search"), method="by_words")
    kind = django_filters.ChoiceFilter(label=_("State"), choices=KINDS, method="by_kind", empty_label=None)
    who = SeveralFilter(label=_("Owner"), method="by_person", widget=Choosing(_("Any owner")))
    stage = SeveralFilter(label=_("Stage"), method="by_stage", widget=Choosing(_("Any stage")))
    due = django_filters.ChoiceFilter(
        label=_("Expected close date"), choices=DUE, method="by_due", empty_label=_("Any time")
    )
    due_from = DayFilter(label=_("Closes from"), method="by_due_from")
    due_to = DayFilter(label=_("Closes until"), method="by_due_to")
    closed_from = DayFilter(label=_("Closed from"), method="by_closed_from")
    closed_to = DayFilter(label=_("Closed until"), method="by_closed_to")
    reason = SeveralFilter(label=_("Lost reason"), method="by_reason", widget=Choosing(_("Any reason")))
    contact = PickerFilter(label=_("Contact or participant"), method="by_contact", queryset=None, url="")
    tag = SeveralFilter(label=_("Tags"), method="by_tags", widget=Choosing(_("Any tag")))
    tag_match = django_filters.ChoiceFilter(
        label=_("How tags count"), choices=ANY_OR_ALL, method="says_how", empty_label=None
    )
    pipeline = SeveralFilter(label=_("Pipeline"), method="by_pipeline", widget=Choosing(_("Any pipeline")))
    amount_from = AmountFilter(label=_("Budget from"), method="by_amount_from")
    amount_to = AmountFilter(label=_("Budget up to"), method="by_amount_to")
    currency = django_filters.ChoiceFilter(
        label=_("Currency"), choices=currency_choices, method="by_currency", empty_label=_("Any currency")
    )
    probability_from = PercentFilter(label=_("Probability from"), method="by_probability_from")
    probability_to = PercentFilter(label=_("Probability up to"), method="by_probability_to")
    created_from = DayFilter(label=_("Created from"), method="by_created_from")
    created_to = DayFilter(label=_("Created until"), method="by_created_to")
    active_from = DayFilter(label=_("Last activity from"), method="by_active_from")
    active_to = DayFilter(label=_("Last activity until"), method="by_active_to")
    restricted = django_filters.ChoiceFilter(
        label=_("Access"), choices=YES_NO, method="by_restricted", empty_label=_("Any access")
    )
    no_task = django_filters.BooleanFilter(
        label=_("Without an open task"), method="by_no_task", widget=forms.CheckboxInput
    )
    stale = django_filters.BooleanFilter(label=_("Stale"), method="by_stale", widget=forms.CheckboxInput)

    report = ReportFilter(label=_("From a report"), method="by_report")

    class Meta:
        model = Opportunity
        fields: list[str] = []
        form = FilterForm

    def __init__(self, request: HttpRequest, contact_url: str, *, with_teams: bool = False) -> None:
        """Take the address up. Of FilterSet's own beginning all but the filters, which are made where they are used."""
        self.with_teams, self.contact_url = with_teams, contact_url
        self.request, self.data, self.is_bound, self.form_prefix = request, with_defaults(request.GET), True, None
        self.offered = {
            "who": self.people,
            "stage": self.stages,
            "pipeline": self.pipelines,
            "tag": self.tags,
            "reason": self.reasons,
        }

    @cached_property
    def visible(self) -> Rows:
        """All that the person may see. (A kept question is put together without it.)"""
        return Opportunity.objects.visible_to(self.request.user)

    @property
    def queryset(self) -> Rows:
        """What django-filter narrows."""
        return self.visible

    @cached_property
    def filters(self) -> dict[str, Any]:
        """The parts, as django-filter applies and draws them."""
        found: dict[str, Any] = copy.deepcopy(self.base_filters)
        for name, offered in self.offered.items():
            found[name].extra["offered"] = offered
        found["contact"].queryset = Contact.objects.visible_to(self.request.user)
        found["contact"].extra["url"] = self.contact_url
        found["report"].extra["found"] = self.reported
        found |= {part.name: CustomFilter(part) for part in self.custom_parts}
        for each in found.values():
            each.model, each.parent = Opportunity, self
        return found

    @property
    def names(self) -> list[str]:
        """The names of all parts, in order."""
        return [*self.base_filters, *(part.name for part in self.custom_parts)]

    @cached_property
    def custom_parts(self) -> list[Part]:
        """The parts that ask for custom fields."""
        user = self.request.user
        known = lambda: [(person.public_id, person.label) for person in self.persons]  # noqa: E731
        return parts_of(layout_for(user, "opportunities"), user, several_of, known)

    @property
    def custom_fields(self) -> list[tuple[Any, ...]]:
        """The fields of these parts: each alone, or the two of a range."""
        form, drawn = self.form, iter(self.custom_parts)
        return [(form[part.name], form[next(drawn).name]) if part.first else (form[part.name],) for part in drawn]

    @property
    def form(self) -> FilterForm:
        """The form, read already: whatever asks for a part of it finds it."""
        form: FilterForm = super().form
        if form.is_bound and not hasattr(form, "cleaned_data"):
            form.errors  # noqa: B018, reads it
        return form

    # What is offered

    def people(self) -> Sequence[Choice]:
        """Return who can be chosen: people with a role, and whoever is responsible for what one may see."""
        found = [Choice(person.public_id, person.label) for person in self.persons]
        return [Choice(ME, gettext("Mine")), Choice(TEAM, gettext("My teams’")), *self._named_teams(), *found]

    def _named_teams(self) -> Sequence[Choice]:
        """Return the teams, where they are offered or one is asked for: the list itself does without the question."""
        asked = any(word.startswith(OF_TEAM) for word in self.data.getlist("who"))
        if not (self.request.user.role and (self.with_teams or asked)):
            return []
        return [Choice(f"{OF_TEAM}{team.pk}", team.name, gettext("Teams")) for team in teams()]

    def reasons(self) -> Sequence[Choice]:
        """Return the reasons for losing, in order, and none."""
        known = LostReason.objects.order_by("position", "pk") if self.request.user.role else []
        return [*(Choice(str(one.pk), one.name) for one in known), Choice(NONE, gettext("Without a reason"))]

    def reported(self, word: str) -> slots.Reported | None:
        """Return what a word of a report means, as far as whoever put it there knows it."""
        return next(iter(slots.ask("reported_opportunities", user=self.request.user, word=word)), None)

    def stages(self) -> Sequence[Choice]:
        """Return the stages, in order; under their pipelines where there are several."""
        several = len({stage.pipeline_id for stage in self.all_stages}) > 1
        return [Choice(str(stage.pk), stage.name, stage.pipeline.name if several else "") for stage in self.all_stages]

    def pipelines(self) -> Sequence[Choice]:
        """Return the pipelines that have a stage, in order."""
        return list(dict.fromkeys(Choice(str(one.pipeline_id), one.pipeline.name) for one in self.all_stages))

    def tags(self) -> Sequence[Choice]:
        """Return the tags of what one may see."""
        return [Choice(str(tag.pk), tag.name) for tag in self._tags]

    @cached_property
    def persons(self) -> list[User]:
        """The people with a role, and whoever is responsible for what one may see, by name."""
        return answer(_persons, of=self.request.user)

    @cached_property
    def all_stages(self) -> list[Stage]:
        """The stages of all pipelines, in order; of a person without a role none."""
        return answer(_stages) if self.request.user.role else []

    @cached_property
    def _tags(self) -> list[Tag]:
        return answer(_tags, of=self.request.user)

    def known_stages(self) -> Sequence[Stage]:
        """Return all stages, in order."""
        return self.all_stages

    def stages_in_turn(self) -> list[int]:
        """Return the keys of the stages that the filter leaves, in order: no other has a row of the list."""
        asked = self.cleaned
        kind, stages, pipelines = asked.get("kind"), asked.get("stage"), asked.get("pipeline")
        kinds = {"open": ("open",), "won": ("won",), "lost": ("lost",), "closed": ("won", "lost")}.get(kind or "")
        return [
            stage.pk
            for stage in self.all_stages
            if (str(stage.pk) in stages if stages else not kinds or stage.kind in kinds)
            and (not pipelines or str(stage.pipeline_id) in pipelines)
        ]

    # How it stands

    @property
    def drawn_as(self) -> Hashable:
        """What its form shows, as a key; None where more is shown than choices and what is `known`."""
        if self.known is None or (self.plain is None and (self.form.errors or self.form.finding)):
            return None
        offered = (self.people(), self.stages(), self.tags(), self.reasons() if self.asks_reason else ())
        custom = [(field.pk, field.version) for field in layout_for(self.request.user, "opportunities").fields]
        return self.known, *map(tuple, offered), tuple(custom)

    @property
    def has_pipelines(self) -> bool:
        """Whether there are several pipelines to choose from."""
        return len(self.pipelines()) > 1

    @property
    def more_open(self) -> bool:
        """Whether a part of what is folded away is set."""
        return any(name not in IN_SIGHT for name in self.set_words)

    @property
    def hides_nothing(self) -> bool:
        """Whether nothing is set, and there is nothing that one may see."""
        return not self.set_words and not self.visible.exists()


def _persons(user: Any) -> Any:
    people = User.objects.visible_to(user)
    holders = Opportunity.objects.visible_to(user).held_by(people.exclude(pk__in=User.objects.with_role().values("pk")))
    return (people.with_role() | holders).by_name().for_names()


def _tags(user: Any) -> Any:
    return Opportunity.objects.visible_to(user).used_tags()


def _stages() -> Any:
    return Stage.objects.in_order()


def with_defaults(query: QueryDict) -> QueryDict:
    """Return the query of the address; the list opens on the open ones unless it asks for a kind.

    A chosen stage says more than the kind; one that is gone leaves the open ones.
    """
    if query.get("kind"):
        return query
    filled = query.copy()
    filled["kind"] = "open"
    return filled
