"""The words of documents for history."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from history.verbs import register, register_count


def _added(particulars: dict[str, Any]) -> Any:
    if particulars.get("template"):
        return _("created the document “%(document)s” from the template “%(template)s”")
    return (
        _("created the document “%(document)s”")
        if particulars.get("blank")
        else _("uploaded the document “%(document)s”")
    )


def _version_added(particulars: dict[str, Any]) -> Any:
    return (
        _("edited the document “%(document)s”: version %(number)s")
        if particulars.get("edited")
        else _("uploaded version %(number)s of the document “%(document)s”")
    )


ADDED = register("documents.added", _added, icon="file-earmark-plus")
VERSION_ADDED = register("documents.version_added", _version_added, icon="file-earmark-arrow-up")
EDITED_IN_OFFICE = register(
    "documents.edited_in_office",
    _("edited the document “%(document)s” in the office program of the browser"),
    icon="file-earmark-richtext",
)
RESTORED = register(
    "documents.restored",
    _("restored version %(from)s of the document “%(document)s” as version %(number)s"),
    icon="arrow-counterclockwise",
)
RENAMED = register("documents.renamed", _("renamed the document “%(from)s” to “%(to)s”"), icon="pencil")
REMOVED = register("documents.removed", _("deleted the document “%(document)s”"), icon="file-earmark-x")
TEMPLATE_ADDED = register("documents.template_added", _("added a template"), icon="file-earmark-ruled")
TEMPLATE_REVISED = register("documents.template_revised", _("edited the template"), icon="file-earmark-ruled")
TEMPLATE_REMOVED = register("documents.template_removed", _("deleted the template"), icon="file-earmark-x")

register_count("documents", lambda n: ngettext_lazy("%(n)s document", "%(n)s documents", n))
