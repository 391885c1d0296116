"""Formulas: as files hold them (English, commas), as a reader of German types them, and moved to another cell.

A formula that a spreadsheet program cannot parse makes it refuse the whole workbook as damaged. So what is typed is
parsed here before it is written, and what cannot be is refused with a sentence.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from documents.editors.xlsx.errors import BadEdit
from documents.editors.xlsx.functions import ENGLISH, ERRORS_GERMAN, GERMAN, MARKS, TABLE
from documents.editors.xlsx.references import check_within, moved
from documents.editors.xlsx.strings import NOT_IN_XML

LONGEST = 8_192
NOT_WRITTEN = re.compile(f"[{NOT_IN_XML}]")
DEEPEST = 64

CELL = r"\$?[A-Za-z]{1,3}\$?[1-9][0-9]{0,6}"
WORD = r"[^\W\d][\w.?\\]*"
KINDS = (
    ("space", r"\s+"),
    ("text", r'"(?:[^"]|"")*"'),
    ("sheet", rf"(?:'(?:[^'\[\]]|'')+'|{WORD})!"),
    ("error", r"#(?:N/A|NV|DIV/0!|[A-Za-z]+[!?])"),
    ("cells", rf"{CELL}(?::{CELL})?(?![\w(.\[!])"),
    ("columns", r"\$?[A-Za-z]{1,3}:\$?[A-Za-z]{1,3}(?![\w(.])"),
    ("lines", r"\$?[0-9]{1,7}:\$?[0-9]{1,7}"),
    ("number", r"(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"),
    ("function", rf"{WORD}(?=\()"),
    ("table", rf"{WORD}\[(?:[^\[\]]|\[[^\[\]]*\])*\]"),
    ("name", WORD),
    ("operator", r"<=|>=|<>|[-+*/^&=<>%:]"),
    ("sign", r"[(),;{}]"),
)
ENGLISH_TOKEN = re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in KINDS))
GERMAN_TOKEN = re.compile(
    "|".join(
        f"(?P<{kind}>{'[0-9]+(?:,[0-9]+)?(?:[eE][+-]?[0-9]+)?' if kind == 'number' else pattern})"
        for kind, pattern in KINDS
    )
)
ERRORS_ENGLISH = {german: english for english, german in ERRORS_GERMAN.items()}
BOOLEANS = {"WAHR": "TRUE", "FALSCH": "FALSE"}


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a formula: what it is, and how it is written."""

    kind: str
    text: str


def tokens(formula: str, pattern: re.Pattern[str] = ENGLISH_TOKEN) -> Iterator[Token]:
    """Yield the pieces of a formula without its "=". Raises ValueError with the rest that is no piece of one."""
    at = 0
    while at < len(formula):
        match = pattern.match(formula, at)
        if match is None:
            raise ValueError(formula[at:])
        yield Token(str(match.lastgroup), match[0])
        at = match.end()


def localised(formula: str, language: str) -> str:
    """Return a formula of the file as a reader of `language` types it, without its "="; strange ones as they are."""
    german = language.startswith("de") and "{" not in formula
    try:
        return "".join(_shown(token, german) for token in tokens(formula))
    except ValueError:
        return formula


def _shown(token: Token, german: bool) -> str:
    text = token.text
    if token.kind == "function":
        bare = text.removeprefix("_xlfn.").removeprefix("_xlws.")
        return GERMAN.get(bare.upper(), bare) if german else bare
    if not german:
        return text
    if token.kind == "number":
        return text.replace(".", ",")
    if token.kind == "error":
        return ERRORS_GERMAN.get(text, text)
    if token.kind == "name":
        return {"TRUE": "WAHR", "FALSE": "FALSCH"}.get(text.upper(), text)
    return ";" if text == "," else text


def canonical(typed: str, language: str, *, sheets: Collection[str], tables: Collection[str] = ()) -> str:
    """Return a typed formula (without "=") as files hold it: English names, commas, decimal points.

    German readers may write it either way; a comma between two digits is a decimal one then. Brackets that were left
    open at the end are closed. `sheets` and `tables`
    are the names that it may refer to. Raises BadEdit with a sentence for what no spreadsheet program could read.
    """
    if len(typed) > LONGEST:
        raise BadEdit(_("The formula is longer than %(most)s characters.") % {"most": LONGEST})
    if NOT_WRITTEN.search(typed):
        raise BadEdit(_("There is a character in the formula that no workbook can hold. Remove it."))
    german = language.startswith("de") and "{" not in typed
    try:
        found = list(tokens(typed, GERMAN_TOKEN if german else ENGLISH_TOKEN))
    except ValueError as error:
        rest = str(error.args[0])[:20]
        raise BadEdit(_("The formula cannot be read from here on: %(rest)s") % {"rest": rest}) from error
    read = _closed([_read(token, german) for token in found])
    _Parser(read, {name.casefold() for name in sheets}, {name.casefold() for name in tables}, german).check()
    return "".join(token.text for token in read).strip()


def _closed(read: list[Token]) -> list[Token]:
    """Return the pieces with the brackets closed that were left open at the end, as spreadsheet programs do."""
    signs = [token.text for token in read if token.kind == "sign"]
    missing = signs.count("(") - signs.count(")")
    return read + [Token("sign", ")")] * missing if "{" not in signs else read


def _read(token: Token, german: bool) -> Token:
    kind, text = token.kind, token.text
    upper = text.upper()
    if kind == "function":
        name = ENGLISH.get(upper, upper) if german and upper not in TABLE else upper
        # GROSS, KLEIN, REST: German names that are nobody's English ones. RIGHT and such stay what they are.
        name = name.removeprefix("_XLFN.").removeprefix("_XLWS.")
        return Token(kind, MARKS.get(name, "") + name)
    if kind in ("cells", "columns"):
        return Token(kind, upper)
    if kind == "error":
        return Token(kind, ERRORS_ENGLISH.get(upper, upper))
    if kind == "name" and (bare := BOOLEANS.get(upper, upper) if german else upper) in ("TRUE", "FALSE"):
        return Token("boolean", bare)
    if german and kind == "number":
        return Token(kind, text.replace(",", "."))
    return Token(kind, "," if german and text == ";" else text)


class _Parser:
    """Whether the pieces make a formula. It is only checked: nothing here works it out."""

    def __init__(self, read: list[Token], sheets: set[str], tables: set[str], german: bool) -> None:
        self.read = [token for token in read if token.kind != "space"]
        self.at = self.depth = 0
        self.sheets, self.tables, self.german = sheets, tables, german

    def check(self) -> None:
        self.expression()
        if self.at < len(self.read):
            raise self.unexpected()

    def peek(self) -> Token:
        return self.read[self.at] if self.at < len(self.read) else Token("end", "")

    def take(self, text: str) -> bool:
        if self.peek().text == text:
            self.at += 1
            return True
        return False

    def expect(self, text: str) -> None:
        if not self.take(text):
            if self.peek().kind == "end":
                raise BadEdit(_("The formula ends too early: a “%(sign)s” is missing.") % {"sign": text})
            raise self.unexpected()

    def unexpected(self) -> BadEdit:
        token = self.peek()
        if token.kind == "end":
            return BadEdit(_("The formula ends too early."))
        return BadEdit(_("The formula cannot be read from here on: %(rest)s") % {"rest": token.text[:20]})

    def expression(self) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise BadEdit(_("The formula has more than %(most)s brackets within brackets.") % {"most": DEEPEST})
        self.operand()
        while self.peek().kind == "operator" and self.peek().text != "%":
            self.at += 1
            self.operand()
        self.depth -= 1

    def operand(self) -> None:
        while self.peek().text in ("+", "-"):
            self.at += 1
        self.value()
        while self.take("%"):
            pass

    def value(self) -> None:
        token = self.peek()
        self.at += 1
        if token.kind == "function":
            self.arguments(token.text)
        elif token.text == "(":
            self.expression()
            while self.take(","):
                self.expression()
            self.expect(")")
        elif token.text == "{":
            self.constants()
        elif token.kind == "sheet":
            self.on_sheet(token.text)
        elif token.kind == "table":
            self.of_table(token.text)
        elif token.kind in ("cells", "columns", "lines"):
            check_within(token.text)
        elif token.kind not in ("text", "number", "boolean", "error", "name"):
            self.at -= 1
            raise self.unexpected()

    def on_sheet(self, written: str) -> None:
        name = written[:-1]
        name = name[1:-1].replace("''", "'") if name.startswith("'") else name
        if name.casefold() not in self.sheets:
            raise BadEdit(_("There is no sheet “%(name)s” in this workbook.") % {"name": name})
        if self.peek().kind not in ("cells", "columns", "lines", "name", "error"):
            raise self.unexpected()
        self.value()

    def of_table(self, written: str) -> None:
        name = written.partition("[")[0]
        if name.casefold() not in self.tables:
            raise BadEdit(_("There is no table “%(name)s” in this workbook.") % {"name": name})

    def arguments(self, name: str) -> None:
        self.expect("(")
        count = 0
        if not self.take(")"):
            count = 1
            while True:
                if self.peek().text not in (",", ")"):
                    self.expression()
                if not self.take(","):
                    break
                count += 1
            self.expect(")")
        self.count(name.removeprefix("_xlfn.").removeprefix("_xlws."), count)

    def count(self, name: str, given: int) -> None:
        german, least, most = TABLE.get(name, (name, 0, None))
        name = german if self.german else name
        if given < least:
            sentence = ngettext(
                "%(name)s needs at least %(count)s argument.", "%(name)s needs at least %(count)s arguments.", least
            )
            raise BadEdit(sentence % {"name": name, "count": least})
        if most is not None and given > most:
            sentence = ngettext(
                "%(name)s takes at most %(count)s argument.", "%(name)s takes at most %(count)s arguments.", most
            )
            raise BadEdit(sentence % {"name": name, "count": most})

    def constants(self) -> None:
        while True:
            self.take("-")
            if self.peek().kind not in ("number", "text", "boolean", "error"):
                raise self.unexpected()
            self.at += 1
            if not (self.take(",") or self.take(";")):
                break
        self.expect("}")


def shifted(formula: str, rows: int, columns: int) -> str:
    """Return a formula of the file as it reads `rows` further down and `columns` further right; "$" holds fast."""
    try:
        return "".join(
            moved(token.text, rows, columns) if token.kind in ("cells", "columns", "lines") else token.text
            for token in _pieces(formula)
        )
    except ValueError:
        return formula


@lru_cache(256)
def _pieces(formula: str) -> tuple[Token, ...]:
    """Return the pieces of a formula that many cells share."""
    return tuple(tokens(formula))
