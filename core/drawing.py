"""What is drawn from plain values alone is drawn once for the same values."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

# Each is some hundred bytes: together a few megabytes a process.
KEPT = 10_000

_kept: OrderedDict[Hashable, SafeString] = OrderedDict()
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
    with _lock:
        _kept[known] = fresh
        if len(_kept) > KEPT:
            _kept.popitem(last=False)
    return fresh
