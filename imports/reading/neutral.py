"""Texts that a spreadsheet would run, made harmless by an apostrophe in front, and given back as they were.

A spreadsheet takes a cell that begins with one of = + - @ (or their full-width twins), a tab or a line end for a
formula, whoever wrote it: see "CSV Injection" of the OWASP Foundation. So our own CSV files put an apostrophe before
such a text. A text that begins with apostrophes and goes on with such a sign gets one more. The rule for reading is
then one for every text: of apostrophes that stand before such a sign one is taken away. All other apostrophes are left
alone, so a genuine one survives: "'s Gravenhage" is written, and read, as it is.
"""

import re

RUN = re.compile(r"'*(?: *[\t\r\n]|\s*[=+\-@＝＋－＠])")  # noqa: RUF001
MARK = "'"


def neutralised(text: str) -> str:
    """Return a text as a CSV file of ours holds it: no spreadsheet runs it."""
    return f"{MARK}{text}" if RUN.match(text) else text


def marked(text: str) -> str:
    """Return a text as a typed cell of a workbook holds it: nothing runs it there, only apostrophes are doubled."""
    return f"{MARK}{text}" if text.startswith(MARK) and RUN.match(text) else text


def restored(text: str) -> str:
    """Return the text that `neutralised` or `marked` was given."""
    return text[1:] if text.startswith(MARK) and RUN.match(text) else text
