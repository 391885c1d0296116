"""Custom fields, which administrators give to rows, and the verbs that change them. The rules are in `defining`."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Count, Max
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from core.editing import Gone, locked, one_at_a_time
from core.models import NamedRow, PublicRow, pick_label
from core.money import validate_currency
from fields import bearers, defining, verbs
from fields.kinds import ICONS, REFERENCES, TEXTS, Kind
from fields.querysets import CustomFieldQuerySet, choice_q
from history.models import record
from jobs.queue import enqueue

# The kind of the job that takes the values of a deleted field from the rows (fields.work).
CLEAR = "fields.clear"
EDITED = (
    *("name_de", "name_en", "section_de", "section_en", "help_de", "help_en"),
    *("required", "listed", "active", "choices", "currency"),
)


class BearsFields(models.Model):
    """A row that bears custom fields: their values, and the texts among them as they are found and sorted.

    See `fields.plans`, the rule that every writer goes through.
    """

    custom = models.JSONField(default=dict, editable=False)
    custom_texts = models.JSONField(default=dict, editable=False)

    class Meta:
        abstract = True


class CustomField(PublicRow, NamedRow):
    """A field that an administrator gave to the rows of a bearer (`fields.bearers`).

    `key` names it in rows, addresses, files and profiles, and never changes; nor does `kind`. `choices` are those of a
    choice, in order: {"key", "de", "en", "active"}. `currency` is that of all amounts of a money field. `listed` shows
    it as a column of the list from the beginning. One that is not `active` is not shown and keeps its values. One that
    is `leaving` is deleted, and waits for a job to take its values from the rows.
    """

    bearer = models.CharField(_("belongs to"), max_length=30, choices=bearers.choices, editable=False)
    key = models.CharField(_("key"), max_length=30, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, editable=False)
    section_de = models.CharField(_("section in German"), max_length=100, blank=True)
    section_en = models.CharField(_("section in English"), max_length=100, blank=True)
    help_de = models.CharField(_("help text in German"), max_length=300, blank=True)
    help_en = models.CharField(_("help text in English"), max_length=300, blank=True)
    required = models.BooleanField(_("required"), default=False)
    listed = models.BooleanField(_("column of the list"), default=False)
    active = models.BooleanField(_("active"), default=True)
    choices = models.JSONField(_("choices"), default=list, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True, validators=[validate_currency])
    leaving = models.BooleanField(default=False, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("created by"), editable=False
    )
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)
    updated_at = models.DateTimeField(_("updated at"), default=timezone.now, editable=False)

    objects = CustomFieldQuerySet.as_manager()

    class Meta(NamedRow.Meta):
        verbose_name = _("custom field")
        verbose_name_plural = _("custom fields")
        constraints = [
            *NamedRow.Meta.constraints,
            models.UniqueConstraint(fields=["bearer", "key"], name="fields_customfield_one_of_a_key"),
        ]

    def get_absolute_url(self) -> str:
        return reverse("fields:field", args=[self.public_id])

    @property
    def section(self) -> str:
        """The heading it stands under in the active language, else in the other one; "" for none."""
        return pick_label({"de": self.section_de, "en": self.section_en})

    @property
    def help_text(self) -> str:
        """What is said beneath it in the active language, else in the other one."""
        return pick_label({"de": self.help_de, "en": self.help_en})

    @property
    def heading(self) -> Any:
        """Its name in whichever language is active when it is read."""
        return lazy(lambda: self.name, str)()

    @property
    def icon(self) -> str:
        """The Bootstrap icon of its kind."""
        return ICONS[Kind(self.kind)]

    @property
    def is_text(self) -> bool:
        """Whether its values are texts."""
        return self.kind in TEXTS

    @property
    def is_reference(self) -> bool:
        """Whether its values refer to rows."""
        return self.kind in REFERENCES

    def choice_labels(self, key: str) -> dict[str, Any]:
        """Return what an event keeps of a choice; its bare key where it is gone."""
        found = next((choice for choice in self.choices if choice["key"] == key), None)
        return {"de": found["de"] or found["en"], "en": found["en"] or found["de"]} if found else {"de": key, "en": key}

    def choice_label(self, key: str) -> str:
        """Return what a choice is called in the active language."""
        return pick_label(self.choice_labels(key))

    # What the rows hold

    def rows(self) -> Any:
        """Return the rows that hold a value of it, whoever may see them."""
        return bearers.bearer(self.bearer).model._base_manager.filter(custom__has_key=self.key)

    def lacking(self) -> int:
        """Return how many rows hold no value of it."""
        rows = bearers.bearer(self.bearer).model._base_manager.all()
        return int(rows.count() - self.rows().count())

    def held_of(self, keys: list[str]) -> set[str]:
        """Return those of some choices' keys that rows hold."""
        held = {f"n{number}": Count("pk", filter=choice_q(self, [key])) for number, key in enumerate(keys)}
        counts = self.rows().aggregate(**held) if held else {}
        return {key for number, key in enumerate(keys) if counts[f"n{number}"]}

    # Verbs

    def revise(self, changes: dict[str, Any], *, by: Any, version: int | None = None) -> "CustomField":
        """Change names, section, help, choices and so on (`EDITED`), and record it; return the row as it stands.

        Does nothing when all is already so. Raises Conflict for an outdated `version`, ValidationError by field for
        what cannot be (`fields.defining`).
        """
        with transaction.atomic():
            one_at_a_time(CustomField)
            row: CustomField = locked(self, version)
            before = {name: getattr(row, name) for name in EDITED}
            for name in changes.keys() & set(EDITED):
                setattr(row, name, changes[name])
            defining.settle(row, before, row.held_of([choice["key"] for choice in before["choices"]]))
            if all(getattr(row, name) == value for name, value in before.items()):
                return row
            if row.currency != before["currency"] and row.rows().exists():
                raise ValidationError({"currency": defining.CURRENCY_IN_USE})
            row._keep()
            record(verbs.REVISED, row, by=by, page=None, particulars=row._told)
        return row

    def move(self, *, by: Any, up: bool) -> bool:
        """Let it change places with its neighbour, and record it; return False where there is none."""
        with transaction.atomic():
            one_at_a_time(CustomField)
            rows = list(CustomField.objects.present().filter(bearer=self.bearer).in_order())
            place = next((number for number, row in enumerate(rows) if row.pk == self.pk), None)
            if place is None:
                raise Gone
            other = place - 1 if up else place + 1
            if not 0 <= other < len(rows):
                return False
            rows[place], rows[other] = rows[other], rows[place]
            for position, row in enumerate(rows):
                row.position = position
            CustomField.objects.bulk_update(rows, ["position"])
            record(verbs.MOVED, self, by=by, page=None, particulars=self._told)
        return True

    def remove(self, *, by: Any) -> bool:
        """Delete it with its values, and record it; return False when it is gone already.

        Its values are taken from the rows by a job; the field itself is gone for everybody at once.
        """
        with transaction.atomic():
            try:
                row: CustomField = locked(self)
            except Gone:
                return False
            if row.leaving:
                return False
            count = row.rows().count()
            record(verbs.REMOVED, row, by=by, page=None, particulars=row._told | {"count": count})
            row.leaving = True
            row.save(update_fields=["leaving"])
            enqueue(CLEAR, by=by, payload={"field": row.pk})
        return True

    def _keep(self) -> None:
        self.version += 1
        self.updated_at = timezone.now()
        self.save()

    @property
    def _told(self) -> dict[str, Any]:
        return {"name": self.labels}


def add_field(changes: dict[str, Any], *, by: Any) -> CustomField:
    """Add a custom field of `changes` (`bearer`, `kind`, and what `EDITED` names) behind the others, and record it.

    Raises ValidationError by field for what cannot be.
    """
    with transaction.atomic():
        one_at_a_time(CustomField)
        row = CustomField(created_by=by, **changes)
        others = CustomField.objects.filter(bearer=row.bearer)
        last = others.aggregate(last=Max("position"))["last"]
        row.position = 0 if last is None else last + 1
        row.key = defining.key_for(row, set(others.values_list("key", flat=True)))
        defining.settle(row, None, set())
        row.save()
        record(verbs.ADDED, row, by=by, page=None, particulars=row._told)
    return row
