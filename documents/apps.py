from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    """Files on opportunities, contacts and events, with all their versions, in private storage."""

    name = "documents"
    verbose_name = _("Documents")

    def ready(self) -> None:
        import documents.receivers  # noqa: F401 - connects itself
        import jobs
        from core import slots as core_slots
        from core import trigrams
        from documents import incoming, slots, tidying
        from documents.models import Document, Preview
        from documents.models.discarded import TIDY
        from documents.previews import asking, making

        trigrams.index(Document, "search_text")
        trigrams.index(Preview, "words")
        jobs.every(TIDY, _("Removing discarded files"), minutes=10)(tidying.tidy)
        jobs.every("documents.incoming", _("Clearing away uploads that broke off"), minutes=24 * 60)(incoming.clear)
        jobs.register(asking.PREVIEW, _("Making the preview of a document"))(making.make)
        jobs.every("documents.previews", _("Making the previews that are missing"), minutes=60)(making.catch_up)
        core_slots.fill("tabs", self.name, slots.tab)
        core_slots.fill("referrers", self.name, slots.referrers)
        core_slots.fill("losses", self.name, slots.losses)
        core_slots.fill("deletions", self.name, slots.deletions)
        core_slots.fill("event_files", self.name, slots.event_files)
        core_slots.fill("event_files_saver", self.name, slots.save_event_files)
        core_slots.fill("contact_sections", self.name, slots.contact_section)
        core_slots.fill("search", self.name, slots.search)
