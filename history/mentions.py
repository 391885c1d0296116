"""Mentions: @ and a user name in what somebody writes on a page. Only who may see the page can be mentioned."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from core.fold import fold

# At the beginning of a word, so that an e-mail or web address mentions nobody; user names are of these signs.
MENTION = re.compile(r"""(?<![^\s(\[{"'„“”»«,;:])@([\w.@+-]*\w)""")


def names_in(text: str) -> list[str]:
    """Return the user names that a text mentions, as they are kept, each once and in their order.

    The full stop behind a name belongs to the sentence.
    """
    return list(dict.fromkeys(User.normalize_username(name) for name in MENTION.findall(text)))


def mentioned(text: str, page: Any, *, before: str = "") -> list[User]:
    """Return the people whom a text on `page` mentions and the text that stood there `before` did not.

    Raises ValidationError for a name that is none of somebody who may see the page. It says the same of a name that
    nobody has: who exists is no more than what the list behind the @ offers.
    """
    standing = set(names_in(before))
    names = [name for name in names_in(text) if name not in standing]
    if not names:
        return []
    people = {person.username: person for person in User.objects.who_may_see(page).filter(username__in=names)}
    unknown = [f"@{name}" for name in names if name not in people]
    if unknown:
        raise ValidationError(_refusal(len(unknown)), params={"names": ", ".join(unknown)}, code="mention")
    return [people[name] for name in names]


def _refusal(count: int) -> str:
    sentence = ngettext("%(names)s cannot be mentioned here.", "%(names)s cannot be mentioned here.", count)
    way_out = _("Choose somebody from the list behind the @, or write the name without it.")
    return f"{sentence} {way_out}"


def offered(page: Any, typed: str, *, by: Any) -> list[User]:
    """Return whom `by` can mention on `page`: up to ten others whose user name, or a part of whose name, begins so."""
    begins = fold(typed)
    fits = Q(username__startswith=begins) | Q(search_text__startswith=begins) | Q(search_text__contains=f" {begins}")
    return list(User.objects.who_may_see(page).filter(fits).exclude(pk=by.pk).by_name()[:10])
