"""Why a row of a file was refused, or is doubtful."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from imports.models.run import ImportRun
from imports.querysets import ImportProblemQuerySet


class Severity(models.TextChoices):
    """What becomes of the row: a refused one is not written, a doubtful one is, and its owner should look at it."""

    REFUSED = "refused", _("refused")
    DOUBTFUL = "doubtful", _("doubtful")


class ImportProblem(models.Model):
    """Why one row of a file was, or would be, refused, or is doubtful: its line, the column, what stands there.

    The reason is a sentence in the language of whoever brought the file; the row itself stays in the stored file. The
    problems of one row are of one severity: what is doubtful in a refused row does not matter.
    """

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="problems")
    severity = models.CharField(_("severity"), max_length=8, choices=Severity, default=Severity.REFUSED)
    line = models.PositiveIntegerField(_("line"))
    column = models.CharField(_("column"), max_length=255, blank=True)
    value = models.CharField(_("value"), max_length=255, blank=True)
    reason = models.TextField(_("reason"))

    objects = ImportProblemQuerySet.as_manager()

    class Meta:
        ordering = ("line", "pk")
        indexes = [models.Index(fields=["run", "severity", "line"], name="imports_importproblem_of_run")]
        verbose_name = _("refused or doubtful row")
        verbose_name_plural = _("refused and doubtful rows")

    def __str__(self) -> str:
        return f"{self.line}: {self.reason}"
