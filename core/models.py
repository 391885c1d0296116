"""Bases of our models, and the tables that belong to no noun: tags and idempotency keys."""

from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.fold import fold
from core.ids import LENGTH, new_public_id


class PublicRow(models.Model):
    """A row with a page of its own: addresses name it by a random `public_id`, never by its key."""

    public_id = models.CharField(max_length=LENGTH, unique=True, default=new_public_id, editable=False)

    class Meta:
        abstract = True


class Versioned(models.Model):
    """A row that several people edit: `version` counts its revisions, so that a second saver is told."""

    version = models.PositiveIntegerField(_("version"), default=1, editable=False)

    class Meta:
        abstract = True


class NamedRow(Versioned):
    """A row of an administrator's list, whose name ships in both languages and may be renamed.

    One name stands in for the other.
    """

    name_de = models.CharField(_("name in German"), max_length=100, blank=True)
    name_en = models.CharField(_("name in English"), max_length=100, blank=True)
    position = models.PositiveIntegerField(_("position"), default=0)

    class Meta:
        abstract = True
        ordering = ("position", "pk")
        constraints = [
            models.CheckConstraint(
                condition=~Q(name_de="") | ~Q(name_en=""),
                name="%(app_label)s_%(class)s_has_a_name",
                violation_error_message=_("Enter a name in at least one language."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the active language, else in the other one."""
        return pick_label({"de": self.name_de, "en": self.name_en})

    @property
    def labels(self) -> dict[str, Any]:
        """What an event keeps of this row: its key and both names, readable after the row was renamed or deleted."""
        return {"id": self.pk, "de": self.name_de or self.name_en, "en": self.name_en or self.name_de}


def pick_label(labels: dict[str, Any]) -> str:
    """Return the label of the active language from {"de", "en"}, else the other one."""
    german = (get_language() or "").startswith("de")
    first, second = ("de", "en") if german else ("en", "de")
    return str(labels.get(first) or labels.get(second) or "")


def folded_tag(name: str) -> str:
    """Return the form of a tag's name under which there is one tag; folding may lengthen, the column does not."""
    return fold(name)[:100]


class TagQuerySet(models.QuerySet["Tag"]):
    """Questions to tags."""

    def borne_by(self, rows: models.QuerySet[Any]) -> Self:
        """Return the tags that some of the rows bear.

        Asked for one such row of each tag: whether there `exists` one, PostgreSQL plans as for all of them.
        """
        one = rows.order_by().filter(tags=models.OuterRef("pk")).values("pk")[:1]
        return self.alias(borne=models.Subquery(one)).filter(borne__isnull=False)

    def named(self, names: list[str]) -> list["Tag"]:
        """Return the tags of these names, making the missing ones; names that differ in case or marks are one tag."""
        wanted = {folded_tag(name): " ".join(name.split())[:50] for name in names if fold(name)}
        missing = set(wanted) - set(self.filter(folded__in=wanted).values_list("folded", flat=True))
        self.bulk_create([Tag(name=wanted[key], folded=key) for key in sorted(missing)], ignore_conflicts=True)  # type: ignore[misc]
        return list(self.filter(folded__in=wanted).order_by("folded"))


class Tag(models.Model):
    """A word that people put on rows. Which tags one is offered follows from the rows that one sees."""

    name = models.CharField(_("name"), max_length=50)
    folded = models.CharField(max_length=100, unique=True, editable=False)

    objects = TagQuerySet.as_manager()

    class Meta:
        ordering = ("folded",)
        verbose_name = _("tag")
        verbose_name_plural = _("tags")

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.folded = folded_tag(self.name)
        super().save(*args, **kwargs)

    def clean(self) -> None:
        super().clean()
        same = Tag.objects.filter(folded=folded_tag(self.name)).exclude(pk=self.pk).first()
        if same:
            raise ValidationError({"name": _("There is the tag “%(name)s” already.") % {"name": same.name}})


class IdempotencyKey(models.Model):
    """A form that was posted: the second post of the same form finds where the first one led (see `core.once`)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key = models.CharField(max_length=32)
    location = models.CharField(max_length=500)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="core_idempotencykey_once")]

    def __str__(self) -> str:
        return self.key
