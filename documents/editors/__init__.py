"""Quick editors: files edited in the browser, with nothing to install. A file is patched, never converted.

`docs/decisions/0015-patch-never-convert.md` says why.
"""

from documents.editors import docx, drawing, pptx, text, xlsx
from documents.editors.editor import CannotEdit, Editor, Refused
from documents.names import ending

__all__ = ["EDITORS", "CannotEdit", "Editor", "Refused", "editor_for"]

EDITORS: tuple[Editor, ...] = (docx.EDITOR, xlsx.EDITOR, pptx.EDITOR, drawing.EDITOR, text.EDITOR)
_BY_ENDING = {end: editor for editor in EDITORS for end in editor.endings}


def editor_for(name: str) -> Editor | None:
    """Return the quick editor for a file of this name, or None where there is none."""
    return _BY_ENDING.get(ending(name))
