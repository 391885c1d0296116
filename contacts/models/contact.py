"""The contact: a company or a person, and the verbs that change it."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from contacts import plans, verbs
from contacts.custom import plan_custom
from contacts.querysets import ContactQuerySet
from core import countries, slots
from core.addresses import address_of
from core.editing import locked
from core.fold import fold, search_text
from core.models import PublicRow, Tag, Versioned
from fields.layout import with_layout
from fields.models import BearsFields
from fields.plans import found_by
from history import pages
from history.models import Event, event, record, record_many
from imports.models import ImportRun

if TYPE_CHECKING:
    from contacts.models.point import ContactPoint

# The fields that a contact's name is made of.
NAME_FIELDS = frozenset({"company_name", "title", "first_name", "last_name"})
BATCH = 500


class Kind(models.TextChoices):
    """What a contact is."""

    COMPANY = "company", _("Company")
    PERSON = "person", _("Person")


class Salutation(models.TextChoices):
    """How a person is addressed (German: Anrede)."""

    MS = "ms", pgettext_lazy("salutation", "Ms")
    MR = "mr", pgettext_lazy("salutation", "Mr")


@pages.register
class Contact(BearsFields, PublicRow, Versioned):
    """A company or a person. `name` is what it is shown as.

    `sort_name`, `sort_city` and `search_text` are folded, and follow from other fields, the company and the points.
    """

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    name = models.CharField(_("name"), max_length=255, editable=False)
    company_name = models.CharField(_("company name"), max_length=255, blank=True)
    salutation = models.CharField(_("salutation"), max_length=10, choices=Salutation, blank=True)
    title = models.CharField(pgettext_lazy("of a person", "Title"), max_length=50, blank=True)
    first_name = models.CharField(_("first name"), max_length=100, blank=True)
    last_name = models.CharField(_("last name"), max_length=100, blank=True)
    position = models.CharField(pgettext_lazy("in a company", "Position"), max_length=100, blank=True)
    company = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="people", verbose_name=_("company")
    )
    street = models.CharField(_("street"), max_length=255, blank=True)
    postcode = models.CharField(_("postcode"), max_length=20, blank=True)
    city = models.CharField(_("city"), max_length=100, blank=True)
    country = models.CharField(
        _("country"), max_length=2, blank=True, choices=countries.country_choices, error_messages=countries.ERRORS
    )
    description = models.TextField(_("description"), blank=True, max_length=65_000)
    tags = models.ManyToManyField(Tag, blank=True, related_name="contacts", verbose_name=_("tags"))
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
    sort_name = models.CharField(max_length=300, editable=False, db_index=True)
    sort_city = models.CharField(max_length=200, editable=False, blank=True)
    search_text = models.TextField(editable=False)
    events = GenericRelation(Event, content_type_field="page_type", object_id_field="page_id")

    # Of one that comes into being because a file names it: the line that does so first.
    first_named_in: int = 0

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        indexes = [
            models.Index(fields=["external_id", "external_source"], name="contacts_contact_external_id"),
            models.Index(fields=["-last_activity_at", "id"], name="contacts_contact_by_activity"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="company", first_name="", last_name="", company=None) & ~Q(company_name="")
                | Q(kind="person", company_name="") & (~Q(first_name="") | ~Q(last_name="")),
                name="contacts_contact_is_company_or_person",
                violation_error_message=_("A company needs a name, a person a first or last name."),
            ),
            models.UniqueConstraint(
                fields=["import_run", "import_line"],
                condition=Q(import_run__isnull=False),
                name="contacts_contact_once_per_line",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.derive()
        super().save(*args, **kwargs)

    def derive(self) -> None:
        """Set what follows from other fields: `name`, `sort_name`. `search_text` also needs the saved points."""
        if self.kind == Kind.COMPANY:
            self.name = sort = self.company_name
        else:
            self.name = " ".join(part for part in (self.title, self.first_name, self.last_name) if part)[:255]
            sort = f"{self.last_name} {self.first_name}" if self.last_name else self.first_name
        self.sort_name = fold(sort)[:300]

    def index(self, points: list["ContactPoint"]) -> None:
        """Set what it is found and sorted by: names, town, texts, and how it is reached (`points`)."""
        reached = [part for point in points for part in (point.value, point.normal)]
        company = self.company.name if self.company else ""
        self.sort_city = fold(self.city)[:200]
        texts = found_by(self.custom_texts)
        self.search_text = search_text(self.name, company, self.city, self.position, *reached, texts)

    def clean(self) -> None:
        """Check what the fields cannot check alone; raises ValidationError by field."""
        if self.company and self.is_company:
            raise ValidationError({"company": _("A company belongs to no other company; people do.")})
        if self.company and (not self.company.is_company or self.company == self):
            raise ValidationError({"company": _("Choose a company; people do not belong to people.")})

    def check_fields(self) -> None:
        """Raise ValidationError by field where the contact breaks a rule; its derived fields are not looked at."""
        derived = {field.name for field in self._meta.fields if not field.editable}
        self.full_clean(exclude=derived, validate_unique=False)

    def get_absolute_url(self) -> str:
        return address_of("contacts:detail", self.public_id)

    @property
    def is_company(self) -> bool:
        """Whether it is a company, in contrast to a person."""
        return self.kind == Kind.COMPANY

    @property
    def icon(self) -> str:
        """The Bootstrap icon of its kind."""
        return "building" if self.is_company else "person"

    @property
    def hint(self) -> str:
        """What tells it from others of its name: a person's company, else the town."""
        return self.company.name if self.company else self.city

    def revise(self, changes: dict[str, Any], *, by: Any, version: int | None = None) -> "Contact":
        """Change fields, `points` (list of ContactPoint, replacing all) and `tags` (list of Tag); return the row anew.

        `custom` holds values of custom fields by their keys; each change of one is recorded by itself, all others once,
        naming the changed fields. Does nothing when all is already so. Raises Conflict for an outdated `version`,
        ValidationError by field for what cannot be: a company never becomes a person, nor the reverse.
        """
        with transaction.atomic():
            changes = with_layout("contacts", changes, self)
            contact: Contact = locked(self, version)
            if changes.get("kind", contact.kind) != contact.kind:
                raise ValidationError({"kind": _("A company stays a company, and a person a person.")})
            custom = plan_custom(changes, contact)
            changed = contact._apply(
                {name: value for name, value in changes.items() if name not in {"custom", "layout"}}
            )
            if changed or custom.changed:
                contact.custom, contact.custom_texts = custom.values, custom.texts
                contact.check_fields()
                contact.version += 1
                contact.updated_at = contact.last_activity_at = timezone.now()
                contact.derive()
                contact.index(list(contact.points.all()))
                contact.save()
                if contact.is_company and NAME_FIELDS & set(changed):
                    index_people(
                        list(contact.people.select_for_update(no_key=True).prefetch_related("points")), contact
                    )
                # At this time, by which the page finds who saved last.
                record_many(custom.events(contact, changed, by=by, at=contact.updated_at))
        return contact

    def add_points(self, points: list["ContactPoint"], *, by: Any) -> "Contact":
        """Add the ways to reach it that are not known yet, as `revise` does; return the row anew."""
        with transaction.atomic():
            contact: Contact = locked(self)
            held = list(contact.points.all())
            known = {(point.kind, point.normal) for point in held}
            new = [point for point in points if (point.kind, point.normal) not in known]
            return contact.revise({"points": [*held, *new]}, by=by)

    def _apply(self, changes: dict[str, Any]) -> list[str]:
        """Set what differs and save the rows around; return the field names that changed."""
        changed = []
        for name, value in changes.items():
            if name == "points":
                if [point.plain() for point in self.points.all()] != [point.plain() for point in value]:
                    plans.check_points(value)
                    self.points.all().delete()
                    self.add_rows(value)
                    changed.append(name)
            elif name == "tags":
                if {tag.pk for tag in self.tags.all()} != {tag.pk for tag in value}:
                    self.tags.set(value)
                    changed.append(name)
            elif getattr(self, name) != value:
                setattr(self, name, value)
                changed.append(name)
        return changed

    def add_rows(self, points: list["ContactPoint"]) -> None:
        """Save the ways to reach it, in order."""
        for position, point in enumerate(points):
            point.pk, point.contact, point.position = None, self, position
        self.points.bulk_create(points)

    def viewers_q(self) -> Q:
        """Return the condition over users who may see it, the inverse of the queryset's `visible_q`: everybody."""
        return Q()

    def touch(self) -> None:
        """Note that something happened around it: moves `last_activity_at`, never `version`."""
        self.last_activity_at = timezone.now()
        Contact.objects.filter(pk=self.pk).update(last_activity_at=self.last_activity_at)

    def delete_with_references(self, *, by: Any) -> None:
        """Delete the contact; what refers to it stays and loses the reference. Its own notes and files go with it.

        Higher floors clear and record their references through the slot `deletions`; people lose their company here.
        The administrators' log keeps the name, who, when and how much went along.
        """
        with transaction.atomic():
            contact: Contact = locked(self)
            counts: dict[str, int] = {}
            for counted in slots.ask("deletions", user=by, row=contact):
                counts |= counted
            counts["events"] = contact.events.count()
            people = list(contact.people.select_for_update().prefetch_related("points"))
            leave_company(people, by=by)
            record(verbs.DELETED, contact, by=by, page=None, particulars={"counts": counts | {"people": len(people)}})
            contact.delete()


def index_people(people: list[Contact], company: Contact | None) -> None:
    """Set anew what people are found by after their company was renamed or left; their points are fetched."""
    for person in people:
        person.company = company
        person.index(list(person.points.all()))
    Contact.objects.bulk_update(people, ["search_text"], batch_size=BATCH)


def leave_company(people: list[Contact], *, by: Any) -> None:
    """Take the company, which is being deleted, from its people, in bulk, and record it on their pages."""
    index_people(people, None)
    now = timezone.now()
    for person in people:
        person.version += 1
        person.updated_at = now
    Contact.objects.bulk_update(people, ["company", "version", "updated_at"], batch_size=BATCH)
    left = {"fields": ["company"]}
    record_many([event(verbs.REVISED, person, by=by, page=person, particulars=left) for person in people])
