"""What is drawn from plain values alone is drawn once for the same values."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

# So many characters a process keeps: a cell has some hundred, a row of the list thousands, a filter tens of thousands.
KEPT = 16_000_000

_kept: OrderedDict[Hashable, SafeString] = OrderedDict()
_size = 0
_lock = Lock()


def drawn(template_name: str, shown: Any, **more: Any) -> SafeString:
    """Return a fragment as it is drawn in the reader's language from `more` and the fields of `shown`, a named tuple.

    The template is given nothing else, no request and no person: what it draws follows from the values, which can all
    be keys of a dictionary. Neither they nor the template may depend on the reader's time zone.
    """
    values = {**shown._asdict(), **more}
    return drawn_once((template_name, shown, *more.items()), lambda: render_to_string(template_name, values))


def drawn_once(key: Hashable, draw: Callable[[], SafeString]) -> SafeString:
    """Return what `draw` draws: kept from an earlier time with the same key and language, if it still is.

    Whatever is drawn must follow from the key: it is shown to whoever comes with the same.
    """
    known = (get_language(), key)
    with _lock:
        if known in _kept:
            _kept.move_to_end(known)
            return _kept[known]
    fresh = draw()
    _keep(known, fresh)
    return fresh


def _keep(known: Hashable, fresh: SafeString) -> None:
    """Keep what was drawn, and let go of what was used longest ago where there is too much."""
    global _size
    with _lock:
        if known in _kept:  # somebody else has drawn it meanwhile
            return
        _kept[known] = fresh
        _size += len(fresh)
        while _size > KEPT:
            _known, old = _kept.popitem(last=False)
            _size -= len(old)
