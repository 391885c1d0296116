"""Documents, their versions and previews, who is editing them, and files that wait: for an answer, or to be removed."""

from documents.models.discarded import DiscardedFile
from documents.models.document import Document, Place, add_document
from documents.models.editing_mark import EditingMark
from documents.models.held import HeldUpload
from documents.models.office import AccessToken, Lock, OfficePreferences
from documents.models.preview import Preview
from documents.models.version import Version

__all__ = [
    "AccessToken",
    "DiscardedFile",
    "Document",
    "EditingMark",
    "HeldUpload",
    "Lock",
    "OfficePreferences",
    "Place",
    "Preview",
    "Version",
    "add_document",
]
