from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExportsConfig(AppConfig):
    """Writing files that imports read. Knows no domain class: apps register sources."""

    name = "exports"
    verbose_name = _("Exports")

    def ready(self) -> None:
        import jobs
        from exports import models, tidying, work

        jobs.register(models.WRITE, _("Export: writing the rows"), pace=_("%(pace)s rows per second"))(work.write_rows)
        jobs.every("exports.tidy", _("Taking away expired exports"), minutes=60)(tidying.take_away_expired)
