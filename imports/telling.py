"""How the steps of an import speak: in the language of the page that asked, and of a full disk in a sentence."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.utils import translation

from core.room import NO_ROOM, is_full
from jobs import Failed, Outcome


def in_words_of_the_page(step: Callable[[Any], Outcome]) -> Callable[[Any], Outcome]:
    """Do a step in the language in which it was asked for: who has chosen none has their browser's.

    Where the disk or the database has no room, the step raises Failed; what its last batch wrote is rolled back.
    """

    @wraps(step)
    def said(slice: Any) -> Outcome:
        with translation.override(slice.payload.get("language") or translation.get_language()):
            try:
                return step(slice)
            except Exception as error:
                if is_full(error):
                    raise Failed(str(NO_ROOM)) from error
                raise

    return said
