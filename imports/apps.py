from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ImportsConfig(AppConfig):
    """Reading files. Knows no domain class: apps register targets."""

    name = "imports"
    verbose_name = _("Imports")

    def ready(self) -> None:
        import jobs
        from imports import models, tidying, undoing, unpacking, work

        jobs.register(models.UNPACK)(unpacking.unpack_sheet)
        jobs.register(models.SURVEY)(work.survey_file)
        jobs.register(models.CHECK)(work.check_rows)
        jobs.register(models.RUN)(work.write_rows)
        jobs.register(models.UNDO)(undoing.take_back)
        jobs.every("imports.tidy", minutes=24 * 60)(tidying.delete_abandoned)
