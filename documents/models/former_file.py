"""What a template was made of before: each file that another one took the place of."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from documents import names
from documents.keeping import holds_files
from documents.models.template import Template
from documents.querysets import FormerFileQuerySet
from documents.storage import private_files, random_name


@holds_files()
class FormerFile(models.Model):
    """A former file of a template. Numbers begin at 1 and have no gaps; it is gone only with the template."""

    template = models.ForeignKey(Template, models.CASCADE, related_name="former_files", verbose_name=_("template"))
    number = models.PositiveIntegerField(_("number"))
    file = models.FileField(_("file"), storage=private_files, upload_to=random_name, max_length=100, db_index=True)
    file_name = models.CharField(_("file name"), max_length=names.MAX_LENGTH)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("checksum (SHA-256)"), max_length=64)
    replaced_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("replaced by")
    )
    replaced_at = models.DateTimeField(_("replaced at"), default=timezone.now)

    objects = FormerFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("former file of a template")
        verbose_name_plural = _("former files of templates")
        ordering = ("-number",)
        constraints = [models.UniqueConstraint(fields=["template", "number"], name="documents_former_file_number_once")]

    def __str__(self) -> str:
        return self.file_name

    @property
    def url(self) -> str:
        """Where it is downloaded."""
        return reverse("documents:download_former", args=[self.template.public_id, self.number])

    @property
    def restore_url(self) -> str:
        """Where it becomes the file of the template again."""
        return reverse("documents:restore_former", args=[self.template.public_id, self.number])
