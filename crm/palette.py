"""The palette: the search as one types, above any page.

What was opened last comes first, then what is found, then a few commands; before what is found where one is meant.
"""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from core.fold import fold, words
from crm.commands import Command, commands_named, is_meant
from crm.recent import Opened, recent
from crm.search import found

# So many of each group.
RECENT, RECENT_THAT_FIT, COMMANDS, FINDS = 6, 3, 3, 5
AT_ONCE = 5  # of commands, before anything is typed; nor are more offered that are meant


@dataclass(frozen=True)
class Option:
    """One thing to go to. `quick` opens the dialog of quick entry instead of a page."""

    title: str
    url: str
    icon: str
    hint: str = ""
    quick: bool = False


@dataclass(frozen=True)
class Group:
    """Options of a kind, under a heading."""

    heading: str
    options: list[Option] = field(default_factory=list)


def groups_of(request: HttpRequest, typed: str) -> list[Group]:
    """Return what is offered for what was typed, within the access of the signed-in person; never nothing at all."""
    opened = opened_that_fit(request, typed)[: RECENT_THAT_FIT if words(typed) else RECENT]
    shown = {each.hit.url for each in opened}
    finds = []
    for answer in found(typed, request.user):
        hits = [answer.show(row) for row in answer.rows[:FINDS]]
        finds.append(Group(answer.heading, [_of_hit(hit, answer.icon) for hit in hits if hit.url not in shown]))
    able, lead = commands_that_fit(typed, request.user)
    commands = Group(_("Commands"), [_of_command(each) for each in able])
    groups = [
        Group(_("Opened last"), [_of_hit(each.hit, each.icon) for each in opened]),
        *([commands, *finds] if lead else [*finds, commands]),
    ]
    return [group for group in groups if group.options] + _to_the_page(typed, any(group.options for group in groups))


def commands_that_fit(typed: str, user: Any) -> tuple[list[Command], bool]:
    """Return the few commands that fit what was typed, and whether they come before what is found: one is meant."""
    able = commands_named(typed, user)[:AT_ONCE]
    meant = [command for command in able if is_meant(command, typed)]
    return able[: max(COMMANDS, len(meant))] if words(typed) else able, bool(meant)


def opened_that_fit(request: HttpRequest, typed: str) -> list[Opened]:
    """Return what was opened last, as far as title or hint hold every word that was typed."""
    looked_for = words(typed)
    fits = [(each, fold(f"{each.hit.title} {each.hit.hint}")) for each in recent(request)]
    return [each for each, text in fits if all(word in text for word in looked_for)]


def _to_the_page(typed: str, anything: bool) -> list[Group]:
    """Return the way to the search as a page of its own."""
    if not words(typed):
        return []
    url = f"{reverse('crm:search')}?{urlencode({'q': typed})}"
    if not anything:
        return [Group(_("Nothing was found."), [Option(_("Open the search page"), url, "search")])]
    return [Group(_("More"), [Option(_("Show all that was found for “%(typed)s”") % {"typed": typed}, url, "search")])]


def _of_hit(hit: Any, icon: str) -> Option:
    return Option(hit.title, hit.url, icon, hit.hint)


def _of_command(command: Command) -> Option:
    return Option(str(command.title), command.url, command.icon, quick=command.is_quick)
