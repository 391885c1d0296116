"""The opportunity: a potential sale, and the verbs that change it. The rules are in `opportunities.plans`."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User, and_who_stands_in
from contacts.models import Contact
from core import sharing, slots
from core.addresses import address_of
from core.editing import locked
from core.models import PublicRow, Tag, Versioned
from core.money import AmountField, format_money, validate_currency
from fields.layout import with_layout
from fields.models import BearsFields
from fields.plans import found_by
from history import pages
from history.models import Event, record, record_many
from imports.models import ImportRun
from opportunities import plans, verbs
from opportunities.finding import index_of
from opportunities.gates import with_layout_to_leave
from opportunities.models.indexes import INDEXES
from opportunities.models.members import HasMembers, hold
from opportunities.models.pipeline import LostReason, Stage
from opportunities.querysets import OpportunityQuerySet
from opportunities.rates import Rates
from opportunities.totals import weighted

MAX_PERIODS = 10_000


class AmountType(models.TextChoices):
    """What the amount of a budget is for: the whole, or one of a number of periods."""

    FIXED = "fixed", _("Fixed price")
    HOUR = "hour", _("per hour")
    DAY = "day", _("per day")
    WEEK = "week", _("per week")
    MONTH = "month", _("per month")
    YEAR = "year", _("per year")


@pages.register
class Opportunity(HasMembers, BearsFields, PublicRow, Versioned):
    """A potential sale.

    `amount` is per period unless fixed; `total` = amount × periods follows from it, and NULL means "no budget", not 0.
    `base_total` is the total in the base currency, NULL also where no rate is known (`opportunities.rates`).
    `own_probability` NULL means that it follows the stage. `closed_on` and `lost_reason` are set in closed stages only.
    Restricted ones are seen by the responsible, the creator, administrators and those granted.
    `close_pushed` counts how often the expected close date was moved later (`plans.pushes`).
    `budget_before` is the budget (amount, type, periods) that a final amount took the place of, for reopening.
    `sort_title`, `sort_contact` and `search_text` are folded, and follow from other fields and the contact's name: a
    list can walk an index of its own columns only.
    """

    title = models.CharField(_("title"), max_length=255)
    contact = models.ForeignKey(
        Contact, models.SET_NULL, null=True, blank=True, related_name="opportunities", verbose_name=_("contact")
    )
    description = models.TextField(_("description"), blank=True, max_length=65_000)
    expected_close_on = models.DateField(_("expected close date"), null=True, blank=True)
    close_pushed = models.PositiveSmallIntegerField(_("close date moved later"), default=0, editable=False)
    currency = models.CharField(_("currency"), max_length=3, validators=[validate_currency])
    amount = AmountField(_("amount"), null=True, blank=True, validators=[MinValueValidator(Decimal(0))])
    amount_type = models.CharField(_("type"), max_length=5, choices=AmountType, default=AmountType.FIXED)
    periods = models.PositiveIntegerField(
        _("number of periods"), default=1, validators=[MinValueValidator(1), MaxValueValidator(MAX_PERIODS)]
    )
    total = AmountField(_("total"), null=True, blank=True, editable=False)
    base_total = AmountField(_("total in the base currency"), null=True, blank=True, editable=False)
    budget_before = models.JSONField(null=True, editable=False)
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="opportunities",
        verbose_name=_("responsible person"),
        db_index=False,  # `opportunities_of_person` begins with it
    )
    stage = models.ForeignKey(Stage, models.PROTECT, related_name="opportunities", verbose_name=_("stage"))
    stage_since = models.DateTimeField(_("in this stage since"), default=timezone.now, editable=False)
    own_probability = models.PositiveSmallIntegerField(
        _("own probability"), null=True, blank=True, validators=[MaxValueValidator(100)]
    )
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    lost_reason = models.ForeignKey(
        LostReason, models.PROTECT, null=True, blank=True, related_name="opportunities", verbose_name=_("lost reason")
    )
    restricted = models.BooleanField(_("restricted"), default=False)
    tags = models.ManyToManyField(Tag, blank=True, related_name="opportunities", verbose_name=_("tags"))
    external_source = models.CharField(_("external source"), max_length=50, blank=True)
    external_id = models.CharField(_("external id"), max_length=100, blank=True)
    import_run = models.ForeignKey(ImportRun, models.SET_NULL, null=True, blank=True, editable=False, related_name="+")
    import_line = models.PositiveIntegerField(null=True, blank=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("created by"), editable=False
    )
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)
    updated_at = models.DateTimeField(_("updated at"), default=timezone.now, editable=False)
    last_activity_at = models.DateTimeField(_("last activity"), default=timezone.now, editable=False)
    # When the next step is due: kept by whoever knows steps, in the transactions that change them.
    next_step_at = models.DateTimeField(null=True, editable=False)
    sort_title = models.CharField(max_length=300, editable=False, default="")
    sort_contact = models.CharField(max_length=300, editable=False, null=True)  # noqa: DJ001, none stands last
    search_text = models.TextField(editable=False)
    events = GenericRelation(Event, content_type_field="page_type", object_id_field="page_id")

    objects = OpportunityQuerySet.as_manager()

    class Meta:
        verbose_name = _("opportunity")
        verbose_name_plural = _("opportunities")
        indexes = INDEXES
        constraints = [
            models.CheckConstraint(
                condition=Q(amount=None, total=None) | Q(amount__gte=0, total__gte=0),
                name="opportunities_amount_and_total_together",
            ),
            models.CheckConstraint(
                condition=Q(periods__gte=1) & (~Q(amount_type="fixed") | Q(periods=1)),
                name="opportunities_fixed_price_is_one_period",
            ),
            models.CheckConstraint(
                condition=Q(own_probability=None) | Q(own_probability__lte=100),
                name="opportunities_own_probability_is_percent",
            ),
            models.UniqueConstraint(
                fields=["import_run", "import_line"],
                condition=Q(import_run__isnull=False),
                name="opportunities_once_per_line",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return address_of("opportunities:detail", self.public_id)

    @property
    def probability(self) -> int:
        """The percentage that counts: 100 when won, 0 when lost, else its own or the stage's."""
        if self.stage.is_open and self.own_probability is not None:
            return self.own_probability
        return self.stage.probability

    @property
    def base_weighted(self) -> Decimal | None:
        """The total in the base currency times the probability, rounded as in the sums; None for no such total."""
        return weighted(self.base_total, self.probability)

    @property
    def follows_stage(self) -> bool:
        """Whether the probability follows the stage, in contrast to one set by hand."""
        return not self.stage.is_open or self.own_probability is None

    @property
    def reckoning(self) -> str:
        """How the total is reckoned, for its reader: "12 × 1.500,00 € = 18.000,00 €"; a fixed price is itself."""
        total = format_money(self.total, self.currency)
        if self.total is None or self.amount_type == AmountType.FIXED:
            return total
        return f"{self.periods} × {format_money(self.amount, self.currency)} = {total}"

    def is_overdue(self, today: date) -> bool:
        """Whether it should have closed before `today`; today itself is not overdue."""
        return self.stage.is_open and self.expected_close_on is not None and self.expected_close_on < today

    def viewers_q(self) -> Q:
        """Return the condition over users who may see it; the inverse of the queryset's `visible_q`."""
        if not self.restricted:
            return Q()
        people, teams = (held._default_manager.filter(content_object=self) for held in sharing.grant_models(type(self)))
        own = Q(pk__in=[self.responsible_id, self.created_by_id]) | Q(pk__in=people.values("user"))
        own |= Q(groups__in=teams.values("group"))
        return and_who_stands_in(own) | Q(pk__in=User.objects.administrators().values("pk"))

    # Verbs

    def revise(self, changes: dict[str, Any], *, by: Any, version: int | None = None) -> "Opportunity":
        """Change the opportunity as `plans.plan_revision` allows, and record it; return the row as it stands.

        Does nothing when all is already so. Raises Conflict for an outdated `version`, ValidationError by field for
        what cannot be, PermissionDenied for access that `by` may not change.
        """
        with transaction.atomic():
            hold(changes.get("contact"))
            changes = with_layout("opportunities", changes, self)
            row: Opportunity = locked(self, version)
            if {"grants", "restricted", "responsible"} & changes.keys():
                changes = changes | {"grants_before": sharing.grants_of(row)}
            if "tags" in changes:
                changes = changes | {"tags": tags_of(changes), "tags_before": list(row.tags.all())}
            changes = with_layout_to_leave(row, changes)
            plan = plans.plan_revision(row, changes, by=by, now=timezone.now(), today=timezone.localdate())
            if plan.changes_anything:
                row.carry_out(plan, by=by)
        return row

    def carry_out(self, plan: "plans.Plan", *, by: Any) -> None:
        """Write what a plan says, in the caller's transaction: fields, tags, grants, events."""
        for name, value in plan.fields.items():
            setattr(self, name, value)
        if self.pk:
            self.version += 1
            self.updated_at = plan.now
        self.last_activity_at = plan.now
        self.save()
        if plan.tags is not None:
            self.tags.set(plan.tags)
        if plan.grants is not None:
            sharing.set_grants(self, plan.grants, by=by)
        record_many(plan.events)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.index()
        self.reckon()
        super().save(*args, **kwargs)

    def index(self) -> None:
        """Set what it is sorted by, its folded title and contact, and found by: title, contact, description, texts."""
        said = (self.contact.name if self.contact else "", self.description, found_by(self.custom_texts))
        self.sort_title, self.search_text = index_of(self.title, *said)
        self.sort_contact = self.contact.sort_name if self.contact else None

    def reckon(self, rates: Rates | None = None) -> None:
        """Set the total in the base currency, by these rates or by the one that is asked for."""
        if rates is None:
            rates = Rates(()) if self.total is None else Rates.on(self.currency, self.closed_on)
        self.base_total = rates.in_base(self.total, self.currency, self.closed_on)

    def touch(self) -> None:
        """Note that something happened around it: moves `last_activity_at`, never `version`."""
        self.last_activity_at = timezone.now()
        Opportunity.objects.filter(pk=self.pk).update(last_activity_at=self.last_activity_at)

    def delete_with_all(self, *, by: Any) -> dict[str, int]:
        """Delete the opportunity with all that belongs to it; return how much went, by word.

        The administrators' log keeps title, who, when and the counts. Files go from the disk by a job.
        """
        with transaction.atomic():
            row: Opportunity = locked(self)
            counts = {"events": row.events.count(), "participants": row.participants.count()}
            for counted in slots.ask("deletions", user=by, row=row):
                counts |= counted
            record(verbs.DELETED, row, by=by, page=None, particulars={"counts": counts})
            row.delete()
        return counts


def open_opportunity(changes: dict[str, Any], *, by: Any) -> Opportunity:
    """Make an opportunity as `plans.plan_opening` allows, and record it; return the saved row.

    Raises ValidationError by field for what cannot be.
    """
    with transaction.atomic():
        hold(changes.get("contact"))
        row = Opportunity(created_by=by)
        if "tags" in changes:
            changes = changes | {"tags": tags_of(changes)}
        changes = with_layout("opportunities", changes)
        plan = plans.plan_opening(row, changes, by=by, now=timezone.now(), today=timezone.localdate())
        row.carry_out(plan, by=by)
    return row


def tags_of(changes: dict[str, Any]) -> list[Tag]:
    """Return the tags that are wished, be they tags or names; new ones are made, in the caller's transaction."""
    return Tag.objects.named([str(tag) for tag in changes["tags"]])
