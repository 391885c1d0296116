"""When what a file says is what a row holds already."""

import re
from typing import Any

LINE_ENDS = re.compile(r"\r\n?")


def is_same(held: Any, said: Any) -> bool:
    """Return whether two values are one. Texts that differ in blanks around them and in their line ends are the same.

    A browser ends lines with CR LF, a spreadsheet with LF: neither is a change that somebody made.
    """
    if isinstance(held, str) and isinstance(said, str):
        return held == said or LINE_ENDS.sub("\n", held).strip() == LINE_ENDS.sub("\n", said).strip()
    return bool(held == said)
