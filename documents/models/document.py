"""The document: a file that people keep with an opportunity, a contact or an event, through all its versions."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.models import Contact
from core.editing import Conflict, Gone, locked
from core.fold import search_text
from core.models import PublicRow, Versioned
from documents import kinds, names, verbs
from documents.editors import editor_for
from documents.keeping import Kept, keeping
from documents.models.removing import delete_documents
from documents.previews.asking import ask_for_preview
from documents.querysets import DocumentQuerySet
from history.models import Event, record
from opportunities.models import Opportunity

if TYPE_CHECKING:
    from documents.models.version import Version

Place = Opportunity | Contact | Event


class Document(PublicRow, Versioned):
    """A file with a name, on exactly one opportunity, contact or event, whose access it inherits.

    The files themselves are `versions`; the newest has the number `current_number`. `version` counts renamings only:
    two people who upload are kept apart by the number of the version that they knew.
    """

    opportunity = models.ForeignKey(
        Opportunity,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="documents",
        verbose_name=gettext_lazy("opportunity"),
    )
    contact = models.ForeignKey(
        Contact, models.CASCADE, null=True, blank=True, related_name="documents", verbose_name=gettext_lazy("contact")
    )
    event = models.ForeignKey(
        Event, models.CASCADE, null=True, blank=True, related_name="documents", verbose_name=gettext_lazy("event")
    )
    name = models.CharField(gettext_lazy("name"), max_length=names.MAX_LENGTH)
    current_number = models.PositiveIntegerField(gettext_lazy("version"), default=1, editable=False)
    search_text = models.TextField(editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=gettext_lazy("created by")
    )
    created_at = models.DateTimeField(gettext_lazy("created at"), default=timezone.now)
    updated_at = models.DateTimeField(gettext_lazy("newest version since"), default=timezone.now)

    newest: "list[Version]"

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("document")
        verbose_name_plural = gettext_lazy("documents")
        indexes = [models.Index(fields=["opportunity", "-updated_at", "-id"], name="documents_of_opportunity")]
        constraints = [
            models.CheckConstraint(
                condition=Q(opportunity__isnull=False, contact=None, event=None)
                | Q(opportunity=None, contact__isnull=False, event=None)
                | Q(opportunity=None, contact=None, event__isnull=False),
                name="documents_document_in_one_place",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search_text = search_text(self.name)
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("documents:edit", args=[self.public_id])

    @property
    def place(self) -> Place:
        """What it belongs to: an opportunity, a contact or an event."""
        return self.opportunity or self.contact or self.event  # type: ignore[return-value]

    @property
    def page(self) -> Any:
        """The opportunity or contact on whose page it is read; for a file of an event, the event's page."""
        return self.event.page if self.event else self.place

    @property
    def url(self) -> str:
        """Where the newest version is downloaded."""
        return reverse("documents:download", args=[self.public_id])

    @property
    def pencil_url(self) -> str:
        """Where the pencil leads: to the office server where there is one, which hands back what it cannot edit."""
        return self.office_url or self.quick_url

    @property
    def office_url(self) -> str:
        """Where it is opened in the office server; "" where none is set."""
        return reverse("documents:office", args=[self.public_id]) if settings.OFFICE_DISCOVERY_URL else ""

    @property
    def quick_url(self) -> str:
        """Where it is edited without an office server: in the editor for its kind, else by download and upload."""
        return reverse("documents:write", args=[self.public_id]) if self.has_editor else self.get_absolute_url()

    @property
    def current(self) -> "Version":
        """The newest version; at hand without a question on rows of `for_list()`."""
        if not hasattr(self, "newest"):
            self.newest = list(self.versions.filter(number=self.current_number).select_related("created_by"))
        return self.newest[0]

    @property
    def kind(self) -> kinds.Kind:
        """What it is to a person: how it is called and drawn."""
        return kinds.kind_of(self.name)

    @property
    def has_macros(self) -> bool:
        """Whether there are small programs in it, as its ending says or, under another ending, its content."""
        shown = self.current.shown
        return kinds.has_macros(self.name) or (shown is not None and shown.reason == "macros")

    @property
    def has_editor(self) -> bool:
        """Whether there is a quick editor for files of its kind."""
        return editor_for(self.name) is not None

    # Verbs

    def add_version(
        self,
        upload: File | Kept,
        *,
        by: Any,
        note: str = "",
        based_on: int | None = None,
        edited: bool = False,
        session: str = "",
        autosaved: bool = False,
        restored: int | None = None,
    ) -> "Version":
        """Make `upload` the newest version, and record it; return it.

        `edited` tells that it was edited here and not uploaded, `restored` which version it is anew; `session` names
        the stretch of editing in an office server that it comes from: what follows on a version of the same session is
        not recorded again. Does nothing, and returns the version that is there, when that has the very same content.
        Raises ValidationError for a file that is not taken in or of another kind, Conflict where `based_on` is given
        and a newer version is there.
        """
        with keeping(of=by, typed=edited or bool(session)) as keep:
            kept = keep(upload)
            self._same_ending(kept.name)
            with transaction.atomic():
                row = self._locked()
                if row.current.sha256 == kept.sha256:
                    return row.current
                if based_on is not None and based_on != row.current_number:
                    raise Conflict(row)
                told = ({"edited": True} if edited else {}) | ({"from": restored} if restored else {})
                return row._next_version(kept, by=by, note=note, told=told, session=session, autosaved=autosaved)

    def restore(self, former: "Version", *, by: Any, note: str = "", based_on: int | None = None) -> "Version":
        """Make a former version of it the newest one again, as the next version, and record it; return it.

        Does nothing, and raises, as `add_version` does; FileNotFoundError where the file of `former` is missing.
        """
        with former.file.open("rb") as file:
            again = File(file, name=self.name)
            return self.add_version(again, by=by, note=note, based_on=based_on, restored=former.number)

    def _same_ending(self, name: str) -> None:
        end = names.ending(self.name)
        if names.ending(name) != end:
            raise ValidationError(
                _(
                    "The new version must be a “.%(ending)s” file like “%(name)s”. "
                    "Upload a file of another kind as a document of its own."
                )
                % {"ending": end, "name": self.name}
                if end
                else _("The new version must be a file without an ending, like “%(name)s”.") % {"name": self.name},
                code="other_kind",
            )

    def _next_version(
        self, kept: Kept, *, by: Any, note: str, told: dict[str, Any], session: str, autosaved: bool
    ) -> "Version":
        goes_on = session and self.current.session == session
        self.current_number += 1
        self.updated_at = timezone.now()
        self.save(update_fields=["current_number", "updated_at"])
        facts = {"number": self.current_number, "session": session, "autosaved": autosaved}
        version = _write_version(self, kept, by=by, note=note, **facts)
        if not goes_on:
            particulars = {"document": self.name, "number": version.number} | told
            verb = verbs.RESTORED if "from" in told else verbs.VERSION_ADDED
            record(verbs.EDITED_IN_OFFICE if session else verb, self, by=by, page=self.page, particulars=particulars)
        self.page.touch()
        return version

    def rename(self, name: str, *, by: Any, version: int | None = None) -> "Document":
        """Give it another name, made clean and with the ending it has, and record it; return the row as it stands.

        Does nothing when it is called so already. Raises Conflict for an outdated `version`.
        """
        with transaction.atomic():
            row = self._locked(version)
            wanted = names.with_ending(name, names.ending(row.name))
            if wanted != row.name:
                particulars = {"from": row.name, "to": wanted}
                row.name, row.version = wanted, row.version + 1
                row.save(update_fields=["name", "search_text", "version"])
                record(verbs.RENAMED, row, by=by, page=row.page, particulars=particulars)
                row.page.touch()
        return row

    def remove(self, *, by: Any) -> bool:
        """Delete it with all its versions, and record it; return False when it is gone already.

        The files go from the disk by a job, after the transaction has ended well.
        """
        with transaction.atomic():
            try:
                row = self._locked()
            except Gone:
                return False
            record(verbs.REMOVED, row, by=by, page=row.page, particulars={"document": row.name})
            row.page.touch()
            delete_documents(Document.objects.filter(pk=row.pk))
        return True

    def _locked(self, version: int | None = None) -> "Document":
        """Return the row anew under lock, its page locked first, so that two writers never wait for each other."""
        locked(self.page)
        row: Document = locked(self, version)
        return row


def add_document(
    place: Place,
    upload: File | Kept,
    *,
    by: Any,
    name: str = "",
    note: str = "",
    blank: bool = False,
    template: dict[str, Any] | None = None,
) -> Document:
    """Keep `upload` as a new document of an opportunity, a contact or an event; return it.

    `name` (else the upload's own) is made clean, and gets a number where the place has a document called so. `blank`
    tells that it was made here and not uploaded, `template` from which template (its labels). Recorded, but for files
    of an event: the event itself shows them.
    Raises ValidationError, a sentence, for a file that is not taken in.
    """
    with keeping(of=by) as keep:
        kept = keep(upload, name=name)
        with transaction.atomic():
            row: Any = locked(place)
            free = names.numbered(kept.name, Document.objects.at(row).values_list("name", flat=True))
            document = Document(name=free, created_by=by, **{row._meta.model_name: row})
            document.updated_at = document.created_at
            document.save()
            document.newest = [_write_version(document, kept, by=by, note=note, number=1)]
            if not isinstance(row, Event):
                particulars: dict[str, Any] = {"document": free} | ({"blank": True} if blank else {})
                particulars |= {"template": template} if template else {}
                record(verbs.ADDED, document, by=by, page=row, particulars=particulars)
                row.touch()
    return document


def _write_version(document: Document, kept: Kept, *, by: Any, note: str, **facts: Any) -> "Version":
    facts |= {"note": note, "created_by": by, "created_at": document.updated_at}
    version = document.versions.create(
        file=kept.path,
        size=kept.size,
        sha256=kept.sha256,
        content_type=kinds.content_type_of(document.name),
        **facts,
    )
    document.newest = [version]
    ask_for_preview(version)
    return version
