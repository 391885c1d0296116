"""Templates: .docx files with placeholders, which administrators keep and new documents are made from."""

from typing import TYPE_CHECKING, Any, cast

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

if TYPE_CHECKING:
    from documents.models.former_file import FormerFile

ENDING = "docx"
FIELDS = ("name_de", "name_en", "position", "active")


@holds_files()
class Template(PublicRow, NamedRow):
    """A .docx file with placeholders, under a name in both languages. It was tried out when it was uploaded.

    `needs_opportunity` says that it names placeholders of an opportunity, which a contact does not fill. What its file
    was before stands in `former_files`. `updated_by` is who saved it last, None where that was not yet kept.
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
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=gettext_lazy("updated by"),
        editable=False,
    )

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

        The file that was there is kept as a former one. Recorded; does nothing when all is already so. Raises Conflict
        for an outdated `version`, ValidationError for a row without a name or a file that cannot be filled in.
        """
        with keeping() as keep:
            taken = _take_in(keep, upload) if upload else None
            with transaction.atomic():
                row: Template = locked(self, version)
                changed = {name: value for name, value in changes.items() if getattr(row, name) != value}
                if taken and taken[0].sha256 == row.sha256:
                    taken = None
                if changed or taken:
                    row._write(changed, taken, by=by)
                    record(verbs.TEMPLATE_REVISED, row, by=by, page=None)
        return row

    def restore(self, former: "FormerFile", *, by: Any, version: int | None = None) -> "Template":
        """Make a former file the file of the template again; the one that is there becomes a former one.

        As `revise`, which it is: the file is tried out again, and nothing is done where it is there already. Raises
        FileNotFoundError where the former file is missing on the disk.
        """
        with former.file.open("rb") as file:
            return self.revise({}, by=by, version=version, upload=File(file, name=former.file_name))

    def remove(self, *, by: Any) -> bool:
        """Delete it, and record it; return False when it is gone already. Documents made from it stay as they are."""
        with transaction.atomic():
            try:
                row: Template = locked(self)
            except Gone:
                return False
            record(verbs.TEMPLATE_REMOVED, row, by=by, page=None)
            discard([str(row.file), *row.former_files.values_list("file", flat=True)])
            row.delete()
        return True

    def _write(self, changes: dict[str, Any], taken: "tuple[Kept, bool] | None", *, by: Any) -> None:
        """Save changes and, where one was taken in, the new file; the one that was there is kept as a former one."""
        for name, value in changes.items():
            setattr(self, name, value)
        if taken:
            kept, self.needs_opportunity = taken
            if self.pk:
                self._keep_file(by)
            self.file, self.file_name, self.size, self.sha256 = kept.path, kept.name, kept.size, kept.sha256  # type: ignore[assignment]
        self.updated_by = by
        if self.pk:
            self.version += 1
            self.updated_at = timezone.now()
        self.clean_fields(exclude={"file", "created_by"})
        self.validate_constraints()
        self.save()

    def _keep_file(self, by: Any) -> None:
        """Write down which file is about to be replaced, under the next number."""
        facts = {name: getattr(self, name) for name in ("file", "file_name", "size", "sha256")}
        self.former_files.create(number=self.former_files.count() + 1, replaced_by=by, **facts)


def add_template(changes: dict[str, Any], upload: File, *, by: Any) -> Template:
    """Keep `upload` as a new template with these names, and record it; return it.

    Raises ValidationError for a row without a name, or, a sentence, for a file that cannot be filled in.
    """
    with keeping() as keep:
        taken = _take_in(keep, upload)
        with transaction.atomic():
            row = Template(created_by=by)
            row._write(changes, taken, by=by)
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
