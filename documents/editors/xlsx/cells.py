"""The cells of a sheet as they are written: with a value, a formula, or only the style that they had."""

from xml.sax.saxutils import escape

from documents.editors.xlsx.functions import ERRORS_GERMAN
from documents.editors.xlsx.patching import Change
from documents.editors.xlsx.places import name_of
from documents.editors.xlsx.splicing import TAG, text_element, with_attribute
from documents.editors.xlsx.strings import SharedStrings, encode

# What a formula comes to; None is not known.
Value = float | str | bool | None


def number_text(value: float) -> str:
    """Return a number as files hold it."""
    return repr(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)


def _tag(prefix: str, row: int, column: int, style: int, kind: str) -> str:
    styled = f' s="{style}"' if style else ""
    typed = f' t="{kind}"' if kind else ""
    return f'<{prefix}c r="{name_of(row, column)}"{styled}{typed}'


def _written(row: int, column: int, style: int, kind: str, name: str, content: str) -> Change:
    def change(_old: bytes, prefix: str) -> bytes:
        tag = _tag(prefix, row, column, style, kind)
        return f"{tag}><{prefix}{name}>{content}</{prefix}{name}></{prefix}c>".encode()

    return change


def with_number(row: int, column: int, style: int, value: float) -> Change:
    """Return the change to a cell that holds a number."""
    return _written(row, column, style, "", "v", number_text(value))


def with_boolean(row: int, column: int, style: int, value: bool) -> Change:
    """Return the change to a cell that holds TRUE or FALSE."""
    return _written(row, column, style, "b", "v", str(int(value)))


def with_formula(row: int, column: int, style: int, formula: str, value: Value = None) -> Change:
    """Return the change to a cell that holds a formula, and what it comes to where that is known."""

    def change(_old: bytes, prefix: str) -> bytes:
        kind, content = _value(value)
        shown = f"<{prefix}v>{content}</{prefix}v>" if content is not None else ""
        written = f"<{prefix}f>{escape(formula)}</{prefix}f>"
        return f"{_tag(prefix, row, column, style, kind)}>{written}{shown}</{prefix}c>".encode()

    return change


def with_text(row: int, column: int, style: int, text: str, strings: SharedStrings) -> Change:
    """Return the change to a cell that holds a text: one of the shared ones, where the workbook has such a list."""
    if strings.part:
        return _written(row, column, style, "s", "v", str(strings.number_of(text)))

    def change(_old: bytes, prefix: str) -> bytes:
        tag = _tag(prefix, row, column, style, "inlineStr")
        inline = text_element(f"{prefix}t", encode(text)).decode()
        return f"{tag}><{prefix}is>{inline}</{prefix}is></{prefix}c>".encode()

    return change


def without_value(row: int, column: int, style: int) -> Change:
    """Return the change that empties a cell; what is empty and has no style does not stand in the file."""

    def change(_old: bytes, prefix: str) -> bytes:
        return f"{_tag(prefix, row, column, style, '')}/>".encode() if style else b""

    return change


def _formula_of(old: bytes, prefix: str) -> bytes:
    """Return the element of the formula in a cell as it is written; b"" where there is none."""
    name = f"{prefix}f".encode()
    at = old.find(b"<" + name)
    while at >= 0 and old[at + 1 + len(name) : at + 2 + len(name)] not in (b" ", b">", b"/", b"\n", b"\t", b"\r"):
        at = old.find(b"<" + name, at + 1)
    match = TAG.match(old, at) if at >= 0 else None
    if match is None:
        return b""
    if match[0].endswith(b"/>"):
        return match[0]
    close = b"</" + name
    return old[at : old.index(b">", old.index(close, at)) + 1]


def recalculated(value: Value) -> Change:
    """Return the change to a formula's cell that only keeps another value with it (None: it is not known)."""

    def change(old: bytes, prefix: str) -> bytes:
        formula = _formula_of(old, prefix)
        match = TAG.match(old)
        if not formula or match is None:
            return old
        kind, content = _value(value)
        tag = with_attribute(match[0], "t", kind or None)
        shown = f"<{prefix}v>{content}</{prefix}v>".encode() if content is not None else b""
        return tag + formula + shown + f"</{prefix}c>".encode()

    return change


def _value(value: Value) -> tuple[str, str | None]:
    if value is None:
        return "", None
    if isinstance(value, bool):
        return "b", str(int(value))
    if isinstance(value, str):
        return ("e" if value in ERRORS_GERMAN else "str"), escape(encode(value))
    return "", number_text(value)


def on_its_own(formula: str, then: Change | None = None) -> Change:
    """Return the change to a cell that followed a shared formula, and now has the formula written out itself."""

    def change(old: bytes, prefix: str) -> bytes:
        there = _formula_of(old, prefix)
        if not there:
            return old
        new = old.replace(there, f"<{prefix}f>{escape(formula)}</{prefix}f>".encode(), 1)
        return then(new, prefix) if then else new

    return change
