"""Templates: .docx files with placeholders, which administrators keep and new documents are made from."""

from typing import Any, cast

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from core.editing import Gone, locked
from core.models import NamedRow, PublicRow
from documents import names, verbs
from documents.filling import example, fill
from documents.filling.vocabulary import OF_OPPORTUNITY
from documents.keeping import Kept, holds_files, keeping
from documents.models.discarded import discard
from documents.querysets import TemplateQuerySet
from documents.storage import private_files, random_name
from history.models import record

ENDING = "docx"
FIELDS = ("name_de", "name_en", "position", "active")


@holds_files
class Template(PublicRow, NamedRow):
    """A .docx file with placeholders, under a name in both languages. It was tried out when it was uploaded.

    `needs_opportunity` says that it names placeholders of an opportunity, which a contact does not fill.
    """

    active = models.BooleanField(
        gettext_lazy("active"), default=True, help_text=gettext_lazy("Inactive ones are not offered any more.")
    )
    file = models.FileField(
        gettext_lazy("file"), storage=private_files, upload_to=random_name, max_length=100, editable=False
    )
    file_name = models.CharField(gettext_lazy("file name"), max_length=names.MAX_LENGTH, editable=False)
    size = models.PositiveBigIntegerField(gettext_lazy("size in bytes"), editable=False)
    sha256 = models.CharField(gettext_lazy("checksum (SHA-256)"), max_length=64, editable=False)
    needs_opportunity = models.BooleanField(gettext_lazy("for opportunities only"), default=False, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=gettext_lazy("created by"),
        editable=False,
    )
    created_at = models.DateTimeField(gettext_lazy("created at"), default=timezone.now, editable=False)
    updated_at = models.DateTimeField(gettext_lazy("updated at"), default=timezone.now, editable=False)

    objects = TemplateQuerySet.as_manager()

    class Meta(NamedRow.Meta):
        verbose_name = gettext_lazy("template")
        verbose_name_plural = gettext_lazy("templates")

    def get_absolute_url(self) -> str:
        return reverse("documents:template", args=[self.public_id])

    # Verbs

    def revise(
        self, changes: dict[str, Any], *, by: Any, version: int | None = None, upload: File | None = None
    ) -> "Template":
        """Change its names, place and whether it is active, and with `upload` its file; return the row as it stands.

        Recorded; does nothing when all is already so. Raises Conflict for an outdated `version`, ValidationError for a
        row without a name or a file that cannot be filled in.
        """
        with keeping() as keep:
            taken = _take_in(keep, upload) if upload else None
            with transaction.atomic():
                row: Template = locked(self, version)
                changed = {name: value for name, value in changes.items() if getattr(row, name) != value}
                if taken and taken[0].sha256 == row.sha256:
                    taken = None
                if changed or taken:
                    row._write(changed, taken)
                    record(verbs.TEMPLATE_REVISED, row, by=by, page=None)
        return row

    def remove(self, *, by: Any) -> bool:
        """Delete it, and record it; return False when it is gone already. Documents made from it stay as they are."""
        with transaction.atomic():
            try:
                row: Template = locked(self)
            except Gone:
                return False
            record(verbs.TEMPLATE_REMOVED, row, by=by, page=None)
            discard([str(row.file)])
            row.delete()
        return True

    def _write(self, changes: dict[str, Any], taken: "tuple[Kept, bool] | None") -> None:
        """Save changes and, where one was taken in, the new file; the former one goes from the disk by a job."""
        for name, value in changes.items():
            setattr(self, name, value)
        if taken:
            kept, self.needs_opportunity = taken
            discard([str(self.file)] if self.file else [])
            self.file, self.file_name, self.size, self.sha256 = kept.path, kept.name, kept.size, kept.sha256  # type: ignore[assignment]
        if self.pk:
            self.version += 1
            self.updated_at = timezone.now()
        self.clean_fields(exclude={"file", "created_by"})
        self.validate_constraints()
        self.save()


def add_template(changes: dict[str, Any], upload: File, *, by: Any) -> Template:
    """Keep `upload` as a new template with these names, and record it; return it.

    Raises ValidationError for a row without a name, or, a sentence, for a file that cannot be filled in.
    """
    with keeping() as keep:
        taken = _take_in(keep, upload)
        with transaction.atomic():
            row = Template(created_by=by)
            row._write(changes, taken)
            record(verbs.TEMPLATE_ADDED, row, by=by, page=None)
    return row


def _take_in(keep: Any, upload: File) -> tuple[Kept, bool]:
    """Return the file on the disk, and whether it needs an opportunity, once it was filled in with the example."""
    if names.ending(names.clean(upload.name or "")) != ENDING:
        raise ValidationError(_("A template is a .docx document. Save it as such in your program, then upload it."))
    kept = keep(upload)
    upload.seek(0)
    language = get_language() or "de"
    filled = fill(cast(Any, upload), example(), title="", author="", language=language)
    return kept, bool(filled.named & OF_OPPORTUNITY)
