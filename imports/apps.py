from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ImportsConfig(AppConfig):
    """Reading files. Knows no domain class: apps register targets."""

    name = "imports"
    verbose_name = _("Imports")

    def ready(self) -> None:
        import jobs
        from imports import models, tidying, undoing, unpacking, work

        rows = _("%(pace)s rows per second")
        jobs.register(models.UNPACK, _("Import: unpacking the workbook"), pace=rows)(unpacking.unpack_sheet)
        jobs.register(models.SURVEY, _("Import: looking through the file"), pace=rows)(work.survey_file)
        jobs.register(models.CHECK, _("Import: checking the rows"), pace=rows)(work.check_rows)
        jobs.register(models.RUN, _("Import: writing the rows"), pace=rows)(work.write_rows)
        jobs.register(models.UNDO, _("Import: taking back"), pace=rows)(undoing.take_back)
        jobs.every("imports.tidy", _("Import: deleting abandoned drafts"), minutes=24 * 60)(tidying.delete_abandoned)
