"""What an address asks of the filter, where it can be read without the form, and by what that is known."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import cached_property
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from core.money import currency_choices
from opportunities.filters.fields import Choice
from opportunities.filters.parts import flat

KINDS = (
    ("open", _("Open")),
    ("won", _("Won")),
    ("lost", _("Lost")),
    ("closed", _("Won and lost")),
    ("all", _("All")),
)
YES_NO = (("yes", _("Restricted")), ("no", _("Not restricted")))
# What means the same today as tomorrow, and is no text that somebody types.
TIMELESS = ("kind", "who", "stage", "pipeline", "currency", "restricted", "reason")
# Of these, what is one of a list that is the same for everybody.
ONE_OF: dict[str, Callable[[], Any]] = {
    "kind": lambda: KINDS,
    "currency": currency_choices,
    "restricted": lambda: YES_NO,
}


class Asked:
    """The part of the filter that says what is asked, part by part."""

    form: Any
    data: QueryDict
    set_words: list[str]
    # What can be chosen, by the names of the parts that take several of a list.
    offered: Mapping[str, Callable[[], Sequence[Choice]]]

    @cached_property
    def plain(self) -> dict[str, Any] | None:
        """What is asked, as the form would read it, where that is nothing but choices that are there; else None.

        Making and reading the form takes a fifth of the list's time, and most addresses are as plain as this.
        """
        if "find" in self.data or any(name not in TIMELESS for name in self.set_words):
            return None
        asked: dict[str, Any] = {}
        for name in TIMELESS:
            if name in self.offered:
                words = [word for word in dict.fromkeys(self.data.getlist(name)) if word]
                if words and not {choice.word for choice in self.offered[name]()}.issuperset(words):
                    return None
                asked[name] = words
            else:
                asked[name] = word = self.data.get(name, "")
                if word and word not in flat(ONE_OF[name]()):
                    return None
        return asked

    @property
    def cleaned(self) -> dict[str, Any]:
        """What is asked, part by part, as far as it can be understood."""
        return self.form.cleaned_data if self.plain is None else self.plain

    @cached_property
    def known(self) -> Hashable:
        """What is asked, as a key, where only parts are set whose meaning follows from their words; else None."""
        if any(name not in TIMELESS for name in self.set_words):
            return None
        return tuple(tuple(self.cleaned.get(name) or ()) for name in TIMELESS)

    @property
    def asks_reason(self) -> bool:
        """Whether the reason for losing is offered: where lost ones are asked for, or a reason is."""
        return self.cleaned.get("kind") == "lost" or "reason" in self.set_words
