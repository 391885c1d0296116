from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    """Forecast, funnel, results, activity, and what changed; the snapshots that tell the last of them."""

    name = "reports"
    verbose_name = _("Reports")

    def ready(self) -> None:
        import jobs
        from core import slots
        from reports import purging, taking
        from reports.words import found

        jobs.every("reports.take", _("Noting how opportunities stand"), minutes=60)(taking.take)
        jobs.every("reports.purge", _("Deleting old snapshots of opportunities"), minutes=24 * 60)(purging.purge)
        slots.fill("reported_opportunities", self.name, found)
