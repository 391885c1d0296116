"""What an import changed: the former values of one row, so that it can be taken back."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from imports.models.run import ImportRun
from imports.querysets import ImportChangeQuerySet


class ImportChange(models.Model):
    """One existing row that one line of a file changed.

    `row_key` is the key of the row (of the kind that the target makes), `former` its values before, as the target wrote
    them, and `version` the row's version afterwards: a row of another version was changed by somebody since.
    """

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="changes")
    line = models.PositiveIntegerField(_("line"))
    row_key = models.BigIntegerField()
    former = models.JSONField(default=dict)
    version = models.PositiveIntegerField()
    restored = models.BooleanField(_("restored"), default=False)

    objects = ImportChangeQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "row_key"], name="imports_importchange_once_per_row")]
        # By the row: what imports have given back does not hold it.
        indexes = [models.Index(fields=["row_key"], name="imports_importchange_restored", condition=Q(restored=True))]
        verbose_name = _("changed row")
        verbose_name_plural = _("changed rows")

    def __str__(self) -> str:
        return f"{self.run}: {self.line}"
