"""Questions to opportunities. `visible_q` is the rule of access that everything else inherits."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Self

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from core.fold import spellings
from core.models import Tag
from core.querysets import Joined, VisibleQuerySet
from core.sharing import CHANGE, grant_models, granted
from history.models import Event
from opportunities import verbs
from opportunities.staleness import stale_q

# What is not closed has no closing day, and the other way round (opportunities.plans.stages): asked so, no other table
# has to be looked at, and an index can hold the open ones alone.
OPEN = Q(closed_on=None)
CLOSED = Q(closed_on__isnull=False)

# Won is always at 100 % and lost at 0 %; an open one has its own probability or follows its stage.
PROBABILITY = Case(
    When(stage__kind="open", then=Coalesce("own_probability", "stage__probability")),
    default=F("stage__probability"),
    output_field=IntegerField(),
)

# What no line of a list shows of an opportunity, its contact and its owner. It takes half of the time of fetching them.
UNSEEN = (
    *("description", "search_text", "custom_texts"),
    *(f"contact__{name}" for name in ("custom", "custom_texts", "street", "postcode", "city", "country")),
    *(f"contact__{name}" for name in ("description", "search_text", "external_source", "external_id", "import_run")),
    *(f"contact__{name}" for name in ("import_line", "created_by", "created_at", "updated_at", "last_activity_at")),
    *(f"contact__{name}" for name in ("sort_name", "sort_city", "position", "title", "salutation")),
    *(f"responsible__{name}" for name in ("password", "last_login", "email", "date_joined", "search_text")),
    *(f"responsible__{name}" for name in ("language", "time_zone", "session_epoch", "deactivated_at", "version")),
    *("stage__description_de", "stage__description_en"),
)


def own_q(user: Any, *, changing: bool = False) -> Q:
    """Return the condition that `user` is responsible or creator, or stands in for somebody who is.

    With `changing`, for somebody who may change rows themselves.
    """
    people = user.counts_as(changing=changing)
    return Q(responsible__in=people) | Q(created_by__in=people)


class OpportunityQuerySet(VisibleQuerySet):
    """Opportunities, by access, state and time."""

    def visible_q(self, user: Any) -> Q:
        """Not restricted, or responsible, or creator, or granted, or an administrator; or one stands in for such."""
        if user.is_administrator:
            return Q()
        return Q(restricted=False) | own_q(user) | granted(self.model, user)

    def editable_q(self, user: Any) -> Q:
        """As seeing, but a grant must say "change"."""
        if user.is_administrator:
            return Q()
        return Q(restricted=False) | own_q(user, changing=True) | granted(self.model, user, CHANGE)

    def governed_by(self, user: Any) -> Self:
        """Return the opportunities whose access `user` may change, and that they may delete.

        Responsible, creator, who stands in for them, and administrators may; a role that only reads may not.
        """
        rows = self.editable_by(user)
        return rows if user.is_administrator else rows.filter(own_q(user, changing=True))

    def with_may_govern(self, user: Any) -> Self:
        """Return the rows with `may_govern`: whether `user` may change the access of each, and delete it."""
        if not user.may("create"):
            return self.annotate(may_govern=Value(False))
        if user.is_administrator:
            return self.annotate(may_govern=Value(True))
        mine = own_q(user, changing=True)
        return self.annotate(may_govern=Case(When(mine, then=Value(True)), default=Value(False)))

    def for_everybody(self) -> Self:
        """Return the opportunities that everybody with a role sees."""
        return self.filter(restricted=False)

    def open(self) -> Self:
        """Return the opportunities that are still to be won or lost: those without a closing day.

        A plan sets it with a closing stage and clears it with an open one, and of a stage in use the kind stays. So the
        list that everybody opens with is found by an index of its own, however many closed ones there are.
        """
        return self.filter(OPEN)

    def closed(self) -> Self:
        """Return the opportunities that were won or lost."""
        return self.filter(CLOSED)

    def closed_by_rate(self, rate: Any) -> Self:
        """Return the closed ones whose amount is converted by this rate, the last one up to their closing day."""
        rows = self.filter(currency=rate.currency, total__isnull=False, closed_on__gte=rate.day)
        following = rate.next_day()
        return rows if following is None else rows.filter(closed_on__lt=following)

    def currencies_without_rate(self) -> list[str]:
        """Return the currencies in which there are amounts that cannot be converted."""
        rows = self.filter(total__isnull=False, base_total=None).exclude(currency=settings.BASE_CURRENCY)
        return list(rows.order_by("currency").values_list("currency", flat=True).distinct())

    def overdue(self, today: date) -> Self:
        """Return the open ones whose expected close date lies before `today`; today itself is not overdue."""
        return self.open().filter(expected_close_on__lt=today)

    def stale(self, now: datetime, stages: Iterable[Any], moment: Any = None) -> Self:
        """Return the open ones that lie still at `now`, by the reader's clock; `stages` are all that they may be in."""
        return self.open().filter(stale_q(stages, now, moment))

    def new_to(self, user: Any, since: Any) -> Self:
        """Return the open ones that somebody else made `user` responsible for, or granted to them or a team of theirs.

        Since then, that is. A hand-over moves `last_activity_at`, so that history is asked about few of them.
        """
        people, teams = grant_models(self.model)  # type: ignore[arg-type]
        recent = Q(granted_at__gte=since) & ~Q(granted_by=user)
        shared = Q(pk__in=people._default_manager.filter(recent, user=user).values("content_object"))
        of_teams = teams._default_manager.filter(recent, group__in=list(user.group_ids))
        shared |= Q(pk__in=of_teams.values("content_object"))
        page = {"page_type": ContentType.objects.get_for_model(self.model), "page_id": OuterRef("pk")}
        changed = Event.objects.filter(verb=verbs.RESPONSIBLE_CHANGED, **page)
        by_others = changed.filter(happened_at__gte=since).exclude(actor=user)
        # Each by a list of keys that an index finds: joined by "or" as they are, every open one would be looked at.
        mine = self.model._default_manager.open().filter(responsible=user)
        handed = mine.filter(last_activity_at__gte=since).filter(Exists(by_others))
        made = mine.filter(created_at__gte=since).exclude(created_by=user).exclude(Exists(changed))
        return self.open().filter(shared | Q(pk__in=handed.values("pk")) | Q(pk__in=made.values("pk")))

    def with_contact(self, contact: Any) -> Self:
        """Return the opportunities of this contact, or in which it takes part."""
        return self.filter(Q(contact=contact) | Q(pk__in=contact.participations.values("opportunity")))

    def used_tags(self) -> QuerySet[Tag]:
        """Return the tags that these opportunities bear: a tag of a hidden one alone is not told."""
        return Tag.objects.borne_by(self)

    def with_tag_names(self) -> Self:
        """Return the rows with `tag_names`: those of their tags, `BETWEEN` them, or None; in the same question."""
        through = self.model._meta.get_field("tags").remote_field.through._default_manager
        of_row = through.filter(opportunity=OuterRef("pk")).order_by().values("opportunity")
        return self.annotate(tag_names=Subquery(of_row.annotate(names=Joined("tag__name")).values("names")))

    def held_by(self, people: Any) -> Any:
        """Return those of some people who are responsible for one of these opportunities."""
        return people.filter(Exists(self.order_by().filter(responsible=OuterRef("pk"))))

    def around_contact(self, contact: Any) -> Self:
        """Return the opportunities of this contact, or in which it takes part; for a company, of its people, too."""
        of_its_people = Q(contact__company=contact)
        return self.filter(Q(pk__in=self.model._default_manager.with_contact(contact).values("pk")) | of_its_people)

    def search(self, text: str) -> Self:
        """Return the opportunities in whose title, contact or description every word of `text` is found."""
        rows = self
        for forms in spellings(text):
            found = Q()
            for form in forms:
                found |= Q(search_text__holds=form)
            rows = rows.filter(found)
        return rows

    def with_probability(self) -> Self:
        """Return the rows with `effective_probability`: the percentage that counts, for sorting and sums."""
        return self.annotate(effective_probability=PROBABILITY)

    def for_list(self, user: Any) -> Self:
        """Return the rows with all that a line of the list shows; tasks are asked for by the page, in one batch."""
        rows = self.select_related("contact", "stage", "responsible").defer(*UNSEEN).with_probability()
        return rows.with_may_edit(user).with_may_govern(user)

    def open_first(self) -> Self:
        """Return the open ones before the closed ones, each with the latest activity first."""
        closed = Case(When(OPEN, then=Value(0)), default=Value(1), output_field=IntegerField())
        return self.order_by(closed, "-last_activity_at", "pk")

    def for_page(self, user: Any) -> Self:
        """Return the rows with all that the frame of their page and the tab Profile show."""
        rows = self.select_related("contact", "stage", "responsible", "created_by", "lost_reason")
        return rows.annotate(others=self._others()).with_may_govern(user)

    def _others(self) -> Any:
        """Return the expression for how many contacts take part beside the opportunity's own."""
        participants = self.model._meta.get_field("participants").related_model._default_manager
        own = Coalesce(OuterRef("contact"), Value(0))
        beside = participants.filter(opportunity=OuterRef("pk")).exclude(contact=own).order_by()
        counted = beside.values("opportunity").annotate(number=Count("pk")).values("number")
        return Coalesce(Subquery(counted), Value(0))

    def count_by_stage(self) -> dict[int, int]:
        """Return how many there are of each stage, by its key."""
        counted = self.order_by().values("stage").annotate(number=Count("pk"))
        return {row["stage"]: row["number"] for row in counted}
