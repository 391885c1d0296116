"""The styles of cells: what the grid shows of them, and new ones that differ in their number format only."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from xml.sax.saxutils import quoteattr

from documents.editors.package import Package
from documents.editors.xlsx import formats
from documents.editors.xlsx.book import read_part
from documents.editors.xlsx.splicing import Element, Splices, damaged, elements, with_attribute
from imports.reading.xlsx.package import local
from imports.reading.xlsx.worksheet import TRUE

# The numbers under which every program knows these formats; the others are written into the workbook.
NUMBERS = {
    "0%": 9, "0.00%": 10, "#,##0": 3, "#,##0.00": 4, formats.DAY: 14, formats.DAY_AND_TIME: 22, formats.CLOCK: 20,
    formats.CLOCK_SECONDS: 21, formats.HOURS: 46, formats.TEXT: 49,
}  # fmt: skip
FIRST_OWN_FORMAT = 164
MOST_STYLES = 64_000
# The colours that files name by number, as far as programs still write them; and those of the usual theme.
# Six letters each.
INDEXED = (
    "000000FFFFFFFF000000FF000000FFFFFF00FF00FF00FFFF000000FFFFFFFF000000FF000000FFFFFF00FF00FF00FFFF"
    "800000008000000080808000800080008080C0C0C08080809999FF993366FFFFCCCCFFFF660066FF80800066CCCCCCFF"
    "000080FF00FFFFFF0000FFFF8000808000000080800000FF00CCFFCCFFFFCCFFCCFFFF9999CCFFFF99CCCC99FFFFCC99"
    "3366FF33CCCC99CC00FFCC00FF9900FF6600666699969696003366339966003300333300993300993366333399333333"
)
USUAL_THEME = "FFFFFF000000E7E6E644546A4472C4ED7D31A5A5A5FFC0005B9BD570AD470563C1954F72"
THEME_ORDER = (1, 0, 3, 2, 4, 5, 6, 7, 8, 9, 10, 11)
THEME = [USUAL_THEME[at : at + 6] for at in range(0, len(USUAL_THEME), 6)]
# The usual colour of letters, for which the page has its own.
BLACK = "#000000"
HEX = re.compile(r"(?:[0-9A-Fa-f]{2})?([0-9A-Fa-f]{6})")


@dataclass
class Styles:
    """The styles of a workbook: number formats by style, looks by style, and how the part is written."""

    part: str = ""
    raw: bytes = b""
    formats: list[str] = field(default_factory=list)
    looks: list[dict[str, Any]] = field(default_factory=list)
    xfs: list[Element] = field(default_factory=list)
    codes: dict[int, str] = field(default_factory=dict)
    added: list[bytes] = field(default_factory=list)
    added_codes: dict[str, int] = field(default_factory=dict)
    _made: dict[tuple[int, str, bool], int] = field(default_factory=dict)

    def format_of(self, style: int) -> str:
        """Return the number format of a style; General for one that is not there."""
        return self.formats[style] if 0 <= style < len(self.formats) else formats.GENERAL

    def with_format(self, style: int, code: str, *, quoted: bool = False) -> int:
        """Return a style like `style`, but with this number format, or marked as a text behind an apostrophe.

        A style that is there is used again; where the workbook has no styles, the style stays as it is.
        """
        if not self.xfs or len(self.formats) >= MOST_STYLES:
            return style
        key = (style, code, quoted)
        if key not in self._made:
            base = self.xfs[style] if 0 <= style < len(self.xfs) else self.xfs[0]
            self._made[key] = self._same(base, code, quoted) or self._make(base, code, quoted)
        return self._made[key]

    def _tag(self, base: Element, code: str, quoted: bool) -> bytes:
        tag = self.raw[base.start : base.inside]
        if quoted:
            return with_attribute(tag, "quotePrefix", "1")
        tag = with_attribute(tag, "numFmtId", str(self._number(code)))
        return with_attribute(with_attribute(tag, "applyNumberFormat", "1"), "quotePrefix", None)

    def _same(self, base: Element, code: str, quoted: bool) -> int | None:
        wanted = _attributes_of(self._tag(base, code, quoted))
        content = self.raw[base.inside : base.end]
        for number, xf in enumerate(self.xfs):
            if self.raw[xf.inside : xf.end] == content and xf.attributes == wanted:
                return number
        return None

    def _make(self, base: Element, code: str, quoted: bool) -> int:
        self.added.append(self._tag(base, code, quoted) + self.raw[base.inside : base.end])
        self.formats.append(code if not quoted else self.format_of(self.xfs.index(base)))
        return len(self.formats) - 1

    def _number(self, code: str) -> int:
        if code in NUMBERS:
            return NUMBERS[code]
        known = next((number for number, one in self.codes.items() if one == code), None)
        if known is not None:
            return known
        taken = [FIRST_OWN_FORMAT - 1, *self.codes, *self.added_codes.values()]
        return self.added_codes.setdefault(code, max(taken) + 1)

    def patched(self) -> bytes:
        """Return the part with the styles that were made."""
        found = elements(self.raw, self.part, "styleSheet", "numFmts", "cellXfs")
        by_name = {local(one.name): one for one in found}
        splices = Splices(self.raw)
        splices.append(by_name["cellXfs"], b"".join(self.added))
        splices.attribute(by_name["cellXfs"], "count", str(len(self.xfs) + len(self.added)))
        root = by_name["styleSheet"]
        new = "".join(
            f'<{root.prefix}numFmt numFmtId="{number}" formatCode={quoteattr(code)}/>'
            for code, number in self.added_codes.items()
        )
        formats_there = by_name.get("numFmts")
        if new and formats_there is None:
            whole = f'<{root.prefix}numFmts count="{len(self.added_codes)}">{new}</{root.prefix}numFmts>'
            splices.replace(root.inside, root.inside, whole.encode())
        elif new and formats_there is not None:
            splices.append(formats_there, new.encode())
            if not formats_there.is_empty:
                splices.attribute(formats_there, "count", str(len(self.codes) + len(self.added_codes)))
        return splices.done()


def _attributes_of(tag: bytes) -> dict[str, str]:
    found = re.findall(rb"""\s([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""", tag)
    return {name.decode(): (one or other).decode() for name, one, other in found}


def read_styles(package: Package, part: str, theme: str, language: str) -> Styles:
    """Return the styles of a workbook. `language` decides how days of the standard format are shown."""
    if not part:
        return Styles()
    styles = Styles(part, read_part(package, part))
    # What stands in the list of another kind of style (differential ones, named ones) is no style of cells.
    found = elements(styles.raw, part, "numFmt", "font", "fill", "border", "xf", "cellXfs", "fonts", "fills", "dxfs")
    areas = {local(one.name): one for one in found if local(one.name) in ("cellXfs", "fonts", "fills", "dxfs")}
    if "cellXfs" not in areas:
        raise damaged(part)
    colours = theme_colours(package, theme)
    fonts = [_font(styles.raw, one, colours) for one in _within(found, areas.get("fonts"), "font")]
    fills = [_fill(styles.raw, one, colours) for one in _within(found, areas.get("fills"), "fill")]
    for one in _outside(found, areas.get("dxfs"), "numFmt"):
        if one.attributes.get("numFmtId", "").isdecimal():
            styles.codes[int(one.attributes["numFmtId"])] = one.attributes.get("formatCode", formats.GENERAL)
    styles.xfs = list(_within(found, areas["cellXfs"], "xf"))
    known = formats.KNOWN | ({} if language.startswith("de") else formats.ENGLISH_DAYS) | styles.codes
    for xf in styles.xfs:
        number = xf.attributes.get("numFmtId", "0")
        styles.formats.append(known.get(int(number) if number.isdecimal() else 0, formats.GENERAL))
        styles.looks.append(_look(styles.raw, xf, fonts, fills))
    return styles


def _within(found: list[Element], area: Element | None, name: str) -> Iterator[Element]:
    if area is not None:
        yield from (one for one in found if local(one.name) == name and area.inside <= one.start < area.close)


def _outside(found: list[Element], area: Element | None, name: str) -> Iterator[Element]:
    within = {one.start for one in _within(found, area, name)}
    yield from (one for one in found if local(one.name) == name and one.start not in within)


def _inner(raw: bytes, element: Element, *names: str) -> list[Element]:
    """Return elements within another one, which is read with its prefixes left undeclared."""
    return elements(raw[element.start : element.end], "xl/styles.xml", *names)


def _font(raw: bytes, element: Element, colours: list[str]) -> dict[str, Any]:
    look: dict[str, Any] = {}
    for one in _inner(raw, element, "b", "i", "u", "strike", "color"):
        name = local(one.name)
        if name == "color":
            found = colour(one.attributes, colours)
            look["color"] = "" if found == BLACK else found
        elif one.attributes.get("val", "1") not in ("0", "false", "none"):
            look[name] = True
    return look


def _fill(raw: bytes, element: Element, colours: list[str]) -> str:
    pattern = ""
    for one in _inner(raw, element, "patternFill", "fgColor"):
        if local(one.name) == "fgColor":
            pattern = colour(one.attributes, colours)
        elif one.attributes.get("patternType", "none") in ("none", "gray125"):
            return ""
    return pattern


def _look(raw: bytes, xf: Element, fonts: list[dict[str, Any]], fills: list[str]) -> dict[str, Any]:
    """Return what the grid shows of a style, without what is as usual."""
    look: dict[str, Any] = {}
    font, fill = xf.attributes.get("fontId", ""), xf.attributes.get("fillId", "")
    if font.isdecimal() and int(font) < len(fonts):
        look |= {key: value for key, value in fonts[int(font)].items() if value}
    if fill.isdecimal() and int(fill) < len(fills) and fills[int(fill)]:
        look["fill"] = fills[int(fill)]
    if not xf.is_empty:
        for one in _inner(raw, xf, "alignment"):
            if one.attributes.get("horizontal") in ("left", "center", "right"):
                look["align"] = one.attributes["horizontal"]
            if one.attributes.get("wrapText") in TRUE:
                look["wrap"] = True
    return look


def theme_colours(package: Package, part: str) -> list[str]:
    """Return the twelve colours that styles name by their place; the usual ones where there is no theme."""
    if not part or part not in package:
        return THEME
    raw = read_part(package, part)
    scheme = next(iter(elements(raw, part, "clrScheme")), None)
    found = elements(raw, part, "srgbClr", "sysClr") if scheme else []
    values = [
        one.attributes.get("lastClr") or one.attributes.get("val", "")
        for one in found
        if scheme and scheme.inside <= one.start < scheme.close
    ]
    if len(values) != len(THEME) or not all(HEX.fullmatch(value) for value in values):
        return THEME
    return [values[place] for place in THEME_ORDER]


def colour(told: dict[str, str], colours: list[str]) -> str:
    """Return a colour as #rrggbb; "" for the usual one and for what is none."""
    if match := HEX.fullmatch(told.get("rgb", "")):
        found = match[1]
    elif told.get("theme", "").isdecimal() and int(told["theme"]) < len(colours):
        found = colours[int(told["theme"])]
    elif told.get("indexed", "").isdecimal():
        at = 6 * int(told["indexed"])
        found = INDEXED[at : at + 6]
    else:
        return ""
    return _tinted(found, told.get("tint", "")) if found else ""


@lru_cache(1_000)
def _tinted(found: str, tint: str) -> str:
    try:
        share = max(-1.0, min(1.0, float(tint or 0)))
    except ValueError:
        share = 0.0
    mixed = []
    for at in (0, 2, 4):
        value = int(found[at : at + 2], 16)
        mixed.append(round(value * (1 + share) if share < 0 else value + (255 - value) * share))
    return "#" + "".join(f"{value:02x}" for value in mixed)
