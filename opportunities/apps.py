from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from opportunities.seeds import seed_lost_reasons, seed_stages


class OpportunitiesConfig(AppConfig):
    """Potential sales: pipelines and stages, opportunities, participants, access."""

    name = "opportunities"
    verbose_name = _("Opportunities")

    def ready(self) -> None:
        post_migrate.connect(seed_stages, sender=self, dispatch_uid="opportunities.seed_stages")
        post_migrate.connect(seed_lost_reasons, sender=self, dispatch_uid="opportunities.seed_lost_reasons")
