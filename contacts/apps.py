from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _


class ContactsConfig(AppConfig):
    """Companies and people. Everybody with a role sees them."""

    name = "contacts"
    verbose_name = _("Contacts")

    def ready(self) -> None:
        from contacts.bearing import CONTACTS, REFERENCE
        from contacts.exports import ContactSource
        from contacts.imports import ContactTarget
        from contacts.models import Contact
        from contacts.slots import search
        from core import slots, trigrams
        from exports import sources
        from fields import bearers, references
        from imports import targets

        if settings.SEARCH_INDEX:
            trigrams.index(Contact, "search_text")
        slots.fill("search", self.name, search)
        bearers.register(CONTACTS)
        references.register(REFERENCE)
        targets.register(ContactTarget())
        sources.register(ContactSource())
