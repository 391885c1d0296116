from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ImportsConfig(AppConfig):
    """Reading files. Knows no domain class: apps register targets."""

    name = "imports"
    verbose_name = _("Imports")

    def ready(self) -> None:
        import jobs
        from imports import models, tidying, undoing, unpacking, work

        steps = {
            models.UNPACK: unpacking.unpack_sheet,
            models.SURVEY: work.survey_file,
            models.CHECK: work.check_rows,
            models.RUN: work.write_rows,
            models.UNDO: undoing.take_back,
        }
        for kind, step in steps.items():
            jobs.register(kind, pace=_("%(pace)s rows per second"))(step)
        jobs.every("imports.tidy", minutes=24 * 60)(tidying.delete_abandoned)
