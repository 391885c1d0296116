"""What documents show on the pages of lower floors, and what they do when something there is deleted."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.files import File
from django.db.models import F
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contacts.models import Contact
from core.slots import Found, Hit, Section, Tab
from documents import actions
from documents.models import Document
from documents.models.removing import delete_documents
from documents.shelf import ORDER, shelf_of
from history import pages
from history.models import Event
from opportunities.models import Opportunity

SHOWN = 8


@dataclass(frozen=True)
class EventFile:
    """A file as the line of an event shows it."""

    name: str
    url: str
    icon: str
    hint: str


def tab(*, user: Any, row: Any) -> Tab | None:
    """Answer the opportunity's page: the tab Documents, files of its events included."""
    if not isinstance(row, Opportunity):
        return None
    url = reverse("documents:of_opportunity", args=[row.public_id])
    return Tab("documents", _("Documents"), url, Document.objects.on_page(row), position=40)


def referrers(*, user: Any, row: Any) -> list[str] | None:
    """Answer before a deletion: how many documents go with it."""
    count = _of(row).visible_to(user).count() if _of(row) is not None else 0
    return [ngettext("%(n)s document", "%(n)s documents", count) % {"n": count}] if count else None


def losses(*, user: Any, rows: Iterable[Any]) -> dict[str, int]:
    """Answer before opportunities are deleted: how many documents go with all of them, those of events included."""
    keys = [row.pk for row in rows]
    events = Event.objects.filter(page_type=ContentType.objects.get_for_model(Opportunity), page_id__in=keys)
    own = Document.objects.filter(opportunity__in=keys).count()
    return {"documents": own + Document.objects.filter(event__in=events.values("pk")).count()}


def deletions(*, user: Any, row: Any) -> dict[str, int] | None:
    """Delete the documents of a row that is being deleted, those of its events included; return how many they were.

    Their files are noted in the same transaction and removed from the disk by a job.
    """
    documents = _of(row)
    return None if documents is None else {"documents": delete_documents(documents)}


def _of(row: Any) -> Any:
    """Return the documents that fall with `row`, or None for a row that has none by its nature."""
    if isinstance(row, Event):
        return Document.objects.at(row)
    return Document.objects.on_page(row) if pages.is_page(row) else None


def event_files(*, user: Any, events: list[Event]) -> dict[int, list[EventFile]]:
    """Answer the feed: the files of each event, by its key; ask only for events that `user` may read."""
    found: dict[int, list[EventFile]] = defaultdict(list)
    newest = Document.objects.of_events(events).filter(versions__number=F("current_number"))
    for document in newest.annotate(newest_size=F("versions__size")).order_by("pk"):
        size = filesizeformat(document.newest_size)
        found[document.event_id].append(EventFile(document.name, document.url, document.kind.icon, size))
    return dict(found)


def save_event_files(*, user: Any, event: Event, files: list[File]) -> list[Document]:
    """Keep the files of an event that is being added, in the same transaction; all or none.

    Raises ValidationError with a sentence for each file that is not taken in.
    """
    return actions.add_event_files(event, files, by=user)


def contact_section(*, user: Any, row: Any) -> Section | None:
    """Answer a contact's page: its documents, with the ways to add some."""
    if not isinstance(row, Contact):
        return None
    return Section(_("Documents"), "documents/_section.html", {"shelf": shelf_of(row, user, size=SHOWN)}, position=40)


def search(*, user: Any, query: str) -> Found:
    """Answer the search of the top bar: documents by name and by the text in them."""
    rows = Document.objects.visible_to(user).search(query).newest_first().for_list()
    return Found("documents", _("Documents"), "files", rows, hit, position=4, order=tuple(ORDER))


def hit(document: Document) -> Hit:
    """Return what the search shows of a document."""
    return Hit(document.name, document.get_absolute_url(), str(document.page or ""))
