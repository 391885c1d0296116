"""The words of imports for history."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from history.verbs import Rendered, register, render


def _finished(particulars: dict[str, Any]) -> Any:
    words = Rendered(particulars)
    parts = [
        (particulars.get("created"), _("%(created)s created")),
        (particulars.get("updated"), _("%(updated)s updated")),
        (particulars.get("refused"), _("%(refused)s refused")),
        (particulars.get("doubtful"), _("%(doubtful)s doubtful")),
    ]
    said = ", ".join(str(part) % words for count, part in parts if count) or gettext("nothing to do")
    return gettext("imported the file: %(said)s") % {"said": said}


def _undone(particulars: dict[str, Any]) -> Any:
    if particulars.get("restored"):
        sentence = _("took the import back: %(deleted)s rows deleted, %(restored)s given their former values")
    else:
        sentence = _("took the import back: %(deleted)s rows deleted")
    if particulars.get("left"):
        return gettext("%(sentence)s, %(left)s left because they were changed since") % {
            "sentence": sentence % Rendered(particulars),
            "left": render(particulars["left"]),
        }
    return sentence


FINISHED = register("imports.finished", _finished, icon="upload")
UNDONE = register("imports.undone", _undone, icon="arrow-counterclockwise")
