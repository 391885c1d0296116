"""The shelf: the documents of one opportunity or contact as its page shows them."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from contacts.models import Contact
from core.paging import Page, keyset
from core.uploads import in_megabytes, upload_limit
from documents.blanks import FORMS, Form
from documents.models import Document, HeldUpload
from opportunities.models import Opportunity

SIZE = 50
ORDER = ["-updated_at", "-pk"]


@dataclass(frozen=True)
class Shelf:
    """Everything that the fragment `documents/_shelf.html` shows, for one reader."""

    page: Opportunity | Contact
    documents: Page
    may_add: bool
    waiting: int
    query: str = ""

    @property
    def kind(self) -> str:
        """What addresses call the page: "opportunity" or "contact"."""
        return str(self.page._meta.model_name)

    @property
    def url(self) -> str:
        """Where the whole shelf stands."""
        return shelf_url(self.page)

    @property
    def forms(self) -> list[Form]:
        """The kinds of new files, in the order of the menu."""
        return list(FORMS.values())

    @property
    def limit(self) -> str:
        """The largest size of one file, for people."""
        return in_megabytes(upload_limit())

    @property
    def limit_in_bytes(self) -> int:
        """The largest size of one file, for the script that asks before it sends."""
        return upload_limit()


def shelf_url(page: Opportunity | Contact) -> str:
    """Return where the documents of `page` stand."""
    return reverse(f"documents:of_{page._meta.model_name}", args=[page.public_id])


def shelf_of(page: Any, user: Any, *, cursor: str = "", size: int = SIZE, query: str = "") -> Shelf:
    """Return the shelf of an opportunity or contact that was opened for `user` with access (it has `may_edit`).

    With `query`, those in whose name or text each of its words is found.
    """
    rows = Document.objects.on_page(page).search(query, few=True).for_list().with_may_edit(user)
    waiting = HeldUpload.objects.on_page(page).visible_to(user).count() if page.may_edit else 0
    return Shelf(page, keyset(rows, ORDER, cursor, size), page.may_edit, waiting, query)
