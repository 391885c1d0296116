from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContactsConfig(AppConfig):
    """Companies and people. Everybody with a role sees them."""

    name = "contacts"
    verbose_name = _("Contacts")

    def ready(self) -> None:
        from contacts.slots import search
        from core import slots

        slots.fill("search", self.name, search)
