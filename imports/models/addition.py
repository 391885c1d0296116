"""What an import added to lists that others use, too."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from imports.models.run import ImportRun
from imports.querysets import OfRunQuerySet


class ImportAddition(models.Model):
    """One stage or tag that came into being with an import: taken back with it, where nothing else has come to use it.

    `kind` is the one of an `additions.WordsPart`, `row_key` the key of its row. Contacts that come into being know
    their import themselves.
    """

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="additions")
    kind = models.CharField(max_length=20)
    row_key = models.BigIntegerField()

    objects = OfRunQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "kind", "row_key"], name="imports_importaddition_once")]
        verbose_name = _("added word")
        verbose_name_plural = _("added words")

    def __str__(self) -> str:
        return f"{self.run}: {self.kind} {self.row_key}"
