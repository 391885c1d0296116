"""Why a row of a file was refused."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from imports.models.run import ImportRun
from imports.querysets import ImportProblemQuerySet


class ImportProblem(models.Model):
    """Why one row of a file was, or would be, refused: its line, the column, what stands there, and the reason.

    The reason is a sentence in the language of whoever brought the file; the row itself stays in the stored file.
    """

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="problems")
    line = models.PositiveIntegerField(_("line"))
    column = models.CharField(_("column"), max_length=255, blank=True)
    value = models.CharField(_("value"), max_length=255, blank=True)
    reason = models.TextField(_("reason"))

    objects = ImportProblemQuerySet.as_manager()

    class Meta:
        ordering = ("line", "pk")
        indexes = [models.Index(fields=["run", "line"], name="imports_importproblem_of_run")]
        verbose_name = _("refused row")
        verbose_name_plural = _("refused rows")

    def __str__(self) -> str:
        return f"{self.line}: {self.reason}"
