from django.apps import AppConfig
from django.conf import settings
from django.contrib.admin import apps as admin_apps
from django.utils.translation import gettext_lazy as _

from crm.env import WrongSetting


class CrmConfig(AppConfig):
    """The roof."""

    name = "crm"

    def ready(self) -> None:
        import jobs
        from crm import handing_over

        jobs.register(handing_over.HAND_OVER, _("Handing work over"))(handing_over.hand_over_by_job)
        # Here and not in the settings: core.money holds a model field, and models need the settings first.
        from core.money import is_currency

        if not is_currency(settings.BASE_CURRENCY):
            code = settings.BASE_CURRENCY
            raise WrongSetting("BASE_CURRENCY", f"must be an ISO 4217 code such as EUR, not {code!r}.")


class AdministrationConfig(admin_apps.AdminConfig):
    """Django's admin with our site."""

    default = False  # of this folder's two, "crm" means the roof
    default_site = "crm.administration.Administration"
