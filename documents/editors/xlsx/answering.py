"""What the page asks while somebody types: how a text is understood, and how a value is shown."""

from typing import Any

from django.utils import timezone
from django.utils.translation import get_language

from documents.editors.xlsx import formats, typed
from documents.editors.xlsx.errors import BadEdit
from documents.editors.xlsx.reading import show
from documents.editors.xlsx.writing import nothing

MOST_ASKED = 5_000
LONGEST_CODE = 1_000
MOST_NAMES = 2_000


def answers(asked: dict[str, Any]) -> dict[str, Any]:
    """Answer {"typed": [[format, text]], "values": [[format, value]], "sheets": [name], "tables": [name], "from_1904"}.

    Each typed text answers {"value", "shown", "format", "formula"} (or {"refused": a sentence}), each value a text.
    Raises Refused for another shape.
    """
    texts, values = _pairs(asked, "typed"), _pairs(asked, "values")
    language, from_1904 = get_language() or "en", asked.get("from_1904") is True
    sheets, tables = _names(asked, "sheets"), _names(asked, "tables")
    reader = typed.Reader(language, timezone.localdate(), sheets, tables, from_1904)
    return {
        "typed": [_understood(text, code, reader) for code, text in texts],
        "values": [_shown(value, code, reader) for code, value in values],
    }


def _pairs(asked: dict[str, Any], key: str) -> list[list[Any]]:
    pairs = asked.get(key, [])
    if not isinstance(pairs, list) or len(pairs) > MOST_ASKED:
        raise nothing()
    for pair in pairs:
        if not (isinstance(pair, list) and len(pair) == 2 and isinstance(pair[0], str) and len(pair[0]) < LONGEST_CODE):
            raise nothing()
        if key == "typed" and not isinstance(pair[1], str):
            raise nothing()
    return pairs


def _names(asked: dict[str, Any], key: str) -> list[str]:
    names = asked.get(key, [])
    if not isinstance(names, list) or len(names) > MOST_NAMES or not all(isinstance(name, str) for name in names):
        raise nothing()
    return names


def _understood(text: str, code: str, reader: typed.Reader) -> dict[str, Any]:
    try:
        meant = typed.understood(text, code, reader)
    except BadEdit as refusal:
        return {"refused": str(refusal)}
    if meant.kind == typed.NOTHING:
        return {"value": None, "shown": ""}
    shown_by = meant.format if meant.format and formats.is_general(code) else code
    if meant.kind == typed.FORMULA:
        return {"formula": meant.value, "value": None, "format": shown_by}
    return {"value": meant.value, "shown": _shown(meant.value, shown_by, reader), "format": shown_by}


def _shown(value: Any, code: str, reader: typed.Reader) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = float(value) if abs(value) < 1e308 else None
    elif isinstance(value, dict):
        value = {"error": str(value.get("error", ""))[:20]}
    elif not isinstance(value, str | bool | type(None)):
        raise nothing()
    return show(value, code, reader.language, from_1904=reader.from_1904)
