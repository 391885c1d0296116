"""Saved views of the list: a filter with its order, size and columns under a name."""

from typing import Any, Self
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Case, Q, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.editing import locked, save_unique
from core.models import PublicRow, Versioned
from core.paging import SIZES
from core.querysets import VisibleQuerySet
from history.models import record
from opportunities import verbs
from opportunities.plans.views import LONGEST_NAME, free_name, plan_view

# The name of the row that is no view, but what its owner has chosen for the plain list: columns, and how it opens. It
# is one of the views so that a list asks for all of them at once.
PLAIN = ""


class SavedViewQuerySet(VisibleQuerySet):
    """Views, by whose they are and with whom they are shared. A role that only reads has views of its own, too."""

    def visible_q(self, user: Any) -> Q:
        """Its owner, whom it is shared with, and administrators."""
        return ~Q(name=PLAIN) if user.is_administrator else self.shared_q(user) & ~Q(name=PLAIN)

    def shared_q(self, user: Any) -> Q:
        """Return the condition that a view is one's own, everybody's, or that of a team of one's."""
        with_teams = SavedView.teams.through.objects.filter(group__in=list(user.group_ids)).values("savedview")
        return Q(owner=user) | Q(for_everybody=True) | Q(pk__in=with_teams)

    def editable_q(self, user: Any) -> Q:
        """Its owner, and administrators."""
        return Q() if user.is_administrator else Q(owner=user)

    def editable_by(self, user: Any) -> Self:
        return self.visible_to(user).filter(self.editable_q(user))

    def with_may_edit(self, user: Any) -> Self:
        condition = self.editable_q(user)
        mine = Case(When(condition, then=Value(True)), default=Value(False)) if condition else Value(True)
        return self.annotate(may_edit=mine)

    def offered_to(self, user: Any) -> Self:
        """Return the views that stand above the list of `user`, in order; what others keep for themselves does not.

        The first is what `user` has chosen for the plain list, where that is something.
        """
        rows = self.filter(self.shared_q(user)) if user.role else self.none()
        plain_first = Case(When(name=PLAIN, then=Value(0)), default=Value(1))
        return rows.with_may_edit(user).order_by(plain_first, "position", "name", "pk")


class SavedView(PublicRow, Versioned):
    """A filter of the list under a name, with its order, page size and columns (none: those of whoever looks).

    It holds what to ask, never what was found: whoever opens it is shown what they may see. What it names and its
    reader may not see, or what is gone, is told as missing, and the rest is asked. `opens_with` is set at the row
    without a name only.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="opportunity_views", verbose_name=_("owner")
    )
    name = models.CharField(_("name"), max_length=LONGEST_NAME)
    query = models.TextField(_("filter"), blank=True, editable=False)
    sort = models.CharField(_("order"), max_length=40, blank=True, editable=False)
    size = models.PositiveSmallIntegerField(_("rows per page"), default=SIZES[0], editable=False)
    columns = models.JSONField(_("columns"), default=list, blank=True, editable=False)
    for_everybody = models.BooleanField(_("shared with everybody"), default=False)
    teams = models.ManyToManyField(Group, blank=True, related_name="+", verbose_name=_("shared with teams"))
    opens_with = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, editable=False, related_name="+")
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)
    updated_at = models.DateTimeField(_("updated at"), default=timezone.now, editable=False)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        ordering = ("position", "name", "pk")
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="opportunities_view_name_once")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the list as this view has it; the whole filter stands in the address, where it can be changed."""
        beside = {"sort": self.sort, "size": self.size if self.size != SIZES[0] else "", "view": self.public_id}
        set_here = urlencode({name: value for name, value in beside.items() if value})
        return f"{reverse('opportunities:index')}?{'&'.join(filter(None, [self.query, set_here]))}"

    def is_shared(self) -> bool:
        """Whether others see it, too, beside the administrators."""
        return self.for_everybody or self.teams.exists()

    def revise(self, changes: dict[str, Any], *, by: Any, version: int | None = None) -> "SavedView":
        """Change it as `plans.views.plan_view` allows, and record what others see of it; return the row as it stands.

        Raises Conflict for an outdated `version`, ValidationError for what cannot be.
        """
        with transaction.atomic():
            row: SavedView = locked(self, version)
            before = row.is_shared()
            if row._carry_out(changes, by=by) and (before or row.is_shared()):
                verb = verbs.VIEW_CHANGED if before else verbs.VIEW_SHARED
                record(verb, row, by=by, page=None, particulars={"name": row.name})
        return row

    def hand_over(self, to: Any, *, by: Any) -> None:
        """Give it to another person, under a name that they have not yet; with whom it is shared stays as it is.

        Whoever's list opens with it and who sees it no more gets the plain list.
        """
        with transaction.atomic():
            row: SavedView = locked(self)
            taken = set(SavedView.objects.filter(owner=to).values_list("name", flat=True))
            row.name = free_name(row.name, row.owner.name, taken)
            row.owner, row.version, row.updated_at = to, row.version + 1, timezone.now()
            row.save(update_fields=["owner", "name", "version", "updated_at"])
            if row.is_shared():
                words = {"name": row.name, "person": {"user": to.pk, "name": to.name}}
                record(verbs.VIEW_HANDED_OVER, row, by=by, page=None, particulars=words)

    def remove(self, *, by: Any) -> None:
        """Delete it; whoever's list opened with it opens on all open ones again."""
        with transaction.atomic():
            row: SavedView = locked(self)
            if row.is_shared():
                record(verbs.VIEW_DELETED, row, by=by, page=None, particulars={"name": row.name})
            row.delete()

    def _carry_out(self, changes: dict[str, Any], *, by: Any) -> bool:
        shared = list(self.teams.all()) if self.pk else []
        fields = plan_view(self, changes, teams=shared, by=by)
        if not fields:
            return False
        teams = fields.pop("teams", None)
        for name, value in fields.items():
            setattr(self, name, value)
        self._refuse_second()
        if self.pk:
            self.version += 1
        self.updated_at = timezone.now()
        save_unique(self, force_insert=self.pk is None)
        if teams is not None:
            self.teams.set(teams)
        return True

    def _refuse_second(self) -> None:
        others = SavedView.objects.filter(owner=self.owner, name=self.name).exclude(pk=self.pk)
        if others.exists():
            raise ValidationError({"name": gettext("There is a view of this name already. Choose another one.")})


def save_view(changes: dict[str, Any], *, by: Any) -> SavedView:
    """Keep a view of one's own, and record it where it is shared; return the saved row. Raises as `revise` does."""
    with transaction.atomic():
        row = SavedView(owner=by)
        row._carry_out(changes, by=by)
        if row.is_shared():
            record(verbs.VIEW_SHARED, row, by=by, page=None, particulars={"name": row.name})
    return row


def choose(person: Any, **chosen: Any) -> None:
    """Keep what somebody has chosen for their plain list: `columns`, or the view it `opens_with` (None: itself)."""
    SavedView.objects.update_or_create(owner=person, name=PLAIN, defaults=chosen)
