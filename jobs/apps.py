from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JobsConfig(AppConfig):
    """Long work with progress, checkpoint, retry and schedule; a worker does it."""

    name = "jobs"
    verbose_name = _("Jobs")

    def ready(self) -> None:
        from jobs import registry, tidying

        registry.every("jobs.tidy", _("Clearing away old jobs"), minutes=60)(tidying.tidy)
        registry.every("jobs.tidy_forms", _("Forgetting which forms were sent"), minutes=24 * 60)(tidying.tidy_forms)
