"""Documents, their versions, and the files that wait: for an answer, or to be removed from the disk."""

from documents.models.discarded import DiscardedFile
from documents.models.document import Document, Place, add_document, place_of_kind
from documents.models.held import HeldUpload
from documents.models.office import AccessToken, Lock, OfficePreferences
from documents.models.version import Version

__all__ = [
    "AccessToken",
    "DiscardedFile",
    "Document",
    "HeldUpload",
    "Lock",
    "OfficePreferences",
    "Place",
    "Version",
    "add_document",
    "place_of_kind",
]
