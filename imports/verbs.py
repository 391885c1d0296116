"""The words of imports for history."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from history.verbs import register


def _finished(particulars: dict[str, Any]) -> Any:
    if particulars.get("refused"):
        return _("imported the file: %(created)s rows created, %(refused)s refused")
    return _("imported the file: %(created)s rows created")


def _undone(particulars: dict[str, Any]) -> Any:
    if particulars.get("left"):
        return _("took the import back: %(deleted)s rows deleted, %(left)s left because they were changed since")
    return _("took the import back: %(deleted)s rows deleted")


FINISHED = register("imports.finished", _finished, icon="upload")
UNDONE = register("imports.undone", _undone, icon="arrow-counterclockwise")
