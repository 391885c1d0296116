from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """People: who signs in, which role and teams they have, and who is invited."""

    name = "accounts"
    verbose_name = _("People")

    def ready(self) -> None:
        import accounts.receivers  # noqa: F401 - connects itself
        from accounts.roles import seed_role_groups

        post_migrate.connect(seed_role_groups, sender=self, dispatch_uid="accounts.seed_role_groups")
