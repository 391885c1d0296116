from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FieldsConfig(AppConfig):
    """Custom fields, which administrators give to the rows of other apps."""

    name = "fields"
    verbose_name = _("Custom fields")
