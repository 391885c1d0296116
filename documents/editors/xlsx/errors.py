"""Why an edit of one cell is not made."""

from documents.editors.editor import Refused


class BadEdit(Refused):
    """An edit that is not made. `sheet` and `cell` say where, when it is about one cell."""

    def __init__(self, sentence: str, *, sheet: str = "", cell: str = "") -> None:
        super().__init__(sentence)
        self.sheet, self.cell = sheet, cell
