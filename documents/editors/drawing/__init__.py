"""The quick editor for .svg drawings: svgedit in a frame of its own, with nothing that could run or lead outside."""

from documents.editors.drawing.saving import apply, lines, read
from documents.editors.editor import Editor

EDITOR = Editor(
    key="drawing",
    endings=frozenset({"svg"}),
    template="documents/editors/_drawing.html",
    script="crm/js/editors/drawing.js",
    style="crm/css/drawing.css",
    read=read,
    apply=apply,
    lines=lines,
)
