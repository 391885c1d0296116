"""Companies and people, in one table, and how they are reached."""

from typing import Any

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from contacts import verbs
from contacts.querysets import ContactQuerySet
from core import slots
from core.editing import locked
from core.fold import fold, search_text
from core.models import PublicRow, Tag, Versioned
from history import pages
from history.models import Event, record
from imports.models import ImportRun


class Kind(models.TextChoices):
    """What a contact is."""

    COMPANY = "company", _("Company")
    PERSON = "person", _("Person")


class Salutation(models.TextChoices):
    """How a person is addressed (German: Anrede)."""

    MS = "ms", pgettext_lazy("salutation", "Ms")
    MR = "mr", pgettext_lazy("salutation", "Mr")


@pages.register
class Contact(PublicRow, Versioned):
    """A company or a person. `name` is what it is shown as; `sort_name` and `search_text` follow from it, folded."""

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
    country = models.CharField(_("country"), max_length=2, blank=True)
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
    search_text = models.TextField(editable=False)
    events = GenericRelation(Event, content_type_field="page_type", object_id_field="page_id")

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        indexes = [models.Index(fields=["external_source", "external_id"], name="contacts_contact_external")]
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
        """Set the text under which the contact is found: names, town, and how it is reached (`points`)."""
        reached = [part for point in points for part in (point.value, point.normal)]
        company = self.company.name if self.company else ""
        self.search_text = search_text(self.name, company, self.city, self.position, *reached)

    def get_absolute_url(self) -> str:
        return reverse("contacts:detail", args=[self.public_id])

    @property
    def is_company(self) -> bool:
        """Whether it is a company, in contrast to a person."""
        return self.kind == Kind.COMPANY

    @property
    def icon(self) -> str:
        """The Bootstrap icon of its kind."""
        return "building" if self.is_company else "person"

    def revise(self, changes: dict[str, Any], *, by: Any, version: int | None = None) -> "Contact":
        """Change fields, `points` (list of ContactPoint, replacing all) and `tags` (list of Tag); return the row anew.

        Recorded once, naming the changed fields. Does nothing when all is already so. Raises Conflict for an outdated
        `version`.
        """
        with transaction.atomic():
            contact: Contact = locked(self, version)
            changed = contact._apply(changes)
            if changed:
                contact.version += 1
                contact.updated_at = contact.last_activity_at = timezone.now()
                contact.index(list(contact.points.all()))
                contact.save()
                record(verbs.REVISED, contact, by=by, page=contact, particulars={"fields": changed})
        return contact

    def _apply(self, changes: dict[str, Any]) -> list[str]:
        """Set what differs and save the rows around; return the field names that changed."""
        changed = []
        for name, value in changes.items():
            if name == "points":
                if [point.plain() for point in self.points.all()] != [point.plain() for point in value]:
                    self.points.all().delete()
                    self._add_points(value)
                    changed.append(name)
            elif name == "tags":
                if {tag.pk for tag in self.tags.all()} != {tag.pk for tag in value}:
                    self.tags.set(value)
                    changed.append(name)
            elif getattr(self, name) != value:
                setattr(self, name, value)
                changed.append(name)
        return changed

    def _add_points(self, points: list["ContactPoint"]) -> None:
        for position, point in enumerate(points):
            point.pk, point.contact, point.position = None, self, position
        ContactPoint.objects.bulk_create(points)

    def viewers_q(self) -> Q:
        """Return the condition over users who may see it, the inverse of the queryset's `visible_q`: everybody."""
        return Q()

    def touch(self) -> None:
        """Note that something happened around it: moves `last_activity_at`, never `version`."""
        self.last_activity_at = timezone.now()
        Contact.objects.filter(pk=self.pk).update(last_activity_at=self.last_activity_at)

    def delete_with_references(self, *, by: Any) -> None:
        """Delete the contact; what refers to it stays and loses the reference. Its own notes and files go with it.

        The administrators' log keeps the name, who, when and how much went along.
        """
        with transaction.atomic():
            contact: Contact = locked(self)
            counts = {"events": contact.events.count()}
            for counted in slots.ask("deletions", user=by, row=contact):
                counts |= counted
            record(verbs.DELETED, contact, by=by, page=None, particulars={"counts": counts})
            contact.delete()


def create_contact(changes: dict[str, Any], *, by: Any) -> Contact:
    """Make a contact of `changes` (fields, `points`, `tags`) and record it; return the saved row."""
    changes = dict(changes)
    points, tags = changes.pop("points", []), changes.pop("tags", [])
    with transaction.atomic():
        contact = Contact(created_by=by, **changes)
        contact.derive()
        contact.index(points)
        contact.save()
        contact._add_points(points)
        contact.tags.set(tags)
        record(verbs.CREATED, contact, by=by, page=contact)
    return contact


class ContactPoint(models.Model):
    """One way to reach a contact: a telephone number, an e-mail address, a web page."""

    class Kind(models.TextChoices):
        """What it is."""

        PHONE = "phone", _("Phone")
        EMAIL = "email", _("Email")
        WEB = "web", _("Web page")

    class Label(models.TextChoices):
        """Where it reaches the contact."""

        WORK = "work", pgettext_lazy("contact point", "Work")
        MOBILE = "mobile", pgettext_lazy("contact point", "Mobile")
        PRIVATE = "private", pgettext_lazy("contact point", "Private")
        OTHER = "other", pgettext_lazy("contact point", "Other")

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="points")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    label = models.CharField(_("label"), max_length=10, choices=Label, default=Label.WORK)
    value = models.CharField(_("value"), max_length=255)
    normal = models.CharField(max_length=255, editable=False, db_index=True)
    position = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        ordering = ("position", "pk")
        verbose_name = _("contact detail")
        verbose_name_plural = _("contact details")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.normal:
            self.normal = normal_form(self.kind, self.value)

    def __str__(self) -> str:
        return self.value

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.normal = normal_form(self.kind, self.value)
        super().save(*args, **kwargs)

    def plain(self) -> tuple[str, str, str]:
        """Return what tells it apart from another: kind, label, value."""
        return self.kind, self.label, self.value

    @property
    def href(self) -> str:
        """The address behind it: tel:, mailto: or a web address; never anything else."""
        if self.kind == self.Kind.PHONE:
            return f"tel:{self.normal}"
        if self.kind == self.Kind.EMAIL:
            return f"mailto:{self.value}"
        return self.value if self.value.casefold().startswith(("https://", "http://")) else f"https://{self.value}"


def normal_form(kind: str, value: str) -> str:
    """Return the form in which a value is compared and searched: digits of a number, lower case of an address."""
    if kind == ContactPoint.Kind.PHONE:
        digits = "".join(char for char in value if char.isascii() and char.isdigit())
        return f"+{digits}" if value.strip().startswith("+") else digits
    return value.strip().casefold()
